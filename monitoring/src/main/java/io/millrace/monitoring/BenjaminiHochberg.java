package io.millrace.monitoring;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Adjusts the p-values of many tests at once, so that of those called significant only a known share is by chance. */
final class BenjaminiHochberg {
    private BenjaminiHochberg() {}

    /**
     * Returns the adjusted p-values in the same order: below alpha for tests whose false discovery rate is below alpha. NaN
     * stays NaN and does not count as a test.
     *
     * @see "Benjamini and Hochberg, Controlling the false discovery rate (1995)"
     */
    static double[] adjust(double[] pValues) {
        int[] order = IntStream.range(0, pValues.length)
                .filter(i -> !Double.isNaN(pValues[i]))
                .boxed()
                .sorted(Comparator.comparingDouble(i -> pValues[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] adjusted = new double[pValues.length];
        Arrays.fill(adjusted, Double.NaN);
        double least = 1;
        for (int rank = order.length; rank >= 1; rank--) {
            int index = order[rank - 1];
            least = Math.min(least, pValues[index] * order.length / rank);
            adjusted[index] = least;
        }
        return adjusted;
    }
}
