package io.millrace.metrics;

import java.util.Map;
import java.util.TreeMap;

/** The values of two profiles of one column, in bins that both can tell apart. */
final class SharedValues {
    private final boolean exact;
    private final long[] reference;
    private final long[] current;
    private final double[] middles;
    private final double[] halfWidths;

    SharedValues(ColumnProfile referenceProfile, ColumnProfile currentProfile) {
        int shift = Math.max(referenceProfile.values().shift, currentProfile.values().shift);
        exact = shift == 0 && !referenceProfile.rounded() && !currentProfile.rounded();
        OrderedHistogram.Bins before = referenceProfile.values(shift);
        OrderedHistogram.Bins after = currentProfile.values(shift);
        TreeMap<Long, long[]> counts = new TreeMap<>();
        for (int i = 0; i < before.size(); i++) {
            counts.computeIfAbsent(before.prefixes[i], key -> new long[2])[0] += before.count(i, 0);
        }
        for (int i = 0; i < after.size(); i++) {
            counts.computeIfAbsent(after.prefixes[i], key -> new long[2])[1] += after.count(i, 0);
        }
        reference = new long[counts.size()];
        current = new long[counts.size()];
        middles = new double[counts.size()];
        halfWidths = new double[counts.size()];
        double min = Math.min(referenceProfile.min(), currentProfile.min());
        double max = Math.max(referenceProfile.max(), currentProfile.max());
        int i = 0;
        for (Map.Entry<Long, long[]> entry : counts.entrySet()) {
            double low = Math.max(min, Keys.number(entry.getKey() << shift));
            double high = Math.min(max, Keys.number((entry.getKey() << shift) + ((1L << shift) - 1)));
            reference[i] = entry.getValue()[0];
            current[i] = entry.getValue()[1];
            middles[i] = low / 2 + high / 2;
            // Where bins hold single doubles, the numbers that were rounded to them are not farther than half a step.
            halfWidths[i] = shift > 0 ? high / 2 - low / 2 : exact ? 0 : Math.ulp(low) / 2;
            i++;
        }
        if (shift == 0) {
            int value = 0;
            for (long key : counts.keySet()) {
                middles[value++] = Keys.number(key);
            }
        }
    }

    KolmogorovSmirnov kolmogorovSmirnov() {
        return exact
                ? Distances.kolmogorovSmirnovOfValues(reference, current)
                : Distances.kolmogorovSmirnov(reference, current);
    }

    /** The Wasserstein distance with all rows of a bin at its middle. */
    double wasserstein() {
        return Distances.wasserstein(middles, reference, current);
    }

    /** No row is farther from its bin's middle than half the width. */
    double wassersteinBound() {
        if (exact) {
            return 0;
        }
        double n = 0;
        double m = 0;
        double moved = 0;
        double movedCurrent = 0;
        for (int i = 0; i < middles.length; i++) {
            n += reference[i];
            m += current[i];
            moved += reference[i] * halfWidths[i];
            movedCurrent += current[i] * halfWidths[i];
        }
        return moved / n + movedCurrent / m;
    }
}
