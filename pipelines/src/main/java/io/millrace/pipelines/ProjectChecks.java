package io.millrace.pipelines;

import io.millrace.lakehouse.ConfigReader;
import io.millrace.monitoring.Labels;
import io.millrace.monitoring.Monitor;
import io.millrace.training.ModelDefinition;
import java.util.Set;

/** The checks that need more than one definition: names that must exist, and pairs that must fit. */
final class ProjectChecks {
    private final Project project;
    private final ConfigReader reader;

    ProjectChecks(Project project, ConfigReader reader) {
        this.project = project;
        this.reader = reader;
    }

    void run() {
        models();
        monitors();
        steps();
    }

    private void models() {
        for (ModelDefinition model : project.models().values()) {
            String path = "models." + model.name();
            mustExist(
                    path + ".training-set",
                    "training set",
                    model.trainingSet(),
                    Project.namesIn(reader, "training-sets"));
            model.score()
                    .flatMap(score -> score.source())
                    .ifPresent(source ->
                            mustExist(path + ".score.source", "source", source, Project.namesIn(reader, "sources")));
        }
    }

    private void monitors() {
        for (Monitor monitor : project.monitors().values()) {
            String path = "monitors." + monitor.name();
            monitor.labels()
                    .flatMap(Labels::source)
                    .ifPresent(source ->
                            mustExist(path + ".labels.source", "source", source, Project.namesIn(reader, "sources")));
            monitor.model()
                    .ifPresent(model -> mustExist(path + ".model", "model", model, Project.namesIn(reader, "models")));
        }
    }

    private void steps() {
        for (Pipeline pipeline : project.pipelines().values()) {
            for (Step step : pipeline.steps()) {
                Set<String> items = itemNames(step.kind());
                step.only()
                        .forEach(item ->
                                mustExist("pipelines." + pipeline.name() + ".steps", nounOf(step.kind()), item, items));
            }
        }
    }

    private Set<String> itemNames(StepKind kind) {
        return switch (kind) {
            case INGEST -> Project.namesIn(reader, "sources");
            case FEATURES -> Project.namesIn(reader, "feature-views");
            case TRAINING_SET -> Project.namesIn(reader, "training-sets");
            case TRAIN, EVALUATE, REGISTER, PROMOTE, SCORE -> Project.namesIn(reader, "models");
            case MONITOR -> Project.namesIn(reader, "monitors");
        };
    }

    private static String nounOf(StepKind kind) {
        return switch (kind) {
            case INGEST -> "source";
            case FEATURES -> "feature view";
            case TRAINING_SET -> "training set";
            case TRAIN, EVALUATE, REGISTER, PROMOTE, SCORE -> "model";
            case MONITOR -> "monitor";
        };
    }

    private void mustExist(String path, String kind, String name, Set<String> known) {
        if (!name.isEmpty() && !known.contains(name)) {
            String have = known.isEmpty() ? "none is declared" : "there are " + String.join(", ", known);
            reader.problem(path, "names the " + kind + " " + name + ", which does not exist", have);
        }
    }
}
