package io.millrace.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.DataException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds of the states of every aggregate function, on seeded random values. */
final class AggregateLawsTest {

    private static final Map<Class<?>, Function<byte[], Aggregate<?>>> READERS = Map.of(
            ValueCount.class, ValueCount::fromBytes,
            WholeTotal.class, WholeTotal::fromBytes,
            DecimalTotal.class, DecimalTotal::fromBytes,
            DoubleTotal.class, DoubleTotal::fromBytes,
            WholeMoments.class, WholeMoments::fromBytes,
            DecimalMoments.class, DecimalMoments::fromBytes,
            ExactMoments.class, ExactMoments::fromBytes,
            ValueCounts.class, ValueCounts::fromBytes,
            OrderedValues.class, OrderedValues::fromBytes);

    /** One value with its place. */
    private record Event(Object value, long time, List<Object> rank) {}

    static Stream<AggregateFunction> functions() {
        return AggregateFunction.byWord().values().stream();
    }

    @ParameterizedTest
    @MethodSource("functions")
    void mergingIsAddingAndTakingOutLeavesNoTrace(AggregateFunction function) {
        for (AggregateInput.Kind kind : kinds(function)) {
            for (int seed = 0; seed < 60; seed++) {
                check(function, kind, seed);
            }
        }
    }

    private static void check(AggregateFunction function, AggregateInput.Kind kind, int seed) {
        String where = function + " of " + kind + ", seed " + seed;
        Random random = new Random(seed);
        List<Event> events = events(kind, random);
        List<Event> more = events(kind, random);
        List<Event> shuffled = new ArrayList<>(events);
        Collections.shuffle(shuffled, random);
        int cut = events.isEmpty() ? 0 : random.nextInt(events.size());

        Aggregate<?> whole = folded(function, kind, events);
        Aggregate<?> merged = merged(
                folded(function, kind, shuffled.subList(cut, events.size())),
                folded(function, kind, shuffled.subList(0, cut)));
        assertThat(merged.toBytes()).as(where).isEqualTo(whole.toBytes());
        assertThat(merged.count()).as(where).isEqualTo(events.size());
        Aggregate<?> read = READERS.get(whole.getClass()).apply(whole.toBytes());
        assertThat(read.toBytes()).as(where).isEqualTo(whole.toBytes());
        assertThat(value(function, read)).as(where).isEqualTo(value(function, whole));
        assertThat(merged(whole, folded(function, kind, List.of())).toBytes())
                .as(where)
                .isEqualTo(whole.toBytes());
        if (function.kind() != Aggregate.Kind.MERGE_ONLY) {
            Aggregate<?> both = folded(function, kind, events);
            more.forEach(event -> both.add(event.value, event.time, event.rank));
            more.forEach(event -> both.remove(event.value, event.time, event.rank));
            assertThat(both.toBytes()).as(where).isEqualTo(whole.toBytes());
            assertThat(value(function, both)).as(where).isEqualTo(value(function, whole));
        }
    }

    @Test
    void theVarianceOfWholeNumbersAndDecimalsIsThatOfExactArithmetic() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            boolean decimals = seed % 2 == 0;
            AggregateInput.Kind kind = decimals ? AggregateInput.Kind.DECIMAL : AggregateInput.Kind.INTEGER;
            List<Event> events = events(kind, random);
            if (events.size() < 2) {
                continue;
            }
            BigDecimal sum = BigDecimal.ZERO;
            BigDecimal squares = BigDecimal.ZERO;
            for (Event event : events) {
                BigDecimal value = new BigDecimal(event.value.toString());
                sum = sum.add(value);
                squares = squares.add(value.multiply(value));
            }
            BigDecimal n = BigDecimal.valueOf(events.size());
            BigDecimal deviations = n.multiply(squares).subtract(sum.multiply(sum));

            Aggregate<?> state = folded(AggregateFunction.VARIANCE, kind, events);
            double variance = (Double) AggregateFunction.VARIANCE.value(state, 0);

