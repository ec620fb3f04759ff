package io.millrace.config;

import com.typesafe.config.ConfigValue;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a key's value is: how messages and the reference of settings call it, and how it is read.
 *
 * @param wanted what is needed, for example {@code a duration such as 10m}
 * @param parse reads the value; throws {@link IllegalArgumentException} with what is wrong and how to mend it
 */
record ValueKind<T>(String wanted, Function<ConfigValue, T> parse) {
    static final ValueKind<String> TEXT = new ValueKind<>("a text", ConfigValues::text);
    static final ValueKind<String> WORDS = new ValueKind<>("a text", ValueKind::words);
    static final ValueKind<Integer> WHOLE = new ValueKind<>("a whole number", ConfigValues::integer);
    static final ValueKind<Long> LONG = new ValueKind<>("a whole number", ConfigValues::longInteger);
    static final ValueKind<Double> NUMBER = new ValueKind<>("a number", ConfigValues::number);
    static final ValueKind<Duration> DURATION = new ValueKind<>("a duration such as 10m", ConfigValues::duration);
    static final ValueKind<Instant> INSTANT =
            new ValueKind<>("an instant such as 2013-09-01T00:00:00Z", ConfigValues::instant);
    static final ValueKind<Secret> SECRET = new ValueKind<>(
            "a reference to a secret such as env:TOKEN", value -> Secret.parse(ConfigValues.text(value)));

    static <E extends Enum<E>> ValueKind<E> choice(Class<E> type) {
        return new ValueKind<>(ConfigValues.choices(type), value -> ConfigValues.choice(value, type));
    }

    /** Returns the kind of one of several things, by their names. */
    static <T> ValueKind<T> choice(Map<String, T> choices) {
        List<String> names = List.copyOf(choices.keySet());
        return new ValueKind<>(
                ConfigValues.choices(names),
                value -> Objects.requireNonNull(choices.get(ConfigValues.choice(value, names))));
    }

    /** Returns the kind of a setting that others define; one that is a secret by its name must be a reference. */
    static ValueKind<String> setting(String name) {
        return Secret.isSecretName(name)
                ? new ValueKind<>(
                        SECRET.wanted, value -> SECRET.parse.apply(value).reference())
                : TEXT;
    }

    /** Returns this kind of number, restricted to a range; there is a way without one. */
    ValueKind<T> in(NumberRange range) {
        return in(range, "remove the line");
    }

    /** Returns this kind of number, restricted to a range; the way out is the default. */
    ValueKind<T> in(NumberRange range, Number fallback) {
        return in(range, "remove the line to use " + print(fallback));
    }

    private ValueKind<T> in(NumberRange range, String remedy) {
        return new ValueKind<>(wanted + " in " + range, value -> {
            T number = parse.apply(value);
            double size = ((Number) number).doubleValue();
            if (!range.contains(size)) {
                throw new IllegalArgumentException(
                        "is " + NumberRange.print(size) + "; must be in " + range + "; " + remedy);
            }
            return number;
        });
    }

    private static String words(ConfigValue value) {
        String text = ConfigValues.text(value);
        if (text.isBlank()) {
            throw new IllegalArgumentException("is empty; write a text or remove the line");
        }
        return text;
    }

    /** Returns a value as a project file writes it. */
    static String print(Object value) {
        if (value instanceof Duration duration) {
            return Durations.text(duration);
        }
        if (value instanceof Enum<?> constant) {
            return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
        if (value instanceof Double number) {
            return NumberRange.print(number);
        }
        if (value instanceof Collection<?> values) {
            return values.stream().map(ValueKind::print).collect(Collectors.joining(", ", "[", "]"));
        }
        return value.toString();
    }
}
