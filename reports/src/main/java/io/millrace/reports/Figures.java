package io.millrace.reports;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.regex.Pattern;

/** Numbers as people read them, the same in every locale. What is not a finite number reads {@code –}, never 0. */
public final class Figures {
    /** What stands for a value that does not exist. */
    public static final String NONE = "–";

    /** Signs that turn the text after them around. */
    private static final Pattern DIRECTIONS =
            Pattern.compile("[\\x{61c}\\x{200e}\\x{200f}\\x{202a}-\\x{202e}\\x{2066}-\\x{2069}]");

    private static final char ISOLATE = '\u2068';
    private static final char END_OF_ISOLATE = '\u2069';

    private Figures() {}

    /** Returns {@code value} with four significant digits, thousands grouped; very large and very small ones as 1.234e-7. */
    public static String number(double value) {
        if (Double.isNaN(value)) {
            return NONE;
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "∞" : "−∞";
        }
        double size = Math.abs(value);
        if (size == 0) {
            return "0";
        }
        if (size >= 1e12 || size < 1e-4) {
            return signed(String.format(Locale.ROOT, "%.3e", value)
                    .replaceFirst("\\.?0+e", "e")
                    .replace("e+", "e")
                    .replaceFirst("e(-?)0+", "e$1"));
        }
        if (size >= 10_000) {
            return signed(String.format(Locale.ROOT, "%,.0f", value));
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(4, RoundingMode.HALF_EVEN));
        if (rounded.abs().compareTo(BigDecimal.valueOf(10_000)) >= 0) {
            return signed(String.format(Locale.ROOT, "%,d", rounded.longValue()));
        }
        String plain = rounded.stripTrailingZeros().toPlainString();
        int integers = plain.startsWith("-") ? 5 : 4;
        int point = plain.indexOf('.');
        if ((point < 0 ? plain.length() : point) >= integers) {
            plain = String.format(Locale.ROOT, "%,d", rounded.longValue()) + (point < 0 ? "" : plain.substring(point));
        }
        return signed(plain);
    }

    /** Returns {@code value} with thousands grouped. */
    public static String count(long value) {
        return signed(String.format(Locale.ROOT, "%,d", value));
    }

    /** Returns the share 0..1 as a percentage: {@code 0.1234} reads {@code 12.3 %}. */
    public static String percent(double share) {
        if (!Double.isFinite(share)) {
            return NONE;
        }
        double percent = share * 100;
        double size = Math.abs(percent);
        if (size > 0 && size < 0.01) {
            return percent < 0 ? "> −0.01 %" : "< 0.01 %";
        }
        String format = size == 0 || size >= 99.95 ? "%.0f" : size < 1 ? "%.2f" : "%.1f";
        return signed(String.format(Locale.ROOT, format, percent)) + " %";
    }

    /** Returns the zone's name: {@code UTC} for an offset of 0, else its id, such as {@code Europe/Berlin}. */
    public static String zone(ZoneId zone) {
        return zone.normalized().equals(ZoneOffset.UTC) ? "UTC" : zone.getId();
    }

    /**
     * Returns a name or value out of the data for use in a sentence: at most {@code most} characters of it, then an ellipsis;
     * {@code (empty)} for an empty one. One that has letters that run from right to left is set apart, so that the figures after it keep their order.
     */
    public static String name(String text, int most) {
        if (text.isEmpty()) {
            return "(empty)";
        }
        String plain = DIRECTIONS.matcher(text).replaceAll("");
        String cut = plain.codePointCount(0, plain.length()) <= most
                ? plain
                : plain.substring(0, plain.offsetByCodePoints(0, most)) + "…";
        return cut.codePoints().anyMatch(Figures::runsLeftwards) ? ISOLATE + cut + END_OF_ISOLATE : cut;
    }

    private static boolean runsLeftwards(int letter) {
        byte direction = Character.getDirectionality(letter);
        return direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
    }

    /** Returns {@code value} with exactly {@code decimals} digits after the point, without an exponent. */
    static String fixed(double value, int decimals) {
        String text = String.format(Locale.ROOT, "%,." + decimals + "f", value);
        return signed(text.matches("-[0.,]+") ? text.substring(1) : text);
    }

    private static String signed(String text) {
        return text.replaceAll("(^|e)-", "$1−");
    }
}
