package io.millrace.config;

import com.typesafe.config.ConfigValue;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Turns single configuration values into Java ones; what does not fit is told as {@code is …; needs …}. */
final class ConfigValues {

    private ConfigValues() {}

    static String text(ConfigValue value) {
        return switch (value.valueType()) {
            case STRING -> (String) value.unwrapped();
            case NUMBER, BOOLEAN -> value.render();
            case OBJECT, LIST, NULL -> throw wrong(value, "a text");
        };
    }

    static int integer(ConfigValue value) {
        try {
            return decimal(value, "a whole number").intValueExact();
        } catch (ArithmeticException e) {
            throw wrong(value, "a whole number from " + Integer.MIN_VALUE + " to " + Integer.MAX_VALUE);
        }
    }

    static long longInteger(ConfigValue value) {
        try {
            return decimal(value, "a whole number").longValueExact();
        } catch (ArithmeticException e) {
            throw wrong(value, "a whole number of at most 64 bits");
        }
    }

    static double number(ConfigValue value) {
        double number = decimal(value, "a number").doubleValue();
        if (!Double.isFinite(number)) {
            throw wrong(value, "a number that a double can hold");
        }
        return number;
    }

    static Duration duration(ConfigValue value) {
        return Durations.parse(scalar(value, "a duration such as 10m"));
    }

    static Instant instant(ConfigValue value) {
        String text = scalar(value, "an instant such as 2013-09-01T00:00:00Z");
        Instant instant;
        try {
            instant = OffsetDateTime.parse(text.strip()).toInstant();
        } catch (DateTimeException e) {
            boolean zoneless = text.strip().matches("\\d{4}-\\d{2}-\\d{2}([T ]\\d{2}:\\d{2}(:\\d{2}(\\.\\d+)?)?)?");
            throw new IllegalArgumentException(
                    "is " + describe(value) + (zoneless ? ", which has no zone" : "")
                            + "; write ISO-8601 with a zone, for example 2013-09-01T00:00:00Z",
                    e);
        }
        if (!instant.equals(instant.truncatedTo(ChronoUnit.MICROS))) {
            throw wrong(value, "an instant of whole microseconds");
        }
        return instant;
    }

    static <E extends Enum<E>> E choice(ConfigValue value, Class<E> type) {
        List<String> names = names(type);
        return type.getEnumConstants()[names.indexOf(choice(value, names))];
    }

    /** Returns the one of {@code names} that the value is. */
    static String choice(ConfigValue value, List<String> names) {
        String text = scalar(value, choices(names));
        if (names.contains(text)) {
            return text;
        }
        String hint = Suggestions.nearest(text, names)
                .map(name -> ", did you mean '" + name + "'?")
                .orElse("");
        throw new IllegalArgumentException("is " + describe(value) + "; needs " + choices(names) + hint);
    }

    static <E extends Enum<E>> String choices(Class<E> type) {
        return choices(names(type));
    }

    static String choices(List<String> names) {
        return "one of " + String.join(", ", names);
    }

    /** Says what {@code value} is, for messages. */
    static String describe(ConfigValue value) {
        return switch (value.valueType()) {
            case STRING -> "the text \"" + value.unwrapped() + "\"";
            case NUMBER -> "the number " + value.render();
            case BOOLEAN -> "the truth value " + value.render();
            case OBJECT -> "a section { … }";
            case LIST -> "a list [ … ]";
            case NULL -> "null";
        };
    }

    private static String scalar(ConfigValue value, String wanted) {
        return switch (value.valueType()) {
            case STRING, NUMBER, BOOLEAN -> text(value);
            case OBJECT, LIST, NULL -> throw wrong(value, wanted);
        };
    }

    private static BigDecimal decimal(ConfigValue value, String wanted) {
        try {
            return new BigDecimal(scalar(value, wanted).strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("is " + describe(value) + "; needs " + wanted, e);
        }
    }

    private static IllegalArgumentException wrong(ConfigValue value, String wanted) {
        return new IllegalArgumentException("is " + describe(value) + "; needs " + wanted);
    }

    private static <E extends Enum<E>> List<String> names(Class<E> type) {
        return Arrays.stream(type.getEnumConstants()).map(ConfigValues::kebab).toList();
    }

    private static String kebab(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
