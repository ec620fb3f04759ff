package io.millrace.metrics;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Count, sum, mean and variance of decimals, from exact sums of x and x². */
final class DecimalMoments implements Aggregate<DecimalMoments>, Total, Spread {
    private static final long serialVersionUID = 1L;
    private static final byte FORMAT = 1;

    private DecimalTotal values = new DecimalTotal();
    private BigDecimal squares = BigDecimal.ZERO;

    @Override
    public Kind kind() {
        return Kind.INVERTIBLE;
    }

    @Override
    public long count() {
        return values.count();
    }

    @Override
    public void add(Object value, long time) {
        values.add(value, time);
        squares = squares.add(square((BigDecimal) value));
    }

    @Override
    public void remove(Object value, long time, List<@Nullable Object> rank) {
        values.remove(value, time, rank);
        squares = squares.subtract(square((BigDecimal) value));
    }

    private static BigDecimal square(BigDecimal value) {
        return value.multiply(value);
    }

    @Override
    public void clear() {
        values.clear();
        squares = BigDecimal.ZERO;
    }

    @Override
    public @Nullable Object total() {
        return values.total();
    }

    @Override
    public double mean() {
        return values.mean();
    }

    @Override
    public double variance() {
        long count = count();
        if (count < 2) {
            return Double.NaN;
        }
        BigInteger n = BigInteger.valueOf(count);
        BigDecimal deviations = squares.multiply(new BigDecimal(n)).subtract(square(values.sum()));
        return DecimalTotal.quotient(deviations, n.multiply(n.subtract(BigInteger.ONE)));
    }

    @Override
    public double standardDeviation() {
        return Math.sqrt(variance());
    }

    @Override
    public DecimalMoments merge(DecimalMoments other) {
        DecimalMoments merged = new DecimalMoments();
        merged.values = values.merge(other.values);
        merged.squares = squares.add(other.squares);
        return merged;
    }

    @Override
    public byte[] toBytes() {
        StateWriter out = new StateWriter(FORMAT);
        out.writeBytes(values.toBytes());
        PlainValues.writeDecimal(PlainValues.shortest(squares), out);
        return out.toBytes();
    }

    static DecimalMoments fromBytes(byte[] bytes) {
        StateReader in = new StateReader(bytes, FORMAT, "DecimalMoments");
        DecimalMoments state = new DecimalMoments();
        state.values = DecimalTotal.fromBytes(in.readBytes());
        state.squares = PlainValues.readDecimal(in);
        in.finish();
        return state;
    }
}
