package io.millrace.pipelines;

import io.millrace.config.ConfigReader;
import io.millrace.definitions.Expectation;
import io.millrace.definitions.FeatureView;
import io.millrace.definitions.TrainingSet;
import io.millrace.features.FeatureTable;
import io.millrace.features.SpineRows;
import io.millrace.features.TrainingSets;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.lakehouse.Source;
import io.millrace.lakehouse.Sources;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * The rows that a run will make or read, before it has made any: to look at their columns. Each is looked at once; one that
 * cannot be had is a problem, told once, and so is empty what stands on it.
 */
final class PlannedRows {
    private final Project project;
    private final Lakehouse lakehouse;
    private final Sources sources;
    private final CheckScope scope;
    private final CheckProblems problems;
    private final Map<String, Optional<Dataset<Row>>> copies = new HashMap<>();
    private final Map<String, Optional<Dataset<Row>>> shaped = new HashMap<>();
    private final Map<String, Optional<Dataset<Row>>> views = new HashMap<>();
    private final Map<String, Optional<TrainingSets.Planned>> trainingSets = new HashMap<>();

    PlannedRows(Project project, Lakehouse lakehouse, Sources sources, CheckScope scope, CheckProblems problems) {
        this.project = project;
        this.lakehouse = lakehouse;
        this.sources = sources;
        this.scope = scope;
        this.problems = problems;
    }

    /** Returns what the raw table of a file or provider source will hold. */
    Optional<Dataset<Row>> copy(String name) {
        return known(copies, name, () -> {
            ConfigReader section = problems.section("sources", name);
            String key = project.source(name).kind().key();
            return problems.attempt(section, key, () -> sources.plannedCopy(name, scope.of(StepKind.INGEST)));
        });
    }

    /** Returns the rows of a source, shaped as its definition says. */
    Optional<Dataset<Row>> source(String name) {
        return known(shaped, name, () -> {
            Source source = project.source(name);
            boolean sound = source.ingested()
                    ? copy(name).isPresent()
                    : source.upstream().stream().allMatch(input -> source(input).isPresent());
            ConfigReader section = problems.section("sources", name);
            return sound
                    ? problems.attempt(
                            section,
                            source.kind().key(),
                            () -> sources.planned(name, base -> copy(base).orElseThrow()))
                    : Optional.empty();
        });
    }

    /** Returns the rows of the feature table of a view. */
    Optional<Dataset<Row>> view(String name) {
        return known(views, name, () -> {
            FeatureView view = project.featureView(name);
            ConfigReader section = problems.section("feature-views", name);
            FeatureTable table = FeatureTable.of(lakehouse, view, project.availability(view.source()));
            if (!scope.makes(StepKind.FEATURES, name)) {
                return lakehouse.tables().exists(table.name())
                        ? problems.attempt(
                                section,
                                "source",
                                () -> table.rows(lakehouse.tables().version(table.name())))
                        : Optional.empty(); // the step that reads it tells which to run first
            }
            return source(view.source())
                    .flatMap(rows -> problems.attempt(
                            section, "source", () -> table.planned(rows), () -> parts(section, view, rows)));
        });
    }

    private void parts(ConfigReader section, FeatureView view, Dataset<Row> rows) {
        problems.columns(section, "entity", view.entity(), rows);
        problems.columns(section, "timestamp", view.timestamp().stream().toList(), rows);
        problems.columns(section, "created", view.created().stream().toList(), rows);
        problems.columns(section, "event-id", view.eventId().stream().toList(), rows);
        problems.columns(section, "sequence", view.sequence(), rows);
        problems.condition(section, "where", view.where(), rows);
        Map<String, Column> features = new LinkedHashMap<>();
        view.features().forEach((name, sql) -> problems.attempt(
                        section.section("features"), name, () -> rows.select(functions.expr(sql))
                                .schema())
                .ifPresent(sound -> features.put(name, functions.expr(sql))));
        view.aggregates().forEach((name, aggregation) -> {
            ConfigReader aggregate = section.section("aggregates").section(name);
            problems.expressions(aggregate, "input", List.of(aggregation.input()), rows);
            problems.condition(aggregate, "where", aggregation.where(), rows);
        });
        if (features.size() == view.features().size()) {
            Dataset<Row> judged = rows.withColumns(features);
            for (Expectation expectation : view.expectations()) {
                ConfigReader rule = section.section("expect").section(expectation.name());
                problems.condition(rule, "rule", Optional.of(expectation.rule()), judged);
            }
        }
    }

    /** Returns a training set. */
    Optional<TrainingSets.Planned> trainingSet(String name) {
        return known(trainingSets, name, () -> {
            TrainingSet set = project.trainingSet(name);
            String source = set.spine().source();
            Optional<Map<String, Dataset<Row>>> tables = featureRows(set);
            Optional<Dataset<Row>> spine = source(source);
            if (spine.isEmpty()) {
                return Optional.empty();
            }
            ConfigReader section = problems.section("training-sets", name);
            if (tables.isEmpty()) {
                parts(section.section("spine"), set, spine.get());
                return Optional.empty();
            }
            SpineRows rows = new SpineRows(spine.get(), project.availability(source));
            return problems.attempt(
                    section,
                    section.has("lookups") ? "lookups" : "spine",
                    () -> TrainingSets.planned(set, project.viewsOf(set), rows, tables.get()),
                    () -> parts(section.section("spine"), set, spine.get()));
        });
    }

    private void parts(ConfigReader section, TrainingSet set, Dataset<Row> rows) {
        problems.columns(section, "entity", set.spine().entity(), rows);
        problems.columns(section, "timestamp", List.of(set.spine().timestamp()), rows);
        problems.columns(section, "label", set.spine().label().stream().toList(), rows);
        problems.columns(section, "label-time", set.spine().labelTime().stream().toList(), rows);
        problems.columns(section, "features", set.spine().features(), rows);
        problems.columns(section, "columns", set.spine().columns(), rows);
        problems.condition(section, "where", set.spine().where(), rows);
    }

    /** Returns the rows of all feature tables that a training set looks up; empty if one cannot be had. */
    Optional<Map<String, Dataset<Row>>> featureRows(TrainingSet set) {
        Map<String, Dataset<Row>> rows = new LinkedHashMap<>();
        List<FeatureView> looked = project.viewsOf(set);
        looked.forEach(view -> view(view.name()).ifPresent(found -> rows.put(view.name(), found)));
        return rows.size() == looked.size() ? Optional.of(rows) : Optional.empty();
    }

    /** Returns what was found before, else looks, once. */
    static <T> Optional<T> known(Map<String, Optional<T>> cache, String name, Supplier<Optional<T>> look) {
        Optional<T> before = cache.get(name);
        if (before != null) {
            return before;
        }
        Optional<T> found = look.get(); // may ask for others, so that computeIfAbsent would not do
        cache.put(name, found);
        return found;
    }
}
