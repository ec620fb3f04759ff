package io.millrace.lakehouse;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/**
 * The ways in which texts can be written so that they come back from a value of another type.
 *
 * <p>A text has a set of forms, one bit each; a column has those that all its texts share. A form is one way of writing: in
 * one form two texts that differ are two values that differ, so that reading a column by it merges no keys. {@code 1.10} and
 * {@code 2.25} share a form, {@code 1.10} and {@code 1.1} do not. Times are the exception: with an offset they are compared as
 * instants.
 */
final class TextForms implements UDF1<@Nullable String, @Nullable Long> {
    private static final long serialVersionUID = 1L;

    /** A number, whether or not its text comes back. */
    static final long NUMBER = 1L;
    /** A number that a double holds exactly as written, whatever zeros it is written with. */
    static final long EXACT = 1L << 1;

    private static final long INT = 1L << 2;
    private static final long LONG = 1L << 3;
    /** No zero at the end of a fraction, as most tools write. */
    private static final long SHORTEST = 1L << 4;
    /** As {@link #SHORTEST}, but with {@code .0} for whole numbers and Python's exponents. */
    private static final long POINT = 1L << 5;
    /** As Java and Spark write doubles. */
    private static final long JAVA = 1L << 6;

    private static final long BOOLEANS = 1L << 7;
    private static final long DATE = 1L << 10;
    private static final int FIRST_TIME = 11;
    private static final int TIMES = 12;
    private static final int FIRST_SCALE = 24;
    private static final int SCALES = 38;

    private static final Pattern NUMBERS =
            Pattern.compile("-?(0|[1-9][0-9]*)(?:\\.([0-9]+))?(?:([eE])([+-]?[0-9]{1,3}))?");
    private static final Pattern LIKE_NUMBERS =
            Pattern.compile("\\s*[+-]?[0-9]+(?:\\.[0-9]*)?(?:[eE][+-]?[0-9]+)?\\s*");
    private static final Pattern DATES = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final Pattern TIMES_OF_DAY = Pattern.compile(
            "([0-9]{4}-[0-9]{2}-[0-9]{2})([ T])(?:[01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](?:\\.[0-9]{1,9})?)?"
                    + "(Z|[+-](?:0[0-9]|1[0-7]):[0-5][0-9])?");
    private static final String MICROS = ":00.000000";
    private static final int DOUBLE_DIGITS = 15;
    private static final int MOST_DIGITS = 17;

    /** Returns the forms of a text; NULL for NULL. */
    @Override
    public @Nullable Long call(@Nullable String text) {
        return text == null ? null : of(text);
    }

    static long of(String text) {
        return switch (text) {
            case "true", "false" -> BOOLEANS;
            case "True", "False" -> BOOLEANS << 1;
            case "TRUE", "FALSE" -> BOOLEANS << 2;
            // Spark reads these from text files as doubles.
            case "NaN", "Inf", "-Inf" -> NUMBER | EXACT | SHORTEST | POINT | JAVA | scales();
            default ->
                DATES.matcher(text).matches()
                        ? date(text)
                        : text.length() > 10 && text.charAt(4) == '-' ? time(text) : number(text);
        };
    }

    /** Whether a text is a number, a date or a time, as a name is not. */
    static boolean isValue(String text) {
        return (of(text) & (NUMBER | DATE | times())) != 0;
    }

    /** Returns the type that gives every text of a column back, by the forms that they share; empty if only STRING does. */
    static Optional<DataType> type(long forms) {
        if ((forms & INT) != 0) {
            return Optional.of(DataTypes.IntegerType);
        }
        if ((forms & LONG) != 0) {
            return Optional.of(DataTypes.LongType);
        }
        if ((forms & (SHORTEST | POINT | JAVA | scales())) != 0) {
            return Optional.of(DataTypes.DoubleType);
        }
        if ((forms & (7 * BOOLEANS)) != 0) {
            return Optional.of(DataTypes.BooleanType);
        }
        if ((forms & DATE) != 0) {
            return Optional.of(DataTypes.DateType);
        }
        return (forms & times()) != 0 ? Optional.of(DataTypes.TimestampType) : Optional.empty();
    }

