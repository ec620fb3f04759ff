package io.millrace.metrics;

import java.util.Arrays;

/**
 * Integer counts by an ordered key: every key apart up to {@code limit} distinct ones, and coarser beyond.
 *
 * <p>A bin holds the keys that agree but for their lowest {@code shift} bits. The shift is the smallest with at most
 * {@code limit} bins, never more than {@code maxShift}; so it depends on the set of keys alone, and states merge to the
 * same bytes in any order. A subset never needs a greater shift than the whole, which is why coarsening early is safe. Each
 * bin has {@code width} counts, one for each class of rows.
 */
final class OrderedHistogram implements MetricState<OrderedHistogram> {
    private static final long serialVersionUID = 1L;
    private static final byte FORMAT = 1;
    private static final long EMPTY = Long.MIN_VALUE;
    private static final int FIRST_CAPACITY = 32;

    private final int width;
    private final int limit;
    private final int maxShift;
    private int shift;
    private int size;
    private long[] prefixes = emptyTable(FIRST_CAPACITY);
    private long[] counts;

    OrderedHistogram(int width, int limit, int maxShift) {
        if (width < 1 || limit < 1 || maxShift < 0 || maxShift > 62) {
            throw new IllegalArgumentException("width " + width + ", limit " + limit + ", maxShift " + maxShift);
        }
        this.width = width;
        this.limit = limit;
        this.maxShift = maxShift;
        this.counts = new long[FIRST_CAPACITY * width];
    }

    /** Counts {@code count} rows of {@code slot} under the key, which may be any number but Long.MIN_VALUE. */
    void add(long key, int slot, long count) {
        addPrefix(key >> shift, slot, count);
        if (size > 2 * limit && shift < maxShift) {
            coarsen(neededShift());
        }
    }

    private void addPrefix(long prefix, int slot, long count) {
        // The position first: finding it may replace the arrays.
        int position = position(prefix);
        counts[position * width + slot] += count;
    }

    private int position(long prefix) {
        int mask = prefixes.length - 1;
        int position = (int) Hashing.mix(prefix) & mask;
        while (prefixes[position] != prefix) {
            if (prefixes[position] == EMPTY) {
                if (2 * (size + 1) > prefixes.length) {
                    rehash(2 * prefixes.length, 0);
                    return position(prefix);
                }
                prefixes[position] = prefix;
                size++;
                return position;
            }
            position = (position + 1) & mask;
        }
        return position;
    }

    private void rehash(int capacity, int extraShift) {
        long[] oldPrefixes = prefixes;
        long[] oldCounts = counts;
        prefixes = emptyTable(capacity);
        counts = new long[capacity * width];
        size = 0;
        shift += extraShift;
        for (int i = 0; i < oldPrefixes.length; i++) {
            if (oldPrefixes[i] != EMPTY) {
                int target = position(oldPrefixes[i] >> extraShift) * width;
                for (int slot = 0; slot < width; slot++) {
                    counts[target + slot] += oldCounts[i * width + slot];
                }
            }
        }
    }

    private static long[] emptyTable(int capacity) {
        long[] table = new long[capacity];
        Arrays.fill(table, EMPTY);
        return table;
    }

    private void coarsen(int newShift) {
        if (newShift > shift) {
            rehash(prefixes.length, newShift - shift);
        }
    }

    /** The smallest shift, from the present one on, that leaves at most {@code limit} bins. */
    private int neededShift() {
        if (size <= limit) {
            return shift;
        }
        long[] sorted = sortedPrefixes();
        // Two neighbours fall into one bin once the highest bit in which they differ is shifted out.
        int[] neighboursByHighestBit = new int[64];
        for (int i = 1; i < sorted.length; i++) {
            neighboursByHighestBit[63 - Long.numberOfLeadingZeros(sorted[i - 1] ^ sorted[i])]++;
        }
        int bins = sorted.length;
        int extra = 0;
        while (bins > limit && shift + extra < maxShift) {
            bins -= neighboursByHighestBit[extra++];
        }
        return shift + extra;
    }

    private long[] sortedPrefixes() {
        long[] sorted = new long[size];
        int next = 0;
        for (long prefix : prefixes) {
            if (prefix != EMPTY) {
                sorted[next++] = prefix;
            }
        }
        Arrays.sort(sorted);
        return sorted;
    }

    @Override
    public OrderedHistogram merge(OrderedHistogram other) {
        OrderedHistogram merged = new OrderedHistogram(width, limit, maxShift);
        merged.addAll(this);
        merged.addAll(other);
        return merged;
    }

