package io.millrace.reports;

import java.util.List;

/**
 * The steps of a heat map: values below {@code limits[0]} are the first step, those from {@code limits[0]} on the second,
 * and so on.
 *
 * @param limits rising
 * @param names one more than limits, from the palest to the strongest
 */
public record HeatScale(List<Double> limits, List<String> names) {
    private static final double PALEST = 0.1;

    /** Checks that the limits rise and the names fit. */
    public HeatScale {
        limits = List.copyOf(limits);
        names = List.copyOf(names);
        if (names.size() != limits.size() + 1) {
            throw new IllegalArgumentException(names.size() + " names for " + limits.size() + " limits");
        }
        for (int i = 1; i < limits.size(); i++) {
            if (!(limits.get(i - 1) < limits.get(i))) {
                throw new IllegalArgumentException("limits must rise: " + limits);
            }
        }
    }

    double alpha(double value) {
        int step = 0;
        while (step < limits.size() && value >= limits.get(step)) {
            step++;
        }
        return alphaOf(step);
    }

    double alphaOf(int step) {
        return names.size() == 1 ? 1 : PALEST + (0.95 - PALEST) * step / (names.size() - 1);
    }
}
