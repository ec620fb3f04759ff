package io.millrace.metrics;

import io.millrace.config.DataException;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A state that knows the exact sum of its values. */
interface Total {

    /** The sum in the type that sums of such values have, or null if it does not fit; call only with values in it. */
    @Nullable
    Object total();

    /** The mean, correctly rounded; NaN for nothing. */
    double mean();

    /**
     * The sum, if it fits.
     *
     * @throws DataException if it does not; without saying where
     */
    default Object fittingTotal() {
        Object total = total();
        if (total == null) {
            throw new DataException(
                    "does not fit into its type; cast the aggregation's input to a wider DECIMAL or to DOUBLE");
        }
        return total;
    }

    /** The state of nothing that is right for an input. */
    static Aggregate<?> empty(AggregateInput input) {
        return switch (input.kind()) {
            case INTEGER -> new WholeTotal();
            case DECIMAL -> new DecimalTotal();
            case DOUBLE, OTHER -> new DoubleTotal();
        };
    }

    /** The SQL type of sums of a SQL type: bigint for integers, ten more digits for decimals, 38 at most, else double. */
    static String type(String input) {
        Matcher decimal = Types.DECIMAL.matcher(input);
        if (decimal.matches()) {
            int precision = Integer.parseInt(decimal.group(1)) + Types.MORE_DIGITS;
            return "decimal(" + Math.min(Types.MAX_PRECISION, precision) + "," + decimal.group(2) + ")";
        }
        return Types.WHOLE.contains(input) ? "bigint" : "double";
    }

    /** What is to be known of SQL types. */
    final class Types {
        static final int MAX_PRECISION = 38;
        private static final int MORE_DIGITS = 10;
        private static final Set<String> WHOLE = Set.of("tinyint", "smallint", "int", "bigint");
        private static final Pattern DECIMAL = Pattern.compile("decimal\\((\\d+),\\s*(\\d+)\\)");

        private Types() {}
    }
}