    void addAll(OrderedHistogram other) {
        if (other.width != width || other.limit != limit || other.maxShift != maxShift) {
            throw new IllegalArgumentException("histograms differ: width " + width + " and " + other.width + ", limit "
                    + limit + " and " + other.limit + ", greatest shift " + maxShift + " and " + other.maxShift);
        }
        coarsen(other.shift);
        for (int i = 0; i < other.prefixes.length; i++) {
            if (other.prefixes[i] != EMPTY) {
                for (int slot = 0; slot < width; slot++) {
                    // Coarsening moves this shift on while the other's entries stay at theirs.
                    addPrefix(other.prefixes[i] >> (shift - other.shift), slot, other.counts[i * width + slot]);
                }
                if (size > 2 * limit && shift < maxShift) {
                    coarsen(neededShift());
                }
            }
        }
    }

    /** Returns the bins in canonical form, ascending by key. */
    Bins bins() {
        return bins(0);
    }

    /** Returns the bins at least as coarse as {@code leastShift}, ascending by key. */
    Bins bins(int leastShift) {
        coarsen(neededShift());
        OrderedHistogram source = this;
        if (leastShift > shift) {
            source = copy();
            source.coarsen(leastShift);
        }
        long[] sorted = source.sortedPrefixes();
        long[] sortedCounts = new long[sorted.length * width];
        for (int i = 0; i < sorted.length; i++) {
            System.arraycopy(source.counts, source.position(sorted[i]) * width, sortedCounts, i * width, width);
        }
        return new Bins(source.shift, width, sorted, sortedCounts);
    }

    private OrderedHistogram copy() {
        OrderedHistogram copy = new OrderedHistogram(width, limit, maxShift);
        copy.shift = shift;
        copy.size = size;
        copy.prefixes = prefixes.clone();
        copy.counts = counts.clone();
        return copy;
    }

    @Override
    public byte[] toBytes() {
        StateWriter out = new StateWriter(FORMAT);
        writeTo(out);
        return out.toBytes();
    }

    void writeTo(StateWriter out) {
        Bins bins = bins();
        out.writeCount(width);
        out.writeCount(limit);
        out.writeCount(maxShift);
        out.writeCount(shift);
        out.writeCount(bins.size());
        long previous = 0;
        for (int i = 0; i < bins.size(); i++) {
            long prefix = bins.prefixes[i];
            if (i == 0) {
                out.writeLong(prefix);
            } else {
                out.writeUnsigned(prefix - previous);
            }
            previous = prefix;
            for (int slot = 0; slot < width; slot++) {
                out.writeUnsigned(bins.count(i, slot));
            }
        }
    }

    static OrderedHistogram fromBytes(byte[] bytes) {
        StateReader in = new StateReader(bytes, FORMAT, "OrderedHistogram");
        OrderedHistogram histogram = readFrom(in);
        in.finish();
        return histogram;
    }

    static OrderedHistogram readFrom(StateReader in) {
        int width = (int) in.readUnsigned();
        int limit = (int) in.readUnsigned();
        OrderedHistogram histogram = new OrderedHistogram(width, limit, (int) in.readUnsigned());
        histogram.shift = (int) in.readUnsigned();
        int size = in.readCount();
        long prefix = 0;
        for (int i = 0; i < size; i++) {
            prefix = i == 0 ? in.readLong() : prefix + in.readUnsigned();
            for (int slot = 0; slot < width; slot++) {
                histogram.addPrefix(prefix, slot, in.readUnsigned());
            }
        }
        return histogram;
    }

    /** The bins of a histogram, ascending. */
    static final class Bins {
        final int shift;
        final int width;
        final long[] prefixes;
        private final long[] counts;

        private Bins(int shift, int width, long[] prefixes, long[] counts) {
            this.shift = shift;
            this.width = width;
            this.prefixes = prefixes;
            this.counts = counts;
        }

        int size() {
            return prefixes.length;
        }

        /** Whether every bin holds one key only. */
        boolean exact() {
            return shift == 0;
        }

        long count(int bin, int slot) {
            return counts[bin * width + slot];
        }

        /** The smallest key that falls into the bin. */
        long lowKey(int bin) {
            return prefixes[bin] << shift;
        }

        /** The greatest key that falls into the bin. */
        long highKey(int bin) {
            return (prefixes[bin] << shift) + ((1L << shift) - 1);
        }
    }
}
