package io.millrace.training;

/**
 * An interval as it is written in mathematics, {@code (0, 1]}; {@code inf} for no upper end.
 *
 * @param text the interval as written
 */
record NumberRange(String text, double low, boolean lowIncluded, double high, boolean highIncluded) {

    static NumberRange of(String text) {
        int comma = text.indexOf(',');
        String high = text.substring(comma + 1, text.length() - 1).trim();
        return new NumberRange(
                text,
                Double.parseDouble(text.substring(1, comma).trim()),
                text.startsWith("["),
                high.equals("inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(high),
                text.endsWith("]"));
    }

    boolean contains(double value) {
        boolean above = lowIncluded ? value >= low : value > low;
        boolean below = highIncluded ? value <= high : value < high;
        return above && below;
    }

    @Override
    public String toString() {
        return text;
    }
}
