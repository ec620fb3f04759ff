package io.millrace.pipelines;

import io.millrace.config.ConfigReader;
import io.millrace.config.Suggestions;
import io.millrace.config.TableName;
import io.millrace.definitions.FeatureView;
import io.millrace.definitions.TrainingSet;
import io.millrace.lakehouse.Layer;
import io.millrace.metrics.QualityMetric;
import io.millrace.monitoring.Labels;
import io.millrace.monitoring.Monitor;
import io.millrace.training.EvaluationReport;
import io.millrace.training.ModelDefinition;
import io.millrace.training.ScoreDefinition;
import java.util.List;
import java.util.Set;

/** The checks on names that one part of a project file uses and another declares. */
final class ProjectChecks {
    private final Project project;
    private final ConfigReader reader;

    ProjectChecks(Project project, ConfigReader reader) {
        this.project = project;
        this.reader = reader;
    }

    void run() {
        project.models().values().forEach(this::model);
        project.monitors().values().forEach(this::monitor);
        new TableOwners(project, reader).run();
        project.pipelines().values().forEach(pipeline -> pipeline.steps().forEach(step -> only(pipeline, step)));
    }

    private void model(ModelDefinition model) {
        ConfigReader section = section("models", model.name());
        mustExist(section, "training-set", "training set", model.trainingSet(), names("training-sets"));
        TrainingSet set = project.features().trainingSets().get(model.trainingSet());
        if (set != null && set.spine().label().isEmpty()) {
            section.problem(
                    "training-set",
                    "is " + set.name() + ", whose spine has no label, so there is nothing to learn",
                    "add label = COLUMN to training-sets." + set.name() + ".spine");
        }
        gates(section, model);
        model.score()
                .flatMap(ScoreDefinition::source)
                .ifPresent(source -> mustExist(section.section("score"), "source", "source", source, names("sources")));
    }

    /** A gate on a metric that no evaluation has would refuse every version. */
    private static void gates(ConfigReader model, ModelDefinition definition) {
        model.optionalSection("gates").ifPresent(gates -> {
            gates.optionalSection("min")
                    .ifPresent(min -> metrics(min, definition.gates().min().keySet()));
            gates.optionalSection("max")
                    .ifPresent(max -> metrics(max, definition.gates().max().keySet()));
            gates.optionalSection("no-worse-than-champion").ifPresent(section -> definition
                    .gates()
                    .noWorseThanChampion()
                    .filter(asked -> !QualityMetric.compared(definition.task()).contains(asked.metric()))
                    .ifPresent(asked -> section.problem(
                            "metric",
                            "is " + asked.metric() + ", in which models are not compared",
                            Suggestions.of(asked.metric(), QualityMetric.compared(definition.task())))));
        });
    }

    private static void metrics(ConfigReader section, Set<String> asked) {
        Set<String> known = EvaluationReport.metricNames();
        for (String metric : asked) {
            if (!known.contains(metric)) {
                boolean near = Suggestions.nearest(metric, known).isPresent();
                section.problem(
                        metric, "is no metric of an evaluation", Suggestions.of(metric, near ? known : plain(known)));
            }
        }
    }

    /** The metrics on test rows, without the ends of their intervals. */
    private static List<String> plain(Set<String> metrics) {
        return metrics.stream()
                .filter(name -> !name.matches("validate_.*|.*_(low|high|bound|count)"))
                .toList();
    }

    /** Raw tables and those of static views have no time of their own to cut windows by. */
    private void time(ConfigReader section, Monitor monitor) {
        TableName table = monitor.table();
        boolean raw = table.schema().equals(Layer.RAW.schema());
        FeatureView view = project.features().views().get(table.name());
        boolean timeless = table.schema().equals(Layer.FEATURES.schema()) && view != null && view.isStatic();
        if (monitor.type() != Monitor.Type.SNAPSHOT && monitor.timestamp().isEmpty() && (raw || timeless)) {
            section.problem(
                    "timestamp",
                    "is missing, and " + table + " has no time column of its own",
                    "name the column by which rows fall into windows, or set type = snapshot");
        }
    }

    private void monitor(Monitor monitor) {
        ConfigReader section = section("monitors", monitor.name());
        time(section, monitor);
        monitor.labels()
                .flatMap(Labels::source)
                .ifPresent(
                        source -> mustExist(section.section("labels"), "source", "source", source, names("sources")));
        monitor.model().ifPresent(model -> mustExist(section, "model", "model", model, names("models")));
    }

    private void only(Pipeline pipeline, Step step) {
        ProjectItems items = step.kind().items();
        for (String item : step.only()) {
            ConfigReader section = section("pipelines", pipeline.name()).section("only");
            mustExist(section, step.name(), items.word(), item, names(items.section()));
        }
    }

    private ConfigReader section(String kind, String name) {
        return reader.section(kind).section(name);
    }

    private Set<String> names(String kind) {
        return Project.namesIn(reader, kind);
    }

    private static void mustExist(ConfigReader section, String key, String kind, String name, Set<String> known) {
        if (!name.isEmpty() && !known.contains(name)) {
            String have = known.isEmpty() ? "none is declared" : "there are " + String.join(", ", known);
            section.problem(key, "names the " + kind + " " + name + ", which does not exist", have);
        }
    }
}
