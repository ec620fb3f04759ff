package io.millrace.definitions;

import io.millrace.config.Durations;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/** Collects every broken rule of one definition and throws them together. */
final class Checks {

    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern COLUMN = Pattern.compile("[^`.\\p{Cntrl}]+");
    private static final long LONGEST_DAYS = 36_525;

    private final String subject;
    private final List<InvalidDefinition.Problem> problems = new ArrayList<>();

    private Checks(String subject) {
        this.subject = subject;
    }

    static Checks of(String subject) {
        return new Checks(subject);
    }

    /** Records a problem unless {@code holds}. */
    Checks require(boolean holds, String key, String what, String remedy) {
        if (!holds) {
            problems.add(new InvalidDefinition.Problem(key, what, remedy));
        }
        return this;
    }

    /** A name that becomes part of a column or table name. */
    Checks identifier(String key, String name) {
        return require(
                IDENTIFIER.matcher(name).matches(),
                key,
                "is '" + name + "'",
                "use letters, digits and underscores, not beginning with a digit");
    }

    /** The name of a column that exists in a source. */
    Checks column(String key, String name) {
        return require(
                COLUMN.matcher(name).matches() && !name.isBlank(),
                key,
                "is '" + name + "'",
                "name a column without dots or back-ticks");
    }

    /** Column names, none twice; Spark compares names without case. */
    Checks columns(String key, Collection<String> names) {
        names.forEach(name -> column(key, name));
        return distinct(key, names);
    }

    Checks distinct(String key, Collection<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            require(seen.add(lower(name)), key, "names '" + name + "' twice", "keep one of them");
        }
        return this;
    }

    Checks sql(String key, String expression) {
        return require(!expression.isBlank(), key, "is empty", "write a SQL expression");
    }

    /** A span of time that is not negative, in whole microseconds and below a hundred years. */
    Checks span(String key, Duration duration) {
        require(!duration.isNegative(), key, "is " + duration, "use a duration of 0 or more");
        require(
                duration.equals(duration.truncatedTo(ChronoUnit.MICROS)),
                key,
                "is " + duration,
                "use whole microseconds");
        return duration.toDays() <= LONGEST_DAYS
                ? this
                : require(false, key, "is " + Durations.text(duration), "use at most " + LONGEST_DAYS + "d");
    }

    /** Throws all problems found so far, if there are any. */
    void enforce() {
        if (!problems.isEmpty()) {
            throw new InvalidDefinition(subject, problems);
        }
    }

    static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** An unmodifiable copy that keeps the order, which {@code Map.copyOf} does not. */
    static <V> Map<String, V> ordered(Map<String, V> map) {
        Map<String, V> copy = new LinkedHashMap<>(map);
        copy.forEach((key, value) -> {
            Objects.requireNonNull(key);
            Objects.requireNonNull(value);
        });
        return Collections.unmodifiableMap(copy);
    }
}
