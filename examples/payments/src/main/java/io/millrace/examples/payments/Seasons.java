package io.millrace.examples.payments;

import java.util.Arrays;
import java.util.SplittableRandom;

/** When people pay: weekdays, hours, growth over the year, and a holiday peak. */
final class Seasons {

    /** Black Friday, 2024-11-29, and Christmas Day, 2024-12-25, as days of the world: the peak ends before the latter. */
    static final int PEAK_START = 277;

    static final int PEAK_END = 303;

    private static final double[] WEEKDAY = {0.95, 0.92, 0.97, 1.0, 1.15, 1.2, 0.85};
    private static final double[] HOUR = {
        0.25, 0.15, 0.1, 0.08, 0.1, 0.2, 0.5, 0.9, 1.2, 1.3, 1.4, 1.6, 1.8, 1.6, 1.4, 1.4, 1.5, 1.8, 2.0, 1.9, 1.6, 1.2,
        0.8, 0.5
    };
    private static final double[] DAY_ENDS = ends(dayWeights());
    private static final double[] HOUR_ENDS = ends(HOUR);

    private Seasons() {}

    /** Returns the day on which the share {@code quantile} of a year's payments is made. */
    static int day(double quantile) {
        return position(DAY_ENDS, quantile);
    }

    /** Returns a second of the day, most in the evening, few at night. */
    static long secondOfDay(SplittableRandom random) {
        return position(HOUR_ENDS, random.nextDouble()) * 3_600L + random.nextInt(3_600);
    }

    static boolean peak(int day) {
        return day >= PEAK_START && day < PEAK_END;
    }

    private static double[] dayWeights() {
        double[] weights = new double[World.DAYS];
        for (int day = 0; day < weights.length; day++) {
            double growth = 1 + 0.3 * day / weights.length;
            weights[day] = WEEKDAY[day % 7] * growth * (peak(day) ? 2.2 : 1);
        }
        return weights;
    }

    private static double[] ends(double[] weights) {
        double total = Arrays.stream(weights).sum();
        double[] ends = new double[weights.length];
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i];
            ends[i] = sum / total;
        }
        return ends;
    }

    private static int position(double[] ends, double quantile) {
        int found = Arrays.binarySearch(ends, quantile);
        return Math.min(found < 0 ? -found - 1 : found + 1, ends.length - 1);
    }
}
