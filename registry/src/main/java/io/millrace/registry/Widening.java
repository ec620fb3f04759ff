package io.millrace.registry;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which Spark SQL types fit into which without losing a value. */
final class Widening {
    private static final Pattern DECIMAL = Pattern.compile("decimal\\((\\d+),\\s*(\\d+)\\)");
    private static final List<String> INTEGERS = List.of("tinyint", "smallint", "int", "bigint");
    private static final int[] DIGITS = {3, 5, 10, 19};

    private Widening() {}

    /** Returns whether every value of {@code from} is a value of {@code to}; both as Spark writes them in SQL. */
    static boolean lossless(String from, String to) {
        String given = name(from);
        String wanted = name(to);
        if (given.equals(wanted)) {
            return true;
        }
        int givenInteger = INTEGERS.indexOf(given);
        int wantedInteger = INTEGERS.indexOf(wanted);
        if (givenInteger >= 0 && wantedInteger >= 0) {
            return givenInteger < wantedInteger;
        }
        Matcher decimal = DECIMAL.matcher(wanted);
        if (decimal.matches()) {
            return fitsDecimal(
                    given,
                    givenInteger,
                    Integer.parseInt(decimal.group(1)) - Integer.parseInt(decimal.group(2)),
                    Integer.parseInt(decimal.group(2)));
        }
        return switch (wanted) {
            case "float" -> givenInteger >= 0 && givenInteger <= 1;
            case "double" -> given.equals("float") || (givenInteger >= 0 && givenInteger <= 2);
            default -> false;
        };
    }

    private static boolean fitsDecimal(String given, int givenInteger, int whole, int fraction) {
        if (givenInteger >= 0) {
            return DIGITS[givenInteger] <= whole;
        }
        Matcher decimal = DECIMAL.matcher(given);
        if (!decimal.matches()) {
            return false;
        }
        int givenFraction = Integer.parseInt(decimal.group(2));
        return Integer.parseInt(decimal.group(1)) - givenFraction <= whole && givenFraction <= fraction;
    }

    private static String name(String type) {
        String lower = type.toLowerCase(Locale.ROOT);
        return switch (lower) {
            case "byte" -> "tinyint";
            case "short" -> "smallint";
            case "integer" -> "int";
            case "long" -> "bigint";
            case "real" -> "float";
            default -> lower.startsWith("varchar") || lower.startsWith("char") ? "string" : lower;
        };
    }
}
