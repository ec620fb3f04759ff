package io.millrace.pipelines;

import io.millrace.features.FeatureLookup;
import io.millrace.features.FeatureView;
import io.millrace.features.TrainingSet;
import io.millrace.lakehouse.ConfigReader;
import io.millrace.monitoring.Monitor;
import io.millrace.training.ModelDefinition;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
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
        sources();
        views();
        trainingSets();
        models();
        monitors();
        steps();
    }

    private void sources() {
        project.sources().values().forEach(source -> source.inputs().forEach(input ->
                mustExist("sources." + source.name(), "source", input, reader.keys("sources"))));
        Set<String> circle = new LinkedHashSet<>();
        for (String name : project.sources().keySet()) {
            if (circular(name, new LinkedHashSet<>())) {
                circle.add(name);
            }
        }
        if (!circle.isEmpty()) {
            reader.problem("sources", "read each other in a circle: " + String.join(", ", circle), "let one of them read a path, provider or table");
        }
    }

    private boolean circular(String name, Set<String> path) {
        if (!path.add(name)) {
            return path.iterator().next().equals(name);
        }
        var source = project.sources().get(name);
        boolean found = source != null && source.inputs().stream().anyMatch(input -> circular(input, path));
        path.remove(name);
        return found;
    }

    private void views() {
        for (FeatureView view : project.featureViews().values()) {
            mustExist("feature-views." + view.name() + ".source", "source", view.source(), reader.keys("sources"));
        }
    }

    private void trainingSets() {
        for (TrainingSet trainingSet : project.trainingSets().values()) {
            String path = "training-sets." + trainingSet.name();
            mustExist(path + ".spine.source", "source", trainingSet.spine().source(), reader.keys("sources"));
            for (FeatureLookup lookup : trainingSet.lookups()) {
                mustExist(path + ".lookups", "feature view", lookup.view(), reader.keys("feature-views"));
            }
            List<FeatureView> views = new ArrayList<>(project.viewsOf(trainingSet).values());
            trainingSet.problems(views).forEach(problem -> reader.problem(path, problem.what(), problem.remedy()));
        }
    }

    private void models() {
        for (ModelDefinition model : project.models().values()) {
            String path = "models." + model.name();
            mustExist(path + ".training-set", "training set", model.trainingSet(), reader.keys("training-sets"));
            model.score()
                    .flatMap(score -> score.source())
                    .ifPresent(source -> mustExist(path + ".score.source", "source", source, reader.keys("sources")));
        }
    }

    private void monitors() {
        for (Monitor monitor : project.monitors().values()) {
            String path = "monitors." + monitor.name();
            monitor.labels()
                    .ifPresent(labels ->
                            mustExist(path + ".labels.source", "source", labels.source(), reader.keys("sources")));
            monitor.model()
                    .ifPresent(model -> mustExist(path + ".model", "model", model, reader.keys("models")));
        }
    }

    private void steps() {
        for (Pipeline pipeline : project.pipelines().values()) {
            for (Step step : pipeline.steps()) {
                Set<String> items = itemNames(step.kind());
                step.only().forEach(item -> mustExist("pipelines." + pipeline.name() + ".steps", nounOf(step.kind()), item, items));
            }
        }
    }

    private Set<String> itemNames(StepKind kind) {
        return switch (kind) {
            case INGEST -> reader.keys("sources");
            case FEATURES -> reader.keys("feature-views");
            case TRAINING_SET -> reader.keys("training-sets");
            case TRAIN, EVALUATE, REGISTER, PROMOTE, SCORE -> reader.keys("models");
            case MONITOR -> reader.keys("monitors");
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
