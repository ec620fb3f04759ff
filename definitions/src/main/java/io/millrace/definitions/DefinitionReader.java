package io.millrace.definitions;

import io.millrace.config.ConfigReader;
import io.millrace.metrics.AggregateFunction;
import io.millrace.metrics.TieRule;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads definitions from configuration; a broken rule becomes a problem of the key that it belongs to. */
final class DefinitionReader {

    private DefinitionReader() {}

    static Optional<FeatureView> view(String name, ConfigReader reader) {
        List<String> entity = reader.strings("entity");
        String source = reader.string("source");
        Optional<String> timestamp = reader.optionalString("timestamp");
        Duration delay = reader.duration("delay", Duration.ZERO);
        Optional<String> created = reader.optionalString("created");
        List<String> sequence = reader.strings("sequence");
        Optional<String> eventId = reader.optionalString("event-id");
        TieRule ties = reader.choice("ties", TieRule.class, TieRule.FAIL);
        WindowBound windowBound = reader.choice("window-bound", WindowBound.class, WindowBound.BEFORE);
        Optional<String> where = reader.optionalString("where");
        Map<String, String> features = reader.stringMap("features");
        Map<String, Aggregation> aggregates = new LinkedHashMap<>();
        reader.sections("aggregates")
                .forEach((key, section) -> aggregation(key, section).ifPresent(read -> aggregates.put(key, read)));
        List<Expectation> expectations = reader.sections("expect").entrySet().stream()
                .flatMap(entry -> expectation(entry.getKey(), entry.getValue()).stream())
                .toList();
        String comment = reader.string("comment", "");
        String owner = reader.string("owner", "");
        Map<String, String> tags = reader.stringMap("tags");
        return build(
                reader,
                () -> new FeatureView(
                        name,
                        entity,
                        source,
                        timestamp,
                        delay,
                        created,
                        sequence,
                        eventId,
                        ties,
                        windowBound,
                        where,
                        features,
                        aggregates,
                        expectations,
                        comment,
                        owner,
                        tags));
    }

    static Optional<Aggregation> aggregation(String name, ConfigReader reader) {
        String input = reader.string("input", name);
        List<AggregateFunction> functions = reader.choices("functions", AggregateFunction.byWord());
        List<Duration> windows = reader.durations("windows");
        Optional<String> where = reader.optionalString("where");
        return build(reader, () -> new Aggregation(name, input, functions, windows, where));
    }

    static Optional<Expectation> expectation(String name, ConfigReader reader) {
        String rule = reader.string("rule");
        Expectation.OnFailure onFailure =
                reader.choice("on-failure", Expectation.OnFailure.class, Expectation.OnFailure.FAIL);
        return build(reader, () -> new Expectation(name, rule, onFailure));
    }

    static Optional<FeatureLookup> lookup(ConfigReader reader) {
        String view = reader.string("view");
        Map<String, String> keys = reader.stringMap("keys");
        Optional<Duration> lookback = reader.optionalDuration("lookback");
        MatchBound bound = reader.choice("bound", MatchBound.class, MatchBound.AT_OR_BEFORE);
        NullRule nulls = reader.choice("nulls", NullRule.class, NullRule.WHOLE_ROW);
        String prefix = reader.string("prefix", "");
        List<String> features = reader.strings("features");
        return build(reader, () -> new FeatureLookup(view, keys, lookback, bound, nulls, prefix, features));
    }

    static Optional<Spine> spine(ConfigReader reader) {
        String source = reader.string("source");
        List<String> entity = reader.strings("entity");
        String timestamp = reader.string("timestamp");
        Optional<String> label = reader.optionalString("label");
        Optional<String> labelTime = reader.optionalString("label-time");
        List<String> features = reader.strings("features");
        List<String> columns = reader.strings("columns");
        Optional<String> where = reader.optionalString("where");
        return build(reader, () -> new Spine(source, entity, timestamp, label, labelTime, features, columns, where));
    }

    static Optional<TrainingSet> trainingSet(String name, ConfigReader reader) {
        Optional<Spine> spine = spine(reader.section("spine"));
        List<ConfigReader> sections = reader.sectionList("lookups");
        List<FeatureLookup> lookups =
                sections.stream().flatMap(section -> lookup(section).stream()).toList();
        Map<String, String> functions = reader.stringMap("functions");
        List<String> waivers = reader.strings("waive-leakage");
        if (spine.isEmpty()) {
            return Optional.empty();
        }
        return build(reader, () -> new TrainingSet(name, spine.get(), lookups, functions, waivers));
    }

    private static <T> Optional<T> build(ConfigReader reader, Supplier<T> factory) {
        if (reader.build(() -> true).isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(factory.get());
        } catch (InvalidDefinition e) {
            e.problems().forEach(problem -> report(reader, problem));
            return Optional.empty();
        }
    }

    /** Records a problem at its key, which may lie in a section of the reader's: {@code features.gust}. */
    static void report(ConfigReader reader, InvalidDefinition.Problem problem) {
        ConfigReader section = reader;
        String key = problem.key();
        for (int dot = key.indexOf('.'); dot > 0; dot = key.indexOf('.')) {
            Optional<ConfigReader> child = section.optionalSection(key.substring(0, dot));
            if (child.isEmpty()) {
                break;
            }
            section = child.get();
            key = key.substring(dot + 1);
        }
        section.problem(key, problem.what(), problem.remedy());
    }
}
