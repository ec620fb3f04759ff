package io.millrace.pipelines;

import io.millrace.lakehouse.ConfigReader;
import io.millrace.monitoring.Labels;
import io.millrace.monitoring.Monitor;
import io.millrace.training.ModelDefinition;
import io.millrace.training.ScoreDefinition;
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
        model.score()
                .flatMap(ScoreDefinition::source)
                .ifPresent(source -> mustExist(section.section("score"), "source", "source", source, names("sources")));
    }

    private void monitor(Monitor monitor) {
        ConfigReader section = section("monitors", monitor.name());
        monitor.labels()
                .flatMap(Labels::source)
                .ifPresent(
                        source -> mustExist(section.section("labels"), "source", "source", source, names("sources")));
        monitor.model().ifPresent(model -> mustExist(section, "model", "model", model, names("models")));
    }

    private void only(Pipeline pipeline, Step step) {
        for (String item : step.only()) {
            ConfigReader section = section("pipelines", pipeline.name()).section("only");
            switch (step.kind()) {
                case INGEST -> mustExist(section, step.name(), "source", item, names("sources"));
                case FEATURES -> mustExist(section, step.name(), "feature view", item, names("feature-views"));
                case TRAINING_SET -> mustExist(section, step.name(), "training set", item, names("training-sets"));
                case TRAIN, EVALUATE, REGISTER, PROMOTE, SCORE ->
                    mustExist(section, step.name(), "model", item, names("models"));
                case MONITOR -> mustExist(section, step.name(), "monitor", item, names("monitors"));
            }
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
