package io.millrace.config;

/**
 * The numbers that a setting may have, an interval as it is written in mathematics: {@code (0, 1]}; {@code inf} for no
 * upper end.
 *
 * @param text the interval as written
 */
public record NumberRange(String text, double low, boolean lowIncluded, double high, boolean highIncluded) {

    /** Returns the range that {@code text} writes: {@code [0, inf)}. */
    public static NumberRange of(String text) {
        int comma = text.indexOf(',');
        String high = text.substring(comma + 1, text.length() - 1).trim();
        return new NumberRange(
                text,
                Double.parseDouble(text.substring(1, comma).trim()),
                text.startsWith("["),
                high.equals("inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(high),
                text.endsWith("]"));
    }

    /** Tells whether {@code value} lies in the range; NaN does not. */
    public boolean contains(double value) {
        boolean above = lowIncluded ? value >= low : value > low;
        boolean below = highIncluded ? value <= high : value < high;
        return above && below;
    }

    /**
     * Returns the value.
     *
     * @throws IllegalArgumentException if it is out of range; the message names {@code key}, value and range
     */
    public double check(String key, double value) {
        if (!contains(value)) {
            throw new IllegalArgumentException(key + " is " + print(value) + "; must be in " + text);
        }
        return value;
    }

    /** Returns a number without a needless fraction: {@code 6}, {@code 0.1}. */
    public static String print(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    @Override
    public String toString() {
        return text;
    }
}
