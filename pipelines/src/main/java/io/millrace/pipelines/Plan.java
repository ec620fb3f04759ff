package io.millrace.pipelines;

import io.millrace.config.InvalidConfigException;
import io.millrace.definitions.FeatureLookup;
import io.millrace.definitions.TrainingSet;
import io.millrace.lakehouse.Environment;
import io.millrace.lakehouse.Layer;
import io.millrace.lakehouse.Source;
import io.millrace.monitoring.Monitor;
import io.millrace.registry.Promotion;
import io.millrace.training.ModelDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What a run of a pipeline would read and write, told from the definitions alone: no session, no table is opened. */
public final class Plan {
    private final Project project;
    private final Environment environment;

    private Plan(Project project) {
        this.project = project;
        this.environment = project.environment();
    }

    /**
     * What a step would do with one item.
     *
     * @param step the step
     * @param item the item
     * @param reads tables, files and models that it reads
     * @param writes tables, models and files that it makes or changes
     */
    public record Line(String step, String item, List<String> reads, List<String> writes) {
        /** Copies the lists. */
        public Line {
            reads = List.copyOf(reads);
            writes = List.copyOf(writes);
        }
    }

    /** Returns the lines of a pipeline in the order in which a run does them. */
    public static List<Line> of(Project project, Pipeline pipeline) {
        return of(project, pipeline, RunSelection.all());
    }

    /**
     * Returns the lines of the selected steps of a pipeline in the order in which a run does them.
     *
     * @throws InvalidConfigException if the pipeline has no such step
     */
    public static List<Line> of(Project project, Pipeline pipeline, RunSelection selection) {
        Plan plan = new Plan(project);
        List<Line> lines = new ArrayList<>();
        for (Step step : selection.steps(pipeline)) {
            List<String> items = step.only().isEmpty() ? project.items(step.kind()) : step.only();
            items.forEach(item -> lines.add(plan.line(step.kind(), item)));
        }
        return lines;
    }

    private Line line(StepKind kind, String item) {
        String step = kind.label();
        return switch (kind) {
            case INGEST -> new Line(step, item, List.of(project.source(item).from()), List.of(table(Layer.RAW, item)));
            case FEATURES ->
                new Line(step, item, raw(project.featureView(item).source()), List.of(table(Layer.FEATURES, item)));
            case TRAINING_SET -> {
                TrainingSet set = project.trainingSet(item);
                yield new Line(step, item, joined(set, set.spine().source()), List.of(table(Layer.TRAINING, item)));
            }
            case TRAIN ->
                new Line(
                        step,
                        item,
                        List.of(table(Layer.TRAINING, project.requireModel(item).trainingSet())),
                        List.of("run in experiment " + project.name()));
            case EVALUATE ->
                new Line(
                        step,
                        item,
                        List.of(table(Layer.TRAINING, project.requireModel(item).trainingSet())),
                        List.of(table(Layer.TRAINING, item + "_predictions"), "metrics and plots of the run"));
            case REGISTER -> new Line(step, item, List.of("the run"), List.of("new version of model " + item));
            case PROMOTE ->
                new Line(
                        step,
                        item,
                        List.of("the new version, models:/" + item + "@champion"),
                        List.of("alias champion", table(Layer.OPS, Promotion.HISTORY)));
            case SCORE -> {
                ModelDefinition model = project.requireModel(item);
                TrainingSet set = project.trainingSet(model.trainingSet());
                String spine = model.score()
                        .flatMap(score -> score.source())
                        .orElse(set.spine().source());
                List<String> reads = new ArrayList<>(joined(set, spine));
                reads.add("models:/" + item + "@champion");
                yield new Line(step, item, reads, List.of(table(Layer.INFERENCE, item)));
            }
            case MONITOR -> {
                Monitor monitor = project.monitor(item);
                yield new Line(
                        step,
                        item,
                        List.of(monitor.table().toString()),
                        List.of(
                                monitor.profileTable().toString(),
                                monitor.driftTable().toString(),
                                "report"));
            }
        };
    }

    private List<String> joined(TrainingSet set, String spine) {
        Stream<String> views =
                set.lookups().stream().map(FeatureLookup::view).distinct().map(v -> table(Layer.FEATURES, v));
        return Stream.concat(raw(spine).stream(), views).toList();
    }

    /** The raw tables behind a source, each once. */
    private List<String> raw(String name) {
        Source source = project.source(name);
        if (source.upstream().isEmpty()) {
            return List.of(source.ingested() ? table(Layer.RAW, name) : source.from());
        }
        return source.upstream().stream()
                .flatMap(input -> raw(input).stream())
                .distinct()
                .toList();
    }

    private String table(Layer layer, String name) {
        return environment.table(layer, name).toString();
    }
}