    private static long number(String text) {
        if (!LIKE_NUMBERS.matcher(text).matches()) {
            return 0;
        }
        Matcher parts = NUMBERS.matcher(text);
        if (!parts.matches() || text.length() > 400) {
            return NUMBER;
        }
        String fraction = parts.group(2) == null ? "" : parts.group(2);
        BigDecimal value = new BigDecimal(text);
        double nearest = value.doubleValue();
        long forms = NUMBER;
        if (value.signum() == 0 && text.startsWith("-")) {
            return forms | (isExact(value, nearest) ? EXACT : 0);
        }
        if (fraction.isEmpty() && parts.group(3) == null) {
            forms |= whole(value);
        }
        if (!isExact(value, nearest)) {
            return forms;
        }
        forms |= EXACT;
        if (!isShortest(value, nearest)) {
            return forms;
        }
        return forms | written(text, fraction, parts.group(3) != null, nearest);
    }

    /** The forms of doubles in which a number is written that is the shortest for its value. */
    private static long written(String text, String fraction, boolean exponent, double nearest) {
        long forms = text.equals(Double.toString(nearest)) ? JAVA : 0;
        boolean trailing = fraction.endsWith("0");
        if (exponent) {
            double size = Math.abs(nearest);
            boolean python = text.matches("-?[1-9](\\.[0-9]*[1-9])?e[+-][0-9]{2,3}") && (size < 1e-4 || size >= 1e16);
            return python ? forms | POINT : forms;
        }
        if (!trailing) {
            forms |= SHORTEST;
        }
        if (!fraction.isEmpty() && (!trailing || fraction.equals("0"))) {
            forms |= POINT;
        }
        return fraction.length() < SCALES ? forms | (1L << (FIRST_SCALE + fraction.length())) : forms;
    }

    private static long whole(BigDecimal value) {
        try {
            long number = value.longValueExact();
            return number == (int) number ? INT | LONG : LONG;
        } catch (ArithmeticException e) {
            return 0;
        }
    }

    /** Whether the double, printed with the digits that the number has, is the number. */
    private static boolean isExact(BigDecimal value, double nearest) {
        if (value.signum() == 0) {
            return true;
        }
        int digits = value.stripTrailingZeros().precision();
        if (digits > MOST_DIGITS || !Double.isFinite(nearest) || nearest == 0) {
            return false;
        }
        return rounded(nearest, digits).compareTo(value) == 0;
    }

    /** Whether no number of fewer digits is the same double. */
    private static boolean isShortest(BigDecimal value, double nearest) {
        int digits = value.stripTrailingZeros().precision();
        return digits <= DOUBLE_DIGITS || rounded(nearest, digits - 1).doubleValue() != nearest;
    }

    private static BigDecimal rounded(double value, int digits) {
        return new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN));
    }

    private static long date(String text) {
        try {
            return LocalDate.parse(text).getYear() > 0 ? DATE : 0;
        } catch (DateTimeException e) {
            return 0;
        }
    }

    private static long time(String text) {
        Matcher parts = TIMES_OF_DAY.matcher(text);
        if (!parts.matches() || date(parts.group(1)) == 0) {
            return 0;
        }
        String seconds = parts.group(3) == null ? "" : parts.group(3);
        if (seconds.length() > MICROS.length()
                && !seconds.substring(MICROS.length()).matches("0+")) {
            return 0;
        }
        String zone = parts.group(4) == null ? "" : parts.group(4);
        int zones = zone.isEmpty() ? 0 : zone.equals("Z") ? 1 : 2;
        int form = zones * 4 + (seconds.isEmpty() ? 2 : 0) + (parts.group(2).equals("T") ? 1 : 0);
        return 1L << (FIRST_TIME + form);
    }

    private static long scales() {
        return ((1L << SCALES) - 1) << FIRST_SCALE;
    }

    private static long times() {
        return ((1L << TIMES) - 1) << FIRST_TIME;
    }
}
