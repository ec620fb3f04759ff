package io.millrace.metrics;

/**
 * Counts distinct values by 4,096 greatest-rank registers (HyperLogLog): about 1.6 % standard error, order-free.
 *
 * @see "O. Ertl, New cardinality estimation algorithms for HyperLogLog sketches (2017)"
 */
final class DistinctEstimate implements MetricState<DistinctEstimate> {
    private static final long serialVersionUID = 1L;
    private static final byte FORMAT = 1;
    private static final int PRECISION = 12;
    private static final int REGISTERS = 1 << PRECISION;
    private static final int MAX_RANK = 64 - PRECISION + 1;

    private byte[] ranks = new byte[0];

    /** Adds a value by its 64-bit hash. */
    void add(long hash) {
        if (ranks.length == 0) {
            ranks = new byte[REGISTERS];
        }
        int register = (int) (hash >>> (64 - PRECISION));
        byte rank = (byte) Math.min(MAX_RANK, Long.numberOfLeadingZeros(hash << PRECISION) + 1);
        if (rank > ranks[register]) {
            ranks[register] = rank;
        }
    }

    long estimate() {
        if (ranks.length == 0) {
            return 0;
        }
        int[] byRank = new int[MAX_RANK + 1];
        for (byte rank : ranks) {
            byRank[rank]++;
        }
        double m = REGISTERS;
        double z = m * tau(1 - byRank[MAX_RANK] / m);
        for (int rank = MAX_RANK - 1; rank >= 1; rank--) {
            z = 0.5 * (z + byRank[rank]);
        }
        z += m * sigma(byRank[0] / m);
        return Math.round(m * m / (2 * Math.log(2) * z));
    }

    private static double sigma(double start) {
        if (start == 1) {
            return Double.POSITIVE_INFINITY;
        }
        double x = start;
        double y = 1;
        double z = x;
        double previous;
        do {
            x *= x;
            previous = z;
            z += x * y;
            y += y;
        } while (z != previous);
        return z;
    }

    private static double tau(double start) {
        if (start == 0 || start == 1) {
            return 0;
        }
        double x = start;
        double y = 1;
        double z = 1 - x;
        double previous;
        do {
            x = Math.sqrt(x);
            previous = z;
            y *= 0.5;
            z -= (1 - x) * (1 - x) * y;
        } while (z != previous);
        return z / 3;
    }

    @Override
    public DistinctEstimate merge(DistinctEstimate other) {
        DistinctEstimate merged = new DistinctEstimate();
        if (ranks.length + other.ranks.length > 0) {
            merged.ranks = new byte[REGISTERS];
            for (DistinctEstimate part : new DistinctEstimate[] {this, other}) {
                for (int i = 0; i < part.ranks.length; i++) {
                    merged.ranks[i] = (byte) Math.max(merged.ranks[i], part.ranks[i]);
                }
            }
        }
        return merged;
    }

    @Override
    public byte[] toBytes() {
        StateWriter out = new StateWriter(FORMAT);
        writeTo(out);
        return out.toBytes();
    }

    /** Writes the registers that are not 0, each after the distance to the one before. */
    void writeTo(StateWriter out) {
        int used = 0;
        for (byte rank : ranks) {
            used += rank > 0 ? 1 : 0;
        }
        out.writeCount(used);
        int previous = 0;
        for (int i = 0; i < ranks.length; i++) {
            if (ranks[i] > 0) {
                out.writeCount(i - previous);
                out.writeByte(ranks[i]);
                previous = i;
            }
        }
    }

    static DistinctEstimate fromBytes(byte[] bytes) {
        StateReader in = new StateReader(bytes, FORMAT, "DistinctEstimate");
        DistinctEstimate estimate = readFrom(in);
        in.finish();
        return estimate;
    }

    static DistinctEstimate readFrom(StateReader in) {
        DistinctEstimate estimate = new DistinctEstimate();
        int used = in.readCount();
        if (used > 0) {
            estimate.ranks = new byte[REGISTERS];
        }
        int register = 0;
        for (int i = 0; i < used; i++) {
            register += (int) in.readUnsigned();
            estimate.ranks[register] = in.readByte();
        }
        return estimate;
    }
}
