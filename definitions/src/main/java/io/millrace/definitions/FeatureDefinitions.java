package io.millrace.definitions;

import io.millrace.config.ConfigReader;
import io.millrace.config.InvalidConfigException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The feature views and training sets of a project, checked against each other.
 *
 * @param views feature views by name, in order
 * @param trainingSets training sets by name, in order
 */
public record FeatureDefinitions(Map<String, FeatureView> views, Map<String, TrainingSet> trainingSets) {

    /** Copies the maps; {@link #of} and {@link #from} check the definitions against each other. */
    public FeatureDefinitions {
        views = Checks.ordered(views);
        trainingSets = Checks.ordered(trainingSets);
    }

    /**
     * Returns the definitions.
     *
     * @throws InvalidConfigException if definitions do not fit together: a lookup of an unknown view, feature or key, a
     *     lookback shorter than the view's delay, two columns of one name; the message holds all problems
     */
    public static FeatureDefinitions of(Collection<FeatureView> views, Collection<TrainingSet> trainingSets) {
        List<String> problems = new ArrayList<>();
        Map<String, FeatureView> viewsByName = new LinkedHashMap<>();
        for (FeatureView view : views) {
            if (viewsByName.put(view.name(), view) != null) {
                problems.add("feature-views." + view.name() + ": is defined twice; choose another name");
            }
        }
        Map<String, TrainingSet> setsByName = new LinkedHashMap<>();
        for (TrainingSet definition : trainingSets) {
            if (setsByName.put(definition.name(), definition) != null) {
                problems.add("training-sets." + definition.name() + ": is defined twice; choose another name");
            }
            TrainingSetRules.broken(definition, viewsByName, viewsByName.keySet())
                    .forEach(broken -> problems.add(broken.text(definition)));
        }
        if (!problems.isEmpty()) {
            throw new InvalidConfigException(problems);
        }
        return new FeatureDefinitions(viewsByName, setsByName);
    }

    /**
     * Reads the sections {@code feature-views} and {@code training-sets} of a project. What is wrong becomes a problem of
     * the reader, and the definition is left out.
     *
     * @param project reader of the project's root
     * @param sources names of the project's sources
     */
    public static FeatureDefinitions from(ConfigReader project, Set<String> sources) {
        Map<String, FeatureView> views = new LinkedHashMap<>();
        Set<String> knownViews = new HashSet<>();
        project.sections("feature-views").forEach((name, reader) -> {
            knownViews.add(name);
            FeatureView.from(name, reader).ifPresent(view -> {
                views.put(name, view);
                source(reader, view.source(), sources);
            });
        });
        Map<String, TrainingSet> trainingSets = new LinkedHashMap<>();
        project.sections("training-sets")
                .forEach((name, reader) -> TrainingSet.from(name, reader).ifPresent(definition -> {
                    trainingSets.put(name, definition);
                    source(reader.section("spine"), definition.spine().source(), sources);
                    problems(reader, definition, views, knownViews);
                }));
        return new FeatureDefinitions(views, trainingSets);
    }

    private static void source(ConfigReader reader, String source, Set<String> sources) {
        if (!sources.contains(source)) {
            reader.problem(
                    "source",
                    "names no source, '" + source + "'",
                    "use one of " + sources.stream().sorted().toList() + " or define it");
        }
    }

    private static void problems(
            ConfigReader reader, TrainingSet definition, Map<String, FeatureView> views, Set<String> knownViews) {
        List<ConfigReader> lookups = reader.sectionList("lookups");
        for (TrainingSetRules.Broken broken : TrainingSetRules.broken(definition, views, knownViews)) {
            ConfigReader place = broken.isOfLookup() ? lookups.get(broken.lookup()) : reader;
            DefinitionReader.report(place, broken.problem());
        }
    }
}
