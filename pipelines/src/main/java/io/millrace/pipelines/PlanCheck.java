package io.millrace.pipelines;

import static org.apache.spark.sql.functions.expr;

import io.millrace.features.AggregateFunction;
import io.millrace.features.Aggregation;
import io.millrace.features.FeatureOutput;
import io.millrace.features.FeatureView;
import io.millrace.features.TrainingSet;
import io.millrace.lakehouse.ConfigReader;
import io.millrace.lakehouse.Failures;
import io.millrace.lakehouse.InvalidConfigException;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.lakehouse.LakehouseException;
import io.millrace.lakehouse.Sources;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;

/** The features that a project's views give, and whether its definitions fit the columns of the real sources. */
public final class PlanCheck {
    private final Project project;
    private final ConfigReader reader;
    private final Map<String, Dataset<Row>> sources = new LinkedHashMap<>();

    private PlanCheck(Project project) {
        this.project = project;
        this.reader = ConfigReader.of(project.config());
    }

    /** Returns the features of each view in file order, with the types that the definitions tell. No session. */
    public static Map<String, List<FeatureOutput>> declared(Project project) {
        Map<String, List<FeatureOutput>> features = new LinkedHashMap<>();
        project.features().views().forEach((name, view) -> features.put(name, view.outputs()));
        return features;
    }

    /**
     * Opens the project's environment and resolves every source, view and training set against the sources as they are now;
     * reads file headers and samples, writes nothing. Returns the features of each view with all their types.
     *
     * @throws InvalidConfigException with every problem found, each as {@code file:line path: problem; remedy}
     */
    public static Map<String, List<FeatureOutput>> resolve(Project project) {
        PlanCheck check = new PlanCheck(project);
        try (Lakehouse lakehouse = Lakehouse.open(project.environment())) {
            return check.resolved(Sources.of(lakehouse, project.sources()));
        }
    }

    private Map<String, List<FeatureOutput>> resolved(Sources rows) {
        project.sources().forEach((name, source) -> attempt(
                        section("sources", name), source.kind().key(), () -> rows.peek(name))
                .ifPresent(found -> sources.put(name, found)));
        Map<String, List<FeatureOutput>> features = new LinkedHashMap<>();
        project.features().views().forEach((name, view) -> features.put(name, features(view)));
        project.features().trainingSets().values().forEach(this::trainingSet);
        project.config().root().keySet().forEach(reader::accept);
        reader.finish();
        return features;
    }

    private List<FeatureOutput> features(FeatureView view) {
        Dataset<Row> rows = sources.get(view.source());
        if (rows == null) {
            return view.outputs(); // why it cannot be read is told at the source
        }
        ConfigReader section = section("feature-views", view.name());
        columns(section, "entity", view.entity(), rows);
        view.timestamp().ifPresent(column -> columns(section, "timestamp", List.of(column), rows));
        view.created().ifPresent(column -> columns(section, "created", List.of(column), rows));
        view.eventId().ifPresent(column -> columns(section, "event-id", List.of(column), rows));
        columns(section, "sequence", view.sequence(), rows);
        view.where().ifPresent(sql -> type(section, "where", sql, rows));
        Map<String, DataType> types = new LinkedHashMap<>();
        view.features().forEach((name, sql) -> type(section.section("features"), name, sql, rows)
                .ifPresent(type -> types.put(name, type)));
        for (Aggregation aggregation : view.aggregates().values()) {
            ConfigReader aggregate = section.section("aggregates").section(aggregation.name());
            aggregation.where().ifPresent(sql -> type(aggregate, "where", sql, rows));
            type(aggregate, "input", aggregation.input(), rows).ifPresent(input -> {
                for (AggregateFunction function : aggregation.functions()) {
                    aggregation
                            .windows()
                            .forEach(window ->
                                    types.put(aggregation.outputName(function, window), function.resultType(input)));
                }
            });
        }
        return view.outputs().stream().map(output -> typed(output, types)).toList();
    }

    private static FeatureOutput typed(FeatureOutput output, Map<String, DataType> types) {
        DataType type = types.get(output.name());
        return type == null
                ? output
                : new FeatureOutput(output.name(), Optional.of(type.simpleString()), output.definition());
    }

    private void trainingSet(TrainingSet set) {
        Dataset<Row> rows = sources.get(set.spine().source());
        if (rows == null) {
            return;
        }
        ConfigReader spine = section("training-sets", set.name()).section("spine");
        columns(spine, "entity", set.spine().entity(), rows);
        columns(spine, "timestamp", List.of(set.spine().timestamp()), rows);
        set.spine().label().ifPresent(label -> columns(spine, "label", List.of(label), rows));
        set.spine().labelTime().ifPresent(time -> columns(spine, "label-time", List.of(time), rows));
        columns(spine, "features", set.spine().features(), rows);
        columns(spine, "columns", set.spine().columns(), rows);
        set.spine().where().ifPresent(sql -> type(spine, "where", sql, rows));
    }

    private static void columns(ConfigReader section, String key, List<String> names, Dataset<Row> rows) {
        for (String name : names) {
            type(section, key, "`" + name.replace("`", "``") + "`", rows);
        }
    }

    private static Optional<DataType> type(ConfigReader section, String key, String sql, Dataset<Row> rows) {
        return attempt(
                section, key, () -> rows.select(expr(sql)).schema().fields()[0].dataType());
    }

    private static <T> Optional<T> attempt(ConfigReader section, String key, Callable<T> work) {
        try {
            return Optional.of(work.call());
        } catch (Exception e) { // Spark throws checked exceptions that it does not declare
            Optional<LakehouseException> known = Failures.known(e);
            if (known.isEmpty()) {
                throw e instanceof RuntimeException bug ? bug : new IllegalStateException(e);
            }
            String message = String.valueOf(known.get().getMessage());
            int remedy = message.lastIndexOf("; ");
            section.problem(
                    key,
                    remedy < 0 ? message : message.substring(0, remedy),
                    remedy < 0 ? "mend the definition or the data" : message.substring(remedy + 2));
            return Optional.empty();
        }
    }

    private ConfigReader section(String kind, String name) {
        return reader.section(kind).section(name);
    }
}
