package io.millrace.features;

import io.millrace.contracts.NaiveFunction;
import io.millrace.metrics.Aggregate;
import io.millrace.metrics.AggregateFunction;
import io.millrace.metrics.AggregateFunctions;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/** A function that is not ours: how far the inputs reach, from a state that nothing can be taken out of. */
public final class RangeFunction implements AggregateFunctions {

    /** What it computes, from all inputs at once. */
    static final Map<String, NaiveFunction> NAIVE = Map.of(
            "range",
            inputs -> inputs.stream()
                            .map(RangeFunction::number)
                            .max(Double::compare)
                            .orElseThrow()
                    - inputs.stream()
                            .map(RangeFunction::number)
                            .min(Double::compare)
                            .orElseThrow());

    @Override
    public List<AggregateFunction> functions() {
        return List.of(AggregateFunction.builder("range")
                .takes(AggregateFunction.Accepted.NUMBERS)
                .gives("double", "DOUBLE")
                .meaning("the greatest less the least")
                .readFrom(Range.class, input -> new Range(), (state, from) -> state.max - state.min)
                .sql("CAST(max({input}) {filter} AS DOUBLE) - CAST(min({input}) {filter} AS DOUBLE)")
                .build());
    }

    private static double number(Object value) {
        return ((Number) value).doubleValue();
    }

    private static final class Range implements Aggregate<Range> {
        private static final long serialVersionUID = 1L;

        private long count;
        private double min;
        private double max;

        @Override
        public Kind kind() {
            return Kind.MERGE_ONLY;
        }

        @Override
        public long count() {
            return count;
        }

        @Override
        public void add(Object value, long time) {
            include(number(value), number(value), 1);
        }

        private void include(double low, double high, long values) {
            min = count == 0 || Double.compare(low, min) < 0 ? low : min;
            max = count == 0 || Double.compare(high, max) > 0 ? high : max;
            count += values;
        }

        @Override
        public void clear() {
            count = 0;
        }

        @Override
        public Range merge(Range other) {
            Range merged = new Range();
            for (Range each : List.of(this, other)) {
                if (each.count > 0) {
                    merged.include(each.min, each.max, each.count);
                }
            }
            return merged;
        }

        @Override
        public byte[] toBytes() {
            return ByteBuffer.allocate(24)
                    .putLong(count)
                    .putDouble(count == 0 ? 0 : min)
                    .putDouble(count == 0 ? 0 : max)
                    .array();
        }
    }
}
