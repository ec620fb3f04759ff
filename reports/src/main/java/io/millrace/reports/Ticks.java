package io.millrace.reports;

import java.util.ArrayList;
import java.util.List;

/** The marks of an axis, in rising order, with labels. */
final class Ticks {
    private static final double[] STEPS = {1, 2, 2.5, 5, 10};

    private final double[] at;
    private final List<String> labels;

    Ticks(double[] at, List<String> labels) {
        this.at = at;
        this.labels = List.copyOf(labels);
    }

    double[] at() {
        return at;
    }

    List<String> labels() {
        return labels;
    }

    /** Returns marks at round numbers inside {@code [low, high]}, at most about {@code wanted} of them. */
    static Ticks of(double low, double high, int wanted) {
        double step = step(low, high, wanted);
        long first = (long) Math.ceil(low / step - 1e-9);
        long last = (long) Math.floor(high / step + 1e-9);
        int count = (int) Math.max(0, last - first + 1);
        double[] at = new double[count];
        List<String> labels = new ArrayList<>(count);
        double largest = Math.max(Math.abs(low), Math.abs(high));
        for (int i = 0; i < count; i++) {
            at[i] = (first + i) * step;
            labels.add(label(at[i], step, largest));
        }
        return new Ticks(at, labels);
    }

    /** Returns marks, placed by their logarithm to the base 10, at powers of ten inside {@code [low, high]}; low is above 0. */
    static Ticks ofPowers(double low, double high, int wanted) {
        int first = (int) Math.ceil(Math.log10(low) - 1e-9);
        int last = (int) Math.floor(Math.log10(high) + 1e-9);
        int step = Math.max(1, (last - first + wanted) / Math.max(1, wanted));
        List<Double> at = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        for (int power = first; power <= last; power += step) {
            at.add((double) power);
            labels.add(Figures.number(new java.math.BigDecimal(java.math.BigInteger.ONE, -power).doubleValue()));
        }
        return new Ticks(at.stream().mapToDouble(Double::doubleValue).toArray(), labels);
    }

    /** Widens {@code [low, high]} to the round numbers around it. */
    static double[] widen(double low, double high, int wanted) {
        double step = step(low, high, wanted);
        double first = Math.floor(low / step + 1e-9);
        double last = Math.max(first + 1, Math.ceil(high / step - 1e-9));
        return new double[] {finite(first * step), finite(last * step)};
    }

    /** Returns the value, or the finite one nearest to it. */
    static double finite(double value) {
        return Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, value));
    }

    double widest(TextStyle style) {
        return labels.stream().mapToDouble(style::width).max().orElse(0);
    }

    /** The difference of two far ends may be more than a double holds, that of two near ones less. */
    private static double step(double low, double high, int wanted) {
        int parts = Math.max(1, wanted);
        double rough = Math.min(high / parts - low / parts, Double.MAX_VALUE / 10);
        return roundUp(Math.max(rough, Double.MIN_NORMAL));
    }

    /** Returns the least of 1, 2, 2.5 and 5 times a power of ten that is no less than {@code rough}. */
    static double roundUp(double rough) {
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        for (double step : STEPS) {
            if (step * power >= rough * (1 - 1e-9)) {
                return step * power;
            }
        }
        return 10 * power;
    }

    private static String label(double value, double step, double largest) {
        if (Math.abs(value) < step / 2) {
            return "0";
        }
        if (largest >= 1e15 || largest < 1e-4) {
            return Figures.number(value);
        }
        for (int unit = 0; unit < 4; unit++) {
            double size = Math.pow(10, 12 - 3 * unit);
            if (largest >= (unit == 3 ? 10_000 : size)) {
                return Figures.fixed(value / size, decimals(step / size)) + "TGMk".charAt(unit);
            }
        }
        return Figures.fixed(value, decimals(step));
    }

    private static int decimals(double step) {
        int digits = 0;
        double scaled = step;
        while (digits < 12 && Math.abs(scaled - Math.rint(scaled)) > 1e-6 * Math.abs(scaled)) {
            scaled *= 10;
            digits++;
        }
        return digits;
    }
}
