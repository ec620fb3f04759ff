package io.millrace.metrics;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a rolling window computes from the inputs of its events.
 *
 * <p>Events whose input is NULL do not count. Over a window without such events {@link #COUNT} is 0 and everything else
 * is NULL.
 */
public enum AggregateFunction {
    /** Number of inputs that are not NULL, as a 64-bit integer. */
    COUNT,
    /** Sum of the inputs; exact, so it does not hang on their order. */
    SUM,
    /** Arithmetic mean of the inputs. */
    AVG,
    /** Least input. */
    MIN,
    /** Greatest input. */
    MAX,
    /** Sample standard deviation (divisor n - 1); NULL for fewer than two inputs. */
    STDDEV,
    /** Sample variance (divisor n - 1); NULL for fewer than two inputs. */
    VARIANCE,
    /** Input of the earliest event of the window. */
    FIRST,
    /** Input of the latest event of the window. */
    LAST;

    private static final int MAX_PRECISION = 38;
    private static final int MORE_DIGITS_IN_SUMS = 10;
    private static final Set<String> WHOLE = Set.of("tinyint", "smallint", "int", "bigint");
    private static final Pattern DECIMAL = Pattern.compile("decimal\\((\\d+),\\s*(\\d+)\\)");

    /** Returns the SQL type that comes out whatever goes in: bigint of counts, double of means and spreads; empty for others. */
    public Optional<String> resultType() {
        return switch (this) {
            case COUNT -> Optional.of("bigint");
            case AVG, STDDEV, VARIANCE -> Optional.of("double");
            case SUM, MIN, MAX, FIRST, LAST -> Optional.empty();
        };
    }

    /**
     * Returns the SQL type that comes out of inputs of a type: of a sum bigint for integers, a decimal with ten more digits (38
     * at most) for decimals, else double; of MIN, MAX, FIRST and LAST the type itself.
     *
     * @param input a SQL type in lower case, such as {@code decimal(10,2)}
     */
    public String resultType(String input) {
        if (this != SUM) {
            return resultType().orElse(input);
        }
        Matcher decimal = DECIMAL.matcher(input);
        if (decimal.matches()) {
            int precision = Integer.parseInt(decimal.group(1)) + MORE_DIGITS_IN_SUMS;
            return "decimal(" + Math.min(MAX_PRECISION, precision) + "," + decimal.group(2) + ")";
        }
        return WHOLE.contains(input) ? "bigint" : "double";
    }

    /** Returns the word used in column names and configuration, such as {@code stddev}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
