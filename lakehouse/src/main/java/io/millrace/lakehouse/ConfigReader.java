package io.millrace.lakehouse;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads one section of a project file and collects every problem; nothing is thrown until {@link #finish()}.
 *
 * <p>A required value that is missing or wrong records a problem {@code file:line path: problem; remedy} and gives a
 * harmless placeholder ({@code ""}, 0, {@link Duration#ZERO}, {@link Instant#EPOCH}, the first enum constant), so the
 * rest is still read; construct the definition inside {@link #build}. Every key asked for becomes a known key: what
 * nobody asked for is an unknown key at the end. An explicit {@code null} counts as absent.
 *
 * <p>Readers of one file share their problems and are used by one thread.
 */
public final class ConfigReader {

    /** What the readers of one configuration share. */
    private record Shared(ConfigProblems problems, KnownKeys known, FileOrder order) {}

    private final Shared shared;
    private final String path;
    private final ConfigObject object;
    private final boolean present;

    private ConfigReader(Shared shared, String path, ConfigObject object, boolean present) {
        this.shared = shared;
        this.path = path;
        this.object = object;
        this.present = present;
        shared.known().open(path);
    }

    /** Returns the reader of the root of {@code resolved}, which {@link ProjectFiles#load} gives. */
    public static ConfigReader of(Config resolved) {
        ConfigObject root = resolved.root();
        return new ConfigReader(new Shared(new ConfigProblems(), new KnownKeys(), new FileOrder()), "", root, true);
    }

    /** Returns the path of this section, {@code models.flight_delay}; empty for the root. */
    public String path() {
        return path;
    }

    /** Tells whether {@code key} has a value; does not make it a known key. */
    public boolean has(String key) {
        return find(key) != null;
    }

    /** Returns the names of the children of this section that have values, in file order. */
    public Set<String> keys() {
        return shared.order().keys(object).stream()
                .filter(this::has)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Returns the section {@code key}; a problem and an empty reader, which records no more, if there is none. */
    public ConfigReader section(String key) {
        return optionalSection(key).orElseGet(() -> {
            if (!has(key)) {
                missing(key, "a section { … }");
            }
            return new ConfigReader(
                    shared,
                    ConfigProblems.childPath(path, key),
                    ConfigFactory.empty().root(),
                    false);
        });
    }

    /** Returns the section {@code key}, if it is there; a problem if it is something else. */
    public Optional<ConfigReader> optionalSection(String key) {
        return ask(key).flatMap(value -> asSection(value, key, ConfigProblems.childPath(path, key)));
    }

    /** Returns the sections inside the section {@code key} by their names, in file order; empty if absent. */
    public Map<String, ConfigReader> sections(String key) {
        Map<String, ConfigReader> sections = new LinkedHashMap<>();
        optionalSection(key).ifPresent(parent -> parent.keys()
                .forEach(name -> parent.optionalSection(name).ifPresent(section -> sections.put(name, section))));
        return Collections.unmodifiableMap(sections);
    }

    /** Returns the sections of the list {@code key}, in order; empty if absent. */
    public List<ConfigReader> sectionList(String key) {
        List<ConfigReader> sections = new ArrayList<>();
        List<ConfigValue> values = elements(key, "a list of sections [ { … }, { … } ]");
        for (int i = 0; i < values.size(); i++) {
            asSection(values.get(i), key, ConfigProblems.childPath(path, key) + "[" + i + "]")
                    .ifPresent(sections::add);
        }
        return List.copyOf(sections);
    }

    /** Returns the text at {@code key}, which must not be blank; numbers and booleans are taken as written. */
    public String string(String key) {
        if (has(key)) {
            return optionalString(key).orElse("");
        }
        return required(key, "a text", ConfigValues::text, "");
    }

    /** Returns the text at {@code key}, possibly empty, else {@code fallback}. */
    public String string(String key, String fallback) {
        return optional(key, ConfigValues::text).orElse(fallback);
    }

    /** Returns the text at {@code key}, if there is one; it must not be blank. */
    public Optional<String> optionalString(String key) {
        return optional(key, ConfigValues::text).map(text -> nonBlank(key, text));
    }

    /** Returns the whole number at {@code key}. */
    public int integer(String key) {
        return required(key, "a whole number", ConfigValues::integer, 0);
    }

    /** Returns the whole number at {@code key}, else {@code fallback}. */
    public int integer(String key, int fallback) {
        return optional(key, ConfigValues::integer).orElse(fallback);
    }

    /** Returns the whole number of 64 bits at {@code key}, else {@code fallback}. */
    public long longInteger(String key, long fallback) {
        return optional(key, ConfigValues::longInteger).orElse(fallback);
    }

    /** Returns the finite number at {@code key}. */
    public double number(String key) {
        return required(key, "a number", ConfigValues::number, 0.0);
    }

    /** Returns the finite number at {@code key}, else {@code fallback}. */
    public double number(String key, double fallback) {
        return optional(key, ConfigValues::number).orElse(fallback);
    }

    /** Returns the finite number at {@code key}, if there is one. */
    public Optional<Double> optionalNumber(String key) {
        return optional(key, ConfigValues::number);
    }

    /** Returns the truth at {@code key} (true, false, yes, no, on, off), else {@code fallback}. */
    public boolean flag(String key, boolean fallback) {
        return optional(key, ConfigValues::flag).orElse(fallback);
    }

    /** Returns the duration at {@code key}; a number without a unit is a problem. See {@link Durations#parse}. */
    public Duration duration(String key) {
        return required(key, "a duration such as 10m", ConfigValues::duration, Duration.ZERO);
    }

    /** Returns the duration at {@code key}, else {@code fallback}. */
    public Duration duration(String key, Duration fallback) {
        return optionalDuration(key).orElse(fallback);
    }

    /** Returns the duration at {@code key}, if there is one. */
    public Optional<Duration> optionalDuration(String key) {
        return optional(key, ConfigValues::duration);
    }

    /** Returns the durations at {@code key}, a list or a single one; empty if absent. */
    public List<Duration> durations(String key) {
        return list(key, "a list of durations such as [1h, 7d]", ConfigValues::duration);
    }

    /** Returns the instant at {@code key}: ISO-8601 with a zone, at most microseconds. */
    public Instant instant(String key) {
        return required(key, "an instant such as 2013-09-01T00:00:00Z", ConfigValues::instant, Instant.EPOCH);
    }

    /** Returns the instant at {@code key}, if there is one. */
    public Optional<Instant> optionalInstant(String key) {
        return optional(key, ConfigValues::instant);
    }

    /** Returns the constant of {@code type} that {@code key} names in kebab-case. */
    public <E extends Enum<E>> E choice(String key, Class<E> type) {
        E placeholder = type.getEnumConstants()[0];
        return required(key, ConfigValues.choices(type), value -> ConfigValues.choice(value, type), placeholder);
    }

    /** Returns the constant of {@code type} that {@code key} names in kebab-case, else {@code fallback}. */
    public <E extends Enum<E>> E choice(String key, Class<E> type, E fallback) {
        return optional(key, value -> ConfigValues.choice(value, type)).orElse(fallback);
    }

    /** Returns the constants of {@code type} that {@code key} names, a list or a single one; empty if absent. */
    public <E extends Enum<E>> List<E> choices(String key, Class<E> type) {
        return list(key, "a list of names, " + ConfigValues.choices(type), value -> ConfigValues.choice(value, type));
    }

    /** Returns the texts at {@code key}, a list or a single one; empty if absent. */
    public List<String> strings(String key) {
        return list(key, "a list of texts", ConfigValues::text);
    }

    /** Returns the texts at {@code key}, a list or a single one, else {@code fallback}. */
    public List<String> strings(String key, List<String> fallback) {
        List<String> texts = strings(key);
        return has(key) ? texts : fallback;
    }

    /** Returns the texts of the section {@code key} by their names, in file order; empty if absent. */
    public Map<String, String> stringMap(String key) {
        Map<String, String> texts = new LinkedHashMap<>();
        optionalSection(key).ifPresent(section -> section.keys()
                .forEach(name -> section.optional(name, ConfigValues::text).ifPresent(text -> texts.put(name, text))));
        return Collections.unmodifiableMap(texts);
    }

    /**
     * Returns every text at or below the section {@code key} by its dotted name, in file order; empty if absent.
     *
     * <p>A setting whose name says that it is a secret must hold a reference, see {@link Secret#parse}.
     */
    public Map<String, String> settings(String key) {
        Map<String, String> settings = new LinkedHashMap<>();
        optionalSection(key).ifPresent(section -> section.collectSettings("", settings));
        return Collections.unmodifiableMap(settings);
    }

    /** Returns the secret that {@code key} refers to, {@code env:NAME}; a value written out is a problem. */
    public Optional<Secret> optionalSecret(String key) {
        return optional(key, value -> Secret.parse(ConfigValues.text(value)));
    }

    /** Makes {@code key}, and all below it, known without reading it. */
    public void accept(String key) {
        shared.known().accept(ConfigProblems.childPath(path, key));
    }

    /** Records a problem at {@code key}: what is wrong, and how to mend it. */
    public void problem(String key, String what, String remedy) {
        record(key, what + "; " + remedy);
    }

    /** Returns where {@code key} stands, {@code flights.conf:14}; of an absent key, where its section stands. */
    public String origin(String key) {
        ConfigValue value = object.get(key);
        return Place.of(value == null ? object : value).toString();
    }

    /**
     * Returns what {@code factory} makes, or nothing if this section, or one below it, has a problem.
     *
     * <p>An {@link IllegalArgumentException} of the factory becomes a problem of this section, unless there is one
     * already.
     */
    public <T> Optional<T> build(Supplier<T> factory) {
        T value;
        try {
            value = factory.get();
        } catch (IllegalArgumentException e) {
            if (!shared.problems().anyAt(path)) {
                shared.problems().add(object, path, String.valueOf(e.getMessage()));
            }
            return Optional.empty();
        }
        return shared.problems().anyAt(path) ? Optional.empty() : Optional.of(value);
    }

    /**
     * Ends the reading of the whole configuration; call it on the root reader, after everything was read.
     *
     * @throws InvalidConfigException with every problem, unknown keys included, if there is any
     * @throws IllegalStateException if this is not the root reader
     */
    public void finish() {
        if (!path.isEmpty()) {
            throw new IllegalStateException("finish() is for the root reader, this is " + path);
        }
        shared.known().report(object, "", shared.problems());
        List<String> problems = shared.problems().print();
        if (!problems.isEmpty()) {
            throw new InvalidConfigException(problems);
        }
    }

    private void collectSettings(String prefix, Map<String, String> settings) {
        for (String key : keys()) {
            ConfigValue value = find(key);
            if (value instanceof ConfigObject) {
                optionalSection(key).ifPresent(child -> child.collectSettings(prefix + key + ".", settings));
            } else {
                optional(key, found -> setting(prefix + key, found))
                        .ifPresent(text -> settings.put(prefix + key, text));
            }
        }
    }

    private static String setting(String name, ConfigValue value) {
        String text = ConfigValues.text(value);
        return Secret.isSecretName(name) ? Secret.parse(text).reference() : text;
    }

    private @Nullable ConfigValue find(String key) {
        ConfigValue value = object.get(key);
        return value == null || value.valueType() == ConfigValueType.NULL ? null : value;
    }

    private Optional<ConfigValue> ask(String key) {
        shared.known().ask(path, key);
        return Optional.ofNullable(find(key));
    }

    private Optional<ConfigReader> asSection(ConfigValue value, String key, String childPath) {
        if (value instanceof ConfigObject child) {
            return Optional.of(new ConfigReader(shared, childPath, child, true));
        }
        shared.known().accept(childPath);
        shared.problems()
                .add(value, childPath, "is " + ConfigValues.describe(value) + "; write a section, " + key + " { … }");
        return Optional.empty();
    }

    private <T> Optional<T> optional(String key, Function<ConfigValue, T> parse) {
        return ask(key).flatMap(value -> parse(value, ConfigProblems.childPath(path, key), parse));
    }

    private <T> T required(String key, String wanted, Function<ConfigValue, T> parse, T placeholder) {
        if (!has(key)) {
            missing(key, wanted);
        }
        return optional(key, parse).orElse(placeholder);
    }

    private <T> Optional<T> parse(ConfigValue value, String valuePath, Function<ConfigValue, T> parse) {
        try {
            return Optional.of(parse.apply(value));
        } catch (IllegalArgumentException e) {
            shared.known().accept(valuePath);
            shared.problems().add(value, valuePath, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private <T> List<T> list(String key, String wanted, Function<ConfigValue, T> parse) {
        List<T> parsed = new ArrayList<>();
        List<ConfigValue> values = elements(key, wanted);
        for (int i = 0; i < values.size(); i++) {
            parse(values.get(i), ConfigProblems.childPath(path, key) + "[" + i + "]", parse)
                    .ifPresent(parsed::add);
        }
        return List.copyOf(parsed);
    }

    private List<ConfigValue> elements(String key, String wanted) {
        Optional<ConfigValue> value = ask(key);
        if (value.isPresent() && value.get() instanceof ConfigList list) {
            return list;
        }
        if (value.isPresent() && value.get() instanceof ConfigObject) {
            shared.known().accept(ConfigProblems.childPath(path, key));
            record(key, "is " + ConfigValues.describe(value.get()) + "; needs " + wanted);
            return List.of();
        }
        return value.map(List::of).orElse(List.of());
    }

    private String nonBlank(String key, String text) {
        if (text.isBlank()) {
            record(key, "is empty; write a text or remove the line");
        }
        return text;
    }

    private void missing(String key, String wanted) {
        record(key, "is missing; needs " + wanted);
    }

    private void record(String key, String text) {
        if (present) {
            ConfigValue value = object.get(key);
            shared.problems().add(value == null ? object : value, ConfigProblems.childPath(path, key), text);
        }
    }
}
