package io.millrace.reports;

/** Maps the values of an axis to pixels, linearly; {@code start} may be greater than {@code end}, as on a y axis. */
record Scale(double low, double high, double start, double end) {
    double at(double value) {
        // two far ends are farther apart than a double holds
        double share = Double.isInfinite(high - low)
                ? (value / 2 - low / 2) / (high / 2 - low / 2)
                : (value - low) / (high - low);
        return start + share * (end - start);
    }

    double[] at(double[] values) {
        double[] pixels = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            pixels[i] = at(values[i]);
        }
        return pixels;
    }
}
