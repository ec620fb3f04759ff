package io.millrace.pipelines;

import io.millrace.config.InvalidConfigException;
import io.millrace.config.TableName;
import io.millrace.definitions.TrainingSet;
import io.millrace.lakehouse.Source;
import java.util.ArrayList;
import java.util.List;

/** What a run of a pipeline would read and write, told from the definitions alone: no session, no table is opened. */
public final class Plan {
    private Plan() {}

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
        List<Line> lines = new ArrayList<>();
        for (Step step : selection.steps(pipeline)) {
            List<String> items = step.only().isEmpty() ? step.kind().items(project) : step.only();
            items.forEach(item -> lines.add(line(project, step.kind(), item)));
        }
        return lines;
    }

    private static Line line(Project project, StepKind kind, String item) {
        List<String> writes = new ArrayList<>(names(kind.tables(project, item)));
        writes.addAll(kind.makes(project, item));
        return new Line(kind.label(), item, kind.reads(project, item), writes);
    }

    /** What a training set reads, or a join with its lookups to another spine. */
    static List<String> joined(Project project, TrainingSet set, String spine) {
        List<String> reads = new ArrayList<>(raw(project, spine));
        project.viewsOf(set).forEach(view -> reads.addAll(names(FeaturesAction.tables(project, view.name()))));
        return reads;
    }

    /** The raw tables behind a source, each once. */
    static List<String> raw(Project project, String name) {
        Source source = project.source(name);
        if (source.upstream().isEmpty()) {
            return source.ingested() ? names(IngestAction.tables(project, name)) : List.of(source.from());
        }
        return source.upstream().stream()
                .flatMap(input -> raw(project, input).stream())
                .distinct()
                .toList();
    }

    static List<String> names(List<TableName> tables) {
        return tables.stream().map(TableName::toString).toList();
    }
}