            double above = Math.nextUp(variance);
            double below = Math.nextDown(variance);
            BigDecimal divisor = n.multiply(n.subtract(BigDecimal.ONE));
            BigDecimal off = distance(variance, divisor, deviations);
            assertThat(off).as("seed " + seed).isLessThanOrEqualTo(distance(above, divisor, deviations));
            assertThat(off).as("seed " + seed).isLessThanOrEqualTo(distance(below, divisor, deviations));
        }
    }

    private static BigDecimal distance(double value, BigDecimal divisor, BigDecimal deviations) {
        return new BigDecimal(value).multiply(divisor).subtract(deviations).abs();
    }

    @Test
    void functionsOfOneInputShareStatesWhereOneHoldsWhatAnotherNeeds() {
        List<AggregateFunction> functions = List.of(
                AggregateFunction.COUNT, AggregateFunction.AVG, AggregateFunction.STDDEV, AggregateFunction.SUM);

        assertThat(AggregateFunction.states(functions, AggregateInput.of(AggregateInput.Kind.DOUBLE)))
                .hasExactlyElementsOfTypes(ExactMoments.class);
        assertThat(AggregateFunction.states(
                        List.of(AggregateFunction.COUNT), AggregateInput.of(AggregateInput.Kind.OTHER)))
                .hasExactlyElementsOfTypes(ValueCount.class);
    }

    @Test
    void sumsThatDoNotFitAndTiedEndsAreErrorsOfTheData() {
        Aggregate<?> total = folded(
                AggregateFunction.SUM,
                AggregateInput.Kind.INTEGER,
                List.of(new Event(Long.MAX_VALUE, 0, List.of()), new Event(1L, 1, List.of())));
        Aggregate<?> ends =
                new OrderedValues(new AggregateInput(AggregateInput.Kind.OTHER, TieRule.FAIL, PlainValues.ORDER));
        ends.add("a", 5);
        ends.add("b", 5);

        assertThatThrownBy(() -> AggregateFunction.SUM.value(total, 0))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("does not fit into its type");
        assertThatThrownBy(() -> AggregateFunction.LAST.value(ends, 0))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("different values that are equal in time");
        assertThat(AggregateFunction.FIRST.value(ends, 6)).isNull();
    }

    private static List<AggregateInput.Kind> kinds(AggregateFunction function) {
        return function.accepted() == AggregateFunction.Accepted.NUMBERS
                ? List.of(AggregateInput.Kind.INTEGER, AggregateInput.Kind.DECIMAL, AggregateInput.Kind.DOUBLE)
                : List.of(AggregateInput.Kind.values());
    }

    private static Aggregate<?> folded(AggregateFunction function, AggregateInput.Kind kind, List<Event> events) {
        Aggregate<?> state = AggregateFunction.states(List.of(function), AggregateInput.of(kind))
                .get(0);
        events.forEach(event -> state.add(event.value, event.time, event.rank));
        return state;
    }

    @SuppressWarnings("unchecked")
    private static <A extends Aggregate<A>> Aggregate<?> merged(Aggregate<?> a, Aggregate<?> b) {
        return ((A) a).merge((A) b);
    }

    /** The value, or the message of what keeps it from being one. */
    private static Object value(AggregateFunction function, Aggregate<?> state) {
        try {
            Object value = function.value(state, Long.MIN_VALUE);
            return value instanceof BigDecimal decimal ? decimal.stripTrailingZeros() : String.valueOf(value);
        } catch (DataException e) {
            return e.getMessage();
        }
    }

    private static List<Event> events(AggregateInput.Kind kind, Random random) {
        List<Event> events = new ArrayList<>();
        int count = random.nextInt(6) == 0 ? random.nextInt(2) : random.nextInt(40);
        int spread = 1 + random.nextInt(63);
        for (int i = 0; i < count; i++) {
            Object value =
                    switch (kind) {
                        case INTEGER -> random.nextLong() >> (63 - spread);
                        case DECIMAL -> new BigDecimal(new BigInteger(100, random), 2);
                        case DOUBLE -> doubles(random, spread);
                        case OTHER -> List.of("t" + random.nextInt(5), random.nextBoolean());
                    };
            Object rank = random.nextBoolean() ? Long.valueOf(random.nextInt(3)) : null;
            events.add(new Event(value, random.nextInt(10), Collections.singletonList(rank)));
        }
        return events;
    }

    private static Object doubles(Random random, int spread) {
        return switch (random.nextInt(20)) {
            case 0 -> Double.NaN;
            case 1 -> Double.POSITIVE_INFINITY;
            case 2 -> -0.0;
            default -> Math.scalb(random.nextGaussian(), random.nextInt(spread));
        };
    }
}
