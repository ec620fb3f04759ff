package io.millrace.config;

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
    private record Shared(ConfigProblems problems, KnownKeys known, KeyOrder order) {}

    private static final String MISSING = "is missing; needs ";
    private static final String TEXTS = "a list of texts";

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
        KnownKeys known = new KnownKeys();
        known.accept(ProjectFiles.FOLDER);
        Shared shared = new Shared(new ConfigProblems(), known, KeyOrder.of(resolved));
        return new ConfigReader(shared, "", KeyOrder.withoutOrder(resolved), true);
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
        return shared.order().keys(path, object).stream()
                .filter(this::has)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Returns the section {@code key}; a problem and an empty reader, which records no more, if there is none. */
    public ConfigReader section(String key) {
        return optionalSection(key).orElseGet(() -> {
            if (!has(key)) {
                record(key, MISSING + "a section { … }");
            }
            return empty(key);
        });
    }

    /** Returns the section {@code key}, or one in which nothing stands; a problem if it is something else. */
    public ConfigReader sectionOrEmpty(String key) {
        return optionalSection(key).orElseGet(() -> empty(key));
    }

    private ConfigReader empty(String key) {
        return new ConfigReader(
                shared,
                ConfigProblems.childPath(path, key),
                ConfigFactory.empty().root(),
                false);
    }

    /** Returns the section {@code key}, if it is there; a problem if it is something else. */
    public Optional<ConfigReader> optionalSection(String key) {
        shared.known().ask(path, key);
        return Optional.ofNullable(find(key))
                .flatMap(value -> asSection(value, key, ConfigProblems.childPath(path, key)));
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
        shared.known().ask(path, key);
        List<ConfigValue> values = elements(key, "a list of sections [ { … }, { … } ]");
        for (int i = 0; i < values.size(); i++) {
            asSection(values.get(i), key, ConfigProblems.childPath(path, key) + "[" + i + "]")
                    .ifPresent(sections::add);
        }
        return List.copyOf(sections);
    }

    /** Returns the text at {@code key}, which must not be blank; numbers and booleans are taken as written. */
    public String string(String key) {
        return required(key, ValueKind.WORDS, "");
    }

    /** Returns the text at {@code key}, possibly empty, else {@code fallback}. */
    public String string(String key, String fallback) {
        return optional(key, ValueKind.TEXT, fallback);
    }

    /** Returns the text at {@code key}, if there is one; it must not be blank. */
    public Optional<String> optionalString(String key) {
        return optional(key, ValueKind.WORDS);
    }

    /** Returns the whole number at {@code key}. */
    public int integer(String key) {
        return required(key, ValueKind.WHOLE, 0);
    }

    /** Returns the whole number at {@code key}, else {@code fallback}; one out of range is a problem. */
    public int integer(String key, int fallback, NumberRange range) {
        return optional(key, ValueKind.WHOLE.in(range, fallback), fallback);
    }

    /** Returns the whole number at {@code key}, if there is one; one out of range is a problem. */
    public Optional<Integer> optionalInteger(String key, NumberRange range) {
        return optional(key, ValueKind.WHOLE.in(range));
    }

    /** Returns the whole number of 64 bits at {@code key}, else {@code fallback}. */
    public long longInteger(String key, long fallback) {
        return optional(key, ValueKind.LONG, fallback);
    }

    /** Returns the finite number at {@code key}. */
    public double number(String key) {
        return required(key, ValueKind.NUMBER, 0.0);
    }

    /** Returns the finite number at {@code key}, else {@code fallback}; one out of range is a problem. */
    public double number(String key, double fallback, NumberRange range) {
        return optional(key, ValueKind.NUMBER.in(range, fallback), fallback);
    }

    /** Returns the number at {@code key}, if there is one; one out of range is a problem. */
    public Optional<Double> optionalNumber(String key, NumberRange range) {
        return optional(key, ValueKind.NUMBER.in(range));
    }

    /** Returns the duration at {@code key}, else {@code fallback}; a number without a unit is a problem. See {@link Durations#parse}. */
    public Duration duration(String key, Duration fallback) {
        return optional(key, ValueKind.DURATION, fallback);
    }

    /** Returns the duration at {@code key}, if there is one. */
    public Optional<Duration> optionalDuration(String key) {
        return optional(key, ValueKind.DURATION);
    }

    /** Returns the durations at {@code key}, a list or a single one; empty if absent. */
    public List<Duration> durations(String key) {
        return list(key, "a list of durations such as [1h, 7d]", ValueKind.DURATION);
    }

    /** Returns the instant at {@code key}: ISO-8601 with a zone, at most microseconds. */
    public Instant instant(String key) {
        return required(key, ValueKind.INSTANT, Instant.EPOCH);
    }

    /** Returns the instant at {@code key}, if there is one. */
    public Optional<Instant> optionalInstant(String key) {
        return optional(key, ValueKind.INSTANT);
    }

    /** Returns the constant of {@code type} that {@code key} names in kebab-case. */
    public <E extends Enum<E>> E choice(String key, Class<E> type) {
        return required(key, ValueKind.choice(type), type.getEnumConstants()[0]);
    }

    /** Returns the constant of {@code type} that {@code key} names in kebab-case, else {@code fallback}. */
    public <E extends Enum<E>> E choice(String key, Class<E> type, E fallback) {
        return optional(key, ValueKind.choice(type), fallback);
    }

    /** Returns the constant of {@code type} that {@code key} names in kebab-case, if there is one. */
    public <E extends Enum<E>> Optional<E> optionalChoice(String key, Class<E> type) {
        return optional(key, ValueKind.choice(type));
    }

    /** Returns those of {@code choices}, by their names, that {@code key} names, a list or a single one; empty if absent. */
    public <T> List<T> choices(String key, Map<String, T> choices) {
        ValueKind<T> kind = ValueKind.choice(choices);
        return list(key, "a list of names, " + kind.wanted(), kind);
    }

    /** Returns the texts at {@code key}, a list or a single one; empty if absent. */
    public List<String> strings(String key) {
        return list(key, TEXTS, ValueKind.TEXT);
    }

    /** Returns the texts at {@code key}, a list or a single one, else {@code fallback}. */
    public List<String> strings(String key, List<String> fallback) {
        ask(key, TEXTS, false, Optional.of(ValueKind.print(fallback)));
        List<String> texts = strings(key);
        return has(key) ? texts : fallback;
    }

    /** Returns the texts of the section {@code key} by their names, in file order; empty if absent. */
    public Map<String, String> stringMap(String key) {
        Map<String, String> texts = new LinkedHashMap<>();
        optionalSection(key).ifPresent(section -> section.keys()
                .forEach(name -> section.optional(name, ValueKind.TEXT).ifPresent(text -> texts.put(name, text))));
        return Collections.unmodifiableMap(texts);
    }

    /**
     * Returns every text at or below the section {@code key} by its dotted name, in file order; empty if absent.
     *
     * <p>A setting whose name says that it is a secret must hold a reference, see {@link Secret#parse}.
     */
    public Map<String, String> settings(String key) {
        return optionalSection(key).map(FreeSettings::of).orElse(Map.of());
    }

    /** Returns the secret that {@code key} refers to, {@code env:NAME}; a value written out is a problem. */
    public Optional<Secret> optionalSecret(String key) {
        return optional(key, ValueKind.SECRET);
    }

    /** Returns every setting that the readers of this configuration have asked for, each once, as they came. */
    public List<Setting> asked() {
        return shared.known().settings();
    }

    /** Makes {@code key}, and all below it, known without reading it. */
    public void accept(String key) {
        shared.known().accept(ConfigProblems.childPath(path, key));
    }

    /** Records a problem at {@code key}: what is wrong, and how to mend it. */
    public void problem(String key, String what, String remedy) {
        record(key, what + "; " + remedy);
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

    /** Tells whether {@code key} has a section for a value; does not make it a known key. */
    public boolean isSection(String key) {
        return find(key) instanceof ConfigObject;
    }

    private @Nullable ConfigValue find(String key) {
        ConfigValue value = object.get(key);
        return value == null || value.valueType() == ConfigValueType.NULL ? null : value;
    }

    private Optional<ConfigValue> ask(String key, String wanted, boolean required, Optional<String> fallback) {
        shared.known().ask(path, key);
        shared.known().ask(new Setting(ConfigProblems.childPath(path, key), wanted, required, fallback));
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

    <T> Optional<T> optional(String key, ValueKind<T> kind) {
        return ask(key, kind.wanted(), false, Optional.empty()).flatMap(value -> parse(key, value, kind));
    }

    private <T> T optional(String key, ValueKind<T> kind, T fallback) {
        return ask(key, kind.wanted(), false, Optional.of(ValueKind.print(fallback)))
                .flatMap(value -> parse(key, value, kind))
                .orElse(fallback);
    }

    private <T> T required(String key, ValueKind<T> kind, T placeholder) {
        Optional<ConfigValue> value = ask(key, kind.wanted(), true, Optional.empty());
        if (value.isEmpty()) {
            record(key, MISSING + kind.wanted());
        }
        return value.flatMap(found -> parse(key, found, kind)).orElse(placeholder);
    }

    private <T> Optional<T> parse(String key, ConfigValue value, ValueKind<T> kind) {
        return parse(value, ConfigProblems.childPath(path, key), kind.parse());
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

    private <T> List<T> list(String key, String wanted, ValueKind<T> kind) {
        List<T> parsed = new ArrayList<>();
        ask(key, wanted, false, Optional.empty());
        List<ConfigValue> values = elements(key, wanted);
        for (int i = 0; i < values.size(); i++) {
            parse(values.get(i), ConfigProblems.childPath(path, key) + "[" + i + "]", kind.parse())
                    .ifPresent(parsed::add);
        }
        return List.copyOf(parsed);
    }

    private List<ConfigValue> elements(String key, String wanted) {
        ConfigValue value = find(key);
        if (value instanceof ConfigList list) {
            return list;
        }
        if (value instanceof ConfigObject) {
            shared.known().accept(ConfigProblems.childPath(path, key));
            record(key, "is " + ConfigValues.describe(value) + "; needs " + wanted);
            return List.of();
        }
        return value == null ? List.of() : List.of(value);
    }

    private void record(String key, String text) {
        if (present) {
            ConfigValue value = object.get(key);
            shared.problems().add(value == null ? object : value, ConfigProblems.childPath(path, key), text);
        }
    }
}
