package io.millrace.pipelines;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import io.millrace.config.ConfigReader;
import io.millrace.config.InvalidConfigException;
import io.millrace.config.ProjectFiles;
import io.millrace.definitions.FeatureDefinitions;
import io.millrace.definitions.FeatureLookup;
import io.millrace.definitions.FeatureView;
import io.millrace.definitions.TrainingSet;
import io.millrace.features.Availability;
import io.millrace.lakehouse.Environment;
import io.millrace.lakehouse.Source;
import io.millrace.lakehouse.Sources;
import io.millrace.monitoring.Monitor;
import io.millrace.training.ModelDefinition;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * All that a project file declares, checked: no name dangles, nothing misspelt, every value in its range.
 *
 * @param name the project's name, which stands in the rows of the {@code ops} tables
 * @param environment where it runs
 * @param config the resolved configuration
 * @param sources by name, in file order; so are the other maps
 * @param features the feature views and training sets
 * @param models the models
 * @param monitors the monitors
 * @param pipelines the pipelines; at least one
 * @param governance what it declares of its tables beside their definitions
 */
public record Project(
        String name,
        Environment environment,
        Config config,
        Map<String, Source> sources,
        FeatureDefinitions features,
        Map<String, ModelDefinition> models,
        Map<String, Monitor> monitors,
        Map<String, Pipeline> pipelines,
        Governance governance) {

    /** Sections that tell where and how a project is deployed; whoever deploys it reads and checks them. */
    public static final Set<String> DEPLOYMENT = Set.of("deploy");

    /**
     * Reads and checks a project file. No Spark, no table is touched.
     *
     * @param file the project file
     * @param environment the name of the environment: {@code local} unless told
     * @param overrides values that win over every file, by key
     * @throws InvalidConfigException with every problem found, each as {@code file:line path: problem; remedy}
     */
    public static Project load(Path file, String environment, Map<String, String> overrides) {
        return load(file, environment, overrides, Depth.DEFINITIONS);
    }

    /** Reads a project file as {@link #load(Path, String, Map)} does, and checks it so deep. No Spark session is started. */
    public static Project load(Path file, String environment, Map<String, String> overrides, Depth depth) {
        Config config = ProjectFiles.load(file, environment, overrides);
        return from(config, ConfigReader.of(config), depth);
    }

    /** How deep a project is checked when it is read; each one what those before it are, and more. */
    public enum Depth {
        /** Names, keys and values. */
        DEFINITIONS,
        /** The syntax of every SQL expression and query: loads Spark's parser. */
        SQL,
        /** That the files of the sources on this machine are there. */
        FILES
    }

    /**
     * Reads and checks a project given as HOCON, and so as JSON too; problems are placed as {@code definitions:line}. The
     * environment is looked for from the working directory. Otherwise as {@link #load}.
     */
    public static Project parse(String text, String environment, Map<String, String> overrides) {
        return from(ProjectFiles.parse(text, environment, overrides));
    }

    /**
     * Returns the project with definitions added, as if they stood at the end of the project file.
     *
     * @param text HOCON of the same shape as a project file: {@code feature-views.spending { … }}; problems are placed as
     *     {@code definitions:line}
     * @throws InvalidConfigException with every problem of the project that comes out
     */
    public Project with(String text) {
        return from(ProjectFiles.with(config, text));
    }

    /** Reads and checks a resolved configuration, as {@link #load} does. */
    public static Project from(Config config) {
        return from(config, ConfigReader.of(config));
    }

    /** As {@link #from(Config)}, by a reader that tells afterwards which settings there are. */
    static Project from(Config config, ConfigReader reader) {
        return from(config, reader, Depth.DEFINITIONS);
    }

    private static Project from(Config config, ConfigReader reader, Depth depth) {
        String name = reader.string("project");
        Environment environment = Environment.from(reader);
        Map<String, Source> sources = Sources.definitions(reader);
        FeatureDefinitions features = FeatureDefinitions.from(reader, namesIn(reader, "sources"));
        Map<String, ModelDefinition> models = read(reader, "models", ModelDefinition::from);
        Map<String, Monitor> monitors = read(reader, "monitors", Monitor::from);
        Map<String, Pipeline> pipelines = read(reader, "pipelines", Pipeline::from);
        if (!reader.has("pipelines")) {
            Pipeline mainLine = Pipeline.mainLine();
            pipelines.put(mainLine.name(), mainLine);
        }
        Governance governance = Governance.from(reader).orElse(Governance.none());
        Project project =
                new Project(name, environment, config, sources, features, models, monitors, pipelines, governance);
        new ProjectChecks(project, reader).run();
        new GovernanceChecks(project, reader).run();
        if (depth != Depth.DEFINITIONS) {
            new DeepChecks(project, reader, depth).run();
        }
        markVariables(reader, config);
        reader.finish();
        return project;
    }

    private static <T> Map<String, T> read(
            ConfigReader reader, String key, BiFunction<String, ConfigReader, Optional<T>> from) {
        Map<String, T> found = new LinkedHashMap<>();
        reader.sections(key)
                .forEach((name, section) -> from.apply(name, section).ifPresent(item -> found.put(name, item)));
        return found;
    }

    /** Returns the names declared in a section, also of those whose definitions have problems. */
    static Set<String> namesIn(ConfigReader reader, String key) {
        return reader.has(key) ? reader.section(key).keys() : Set.of();
    }

    /** Top-level scalars are the project's own variables, such as {@code data}; {@code templates} holds larger pieces. */
    private static void markVariables(ConfigReader reader, Config config) {
        reader.accept("templates");
        DEPLOYMENT.forEach(reader::accept);
        for (Map.Entry<String, ConfigValue> entry : config.root().entrySet()) {
            switch (entry.getValue().valueType()) {
                case STRING, NUMBER, BOOLEAN, NULL -> reader.accept(entry.getKey());
                case OBJECT, LIST -> {}
            }
        }
    }

    /**
     * Returns the pipeline of that name; without a name, the only one.
     *
     * @throws InvalidConfigException if there is none of that name, or several and no name; lists them
     */
    public Pipeline pipeline(Optional<String> wanted) {
        if (wanted.isEmpty() && pipelines.size() == 1) {
            return pipelines.values().iterator().next();
        }
        String names = String.join(", ", pipelines.keySet());
        if (wanted.isEmpty()) {
            throw InvalidConfigException.of("project " + name + " has several pipelines; name one of " + names);
        }
        Pipeline found = pipelines.get(wanted.get());
        if (found == null) {
            throw InvalidConfigException.of(
                    "project " + name + " has no pipeline " + wanted.get() + "; it has " + names);
        }
        return found;
    }

    /** Returns the first pipeline that has the step; the main line if none has. */
    public Pipeline pipelineWith(StepKind step) {
        return pipelines.values().stream()
                .filter(candidate ->
                        candidate.steps().stream().anyMatch(has -> has.kind().equals(step)))
                .findFirst()
                .orElseGet(Pipeline::mainLine);
    }

    /** Returns the views that a training set looks up, each once, in the order of its lookups. */
    List<FeatureView> viewsOf(TrainingSet trainingSet) {
        return trainingSet.lookups().stream()
                .map(FeatureLookup::view)
                .distinct()
                .map(this::featureView)
                .toList();
    }

    /**
     * Returns the feature view of that name.
     *
     * @throws InvalidConfigException if the project has none of that name; lists those it has
     */
    public FeatureView featureView(String view) {
        return require(features.views(), view, "feature view");
    }

    /** Returns the source of that name. Names were checked when the project was read. */
    Source source(String source) {
        return require(sources, source, "source");
    }

    /**
     * Returns the monitor of that name.
     *
     * @throws InvalidConfigException if the project has none of that name; lists those it has
     */
    public Monitor monitor(String monitor) {
        return require(monitors, monitor, "monitor");
    }

    /**
     * Returns the model of that name.
     *
     * @throws InvalidConfigException if the project has none of that name; lists those it has
     */
    public ModelDefinition requireModel(String model) {
        return require(models, model, "model");
    }

    /**
     * Returns the training set of that name.
     *
     * @throws InvalidConfigException if the project has none of that name; lists those it has
     */
    public TrainingSet trainingSet(String trainingSet) {
        return require(features.trainingSets(), trainingSet, "training set");
    }

    private static <T> T require(Map<String, T> items, String name, String kind) {
        T found = items.get(name);
        if (found == null) {
            throw InvalidConfigException.of(
                    "there is no " + kind + " " + name + "; there are " + String.join(", ", items.keySet()));
        }
        return found;
    }

    /** Returns whether the project declares a governance. */
    boolean isGoverned() {
        return !governance.equals(Governance.none());
    }

    /** Returns which columns of a source become known late, and when. */
    Availability availability(String source) {
        return Availability.of(source, sources);
    }

    /** Returns the configuration paths of a source and of those it reads, directly or through others. */
    List<String> sourcePaths(String name) {
        Set<String> paths = new LinkedHashSet<>();
        collectSourcePaths(name, paths);
        return List.copyOf(paths);
    }

    private void collectSourcePaths(String name, Set<String> paths) {
        if (paths.add("sources." + name)) {
            source(name).upstream().forEach(input -> collectSourcePaths(input, paths));
        }
    }

    /** Returns the canonical text of parts of the configuration, for digests: keys sorted, no comments. */
    String text(Collection<String> paths) {
        StringBuilder text = new StringBuilder();
        for (String path : paths) {
            if (config.hasPath(path)) {
                text.append(path)
                        .append('=')
                        .append(config.getValue(path).render(ConfigRenderOptions.concise()))
                        .append('\n');
            }
        }
        return text.toString();
    }
}
