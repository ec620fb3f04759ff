package io.millrace.registry;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.unix_micros;

import io.millrace.config.TableName;
import io.millrace.config.Task;
import io.millrace.definitions.FeatureSpec;
import io.millrace.definitions.FeatureView;
import io.millrace.definitions.Spine;
import io.millrace.features.FeatureTable;
import io.millrace.features.SpecLookup;
import io.millrace.lakehouse.Columns;
import io.millrace.lakehouse.GovernedTable;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.lakehouse.TableSpec;
import io.millrace.lakehouse.Write;
import io.millrace.lakehouse.WriteResult;
import io.millrace.models.InputColumn;
import io.millrace.models.LoadedModel;
import io.millrace.models.PredictionColumn;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Scores spine rows with a model from the registry and keeps inputs, scores and their origin in an inference table. */
public final class Inference {
    /** The column of the registered model's name. */
    public static final String MODEL_NAME = "model_name";
    /** The column of the model's version, a string as monitors take it. */
    public static final String MODEL_VERSION = "model_version";
    /** The column of the run that scored. */
    public static final String RUN_ID = "run_id";
    /** The column of the time of scoring. */
    public static final String SCORED_AT = "scored_at";

    private static final Map<String, String> ORIGIN = Map.of(
            MODEL_NAME,
            "The registered model",
            MODEL_VERSION,
            "The model's version",
            RUN_ID,
            "The run that scored",
            SCORED_AT,
            "When the row was scored");

    /** The columns that tell where a score comes from. */
    public static final Set<String> BOOKKEEPING = ORIGIN.keySet();

    private Inference() {}

    /**
     * Looks the features of every spine row up by the model's own spec, in the feature tables as they are now, and scores
     * them; writes nothing.
     *
     * <p>Returns every spine row once, with the spine's entity, timestamp and carried columns, the model's inputs, {@code
     * prediction} and {@code prediction_probability}. Shuffles as the lookups do.
     *
     * @param spine rows as the training set's spine has them; label and label time need not be there
     * @throws io.millrace.config.DataException if the model has no spec, a feature table is missing or holds another
     *     definition than the spec's, or a column is missing or of a type that would lose something
     */
    public static Dataset<Row> score(Lakehouse lakehouse, LoadedModel model, Dataset<Row> spine) {
        return BatchScorer.score(inputRows(lakehouse, model, spine), model.model());
    }

    /** {@link #scoreToTable(Lakehouse, LoadedModel, ModelVersion, Dataset, TableName, Write, Instant)}, now. */
    public static WriteResult scoreToTable(
            Lakehouse lakehouse,
            LoadedModel model,
            ModelVersion version,
            Dataset<Row> spine,
            TableName inference,
            Write write) {
        return scoreToTable(lakehouse, model, version, spine, inference, write, Instant.now());
    }

    /**
     * Looks the features of every spine row up by the model's own spec, in the feature tables as they are now, and scores
     * those that this model version has not scored yet, or not with these inputs; the table is made if absent.
     *
     * <p>A row has one score from one model version. Rows are told by the spine's entity and timestamp: those of a pair that
     * is in the table for this version, with the same carried columns and inputs, stay as they are, however late the others
     * come; if anything but the label is other now, the rows of the pair are replaced, in one commit with the new ones. A
     * spine with several rows of one pair has as many scores. Rows that left the spine keep their scores.
     *
     * <p>The columns are the spine's entity, timestamp and carried columns, the model's inputs, {@code prediction}, {@code
     * prediction_probability}, {@code model_name}, {@code model_version}, {@code run_id} and {@code scored_at}. Columns of
     * earlier models that this one does not have become NULL. The same rows get the same bits as from {@link BatchScorer}.
     *
     * @param spine rows as the training set's spine has them; label and label time need not be there
     * @param scoredAt what {@code scored_at} says
     * @return the commit, with the number of rows that it scored
     * @throws io.millrace.config.DataException if the model has no spec, a feature table holds another definition than the
     *     spec's, or a column is missing or of a type that would lose something; nothing is written
     */
    public static WriteResult scoreToTable(
            Lakehouse lakehouse,
            LoadedModel model,
            ModelVersion version,
            Dataset<Row> spine,
            TableName inference,
            Write write,
            Instant scoredAt) {
        FeatureSpec spec = model.spec();
        Dataset<Row> rows = inputRows(lakehouse, model, spine);
        Dataset<Row> before = scoredBefore(lakehouse, inference, version);
        boolean first = before.isEmpty();
        List<String> keys = spineKeys(spec);
        Dataset<Row> changes = first ? rows : ScoreChanges.of(rows, before, keys);
        Dataset<Row> scored = withOrigin(
                BatchScorer.score(changes, model.model()),
                lit(version.model()),
                lit(Long.toString(version.version())),
                lit(write.runId()),
                lit(java.sql.Timestamp.from(scoredAt)));
        String timestamp = spec.definition().spine().timestamp();
        StructType columns = commented(scored.drop(ScoreChanges.REMOVING).schema());
        TableSpec table = TableSpec.builder(inference, columns)
                .timeSeries(timestamp)
                .clusterBy(List.of(timestamp))
                .comment("Scores of the model " + version.model() + " with the inputs that gave them")
                .tags(Map.of("layer", "inference", "model", version.model()))
                .build();
        GovernedTable governed = lakehouse.governed(table);
        if (first) {
            return governed.append(scored, write);
        }
        List<String> told = new ArrayList<>(List.of(MODEL_NAME, MODEL_VERSION));
        told.addAll(keys);
        return governed.exchange(scored, told, ScoreChanges.REMOVING, write);
    }

    /** Returns the newest spine time that a model version has scored in the table; empty if none. One small job. */
    public static Optional<Instant> scoredUntil(
            Lakehouse lakehouse, TableName inference, ModelVersion version, LoadedModel model) {
        Dataset<Row> rows = scoredBefore(lakehouse, inference, version);
        String timestamp = model.spec().definition().spine().timestamp();
        if (!List.of(rows.columns()).contains(timestamp)) {
            return Optional.empty();
        }
        Row newest = rows.agg(unix_micros(max(Columns.named(timestamp).cast("timestamp"))))
                .first();
        return newest.isNullAt(0)
                ? Optional.empty()
                : Optional.of(Instant.EPOCH.plus(newest.getLong(0), ChronoUnit.MICROS));
    }

    private static Dataset<Row> scoredBefore(Lakehouse lakehouse, TableName inference, ModelVersion version) {
        if (!lakehouse.tables().exists(inference)) {
            return lakehouse.spark().emptyDataFrame();
        }
        Dataset<Row> rows = lakehouse.tables().read(inference);
        return List.of(rows.columns()).containsAll(List.of(MODEL_NAME, MODEL_VERSION))
                ? rows.where(col(MODEL_NAME)
                        .equalTo(version.model())
                        .and(col(MODEL_VERSION).equalTo(Long.toString(version.version()))))
                : lakehouse.spark().emptyDataFrame();
    }

    private static List<String> spineKeys(FeatureSpec spec) {
        Spine spine = spec.definition().spine();
        Set<String> keys = new LinkedHashSet<>(spine.entity());
        keys.add(spine.timestamp());
        return List.copyOf(keys);
    }

    private static Dataset<Row> inputRows(Lakehouse lakehouse, LoadedModel model, Dataset<Row> spine) {
        FeatureSpec spec = model.spec();
        SpecLookup lookup = SpecLookup.of(spec);
        lookup.requireTables(lakehouse, "the model " + model.modelId());
        return kept(lookup.features(spine, featureRows(lakehouse, spec)), model);
    }

    /**
     * Passes if the scores of a model with these inputs will fit its inference table.
     *
     * @param rows the rows that it will be trained on
     * @param spec whose spine's columns go into the inference table
     * @param inputs the model's, which go there too
     * @throws io.millrace.config.DataException if a column of the table is too narrow or of another kind; names each, and
     *     says how to widen it or to go on without the old rows
     */
    public static void requireFits(
            Lakehouse lakehouse, StructType rows, FeatureSpec spec, List<InputColumn> inputs, TableName inference) {
        if (lakehouse.tables().exists(inference)) {
            StructType table = lakehouse.tables().read(inference).schema();
            InferenceFit.require(inference, table, rows, names(spec, inputs));
        }
    }

    /**
     * Returns the rows of an inference table as scores of a model with these inputs would stand in it, with NULL for all that
     * scoring brings: to look at their columns. Starts no Spark job.
     *
     * @param featured what {@link SpecLookup#features} gives of the spine
     */
    public static Dataset<Row> planned(Dataset<Row> featured, FeatureSpec spec, List<InputColumn> inputs) {
        Dataset<Row> rows = selected(featured, names(spec, inputs));
        for (StructField result : BatchScorer.RESULT.fields()) {
            rows = rows.withColumn(result.name(), lit(null).cast(result.dataType()));
        }
        Column text = lit(null).cast("string");
        return withOrigin(rows, text, text, text, lit(null).cast("timestamp"));
    }

    private static Dataset<Row> withOrigin(
            Dataset<Row> scored, Column model, Column version, Column run, Column scoredAt) {
        return scored.withColumn(MODEL_NAME, model)
                .withColumn(MODEL_VERSION, version)
                .withColumn(RUN_ID, run)
                .withColumn(SCORED_AT, scoredAt);
    }

    private static Map<String, Dataset<Row>> featureRows(Lakehouse lakehouse, FeatureSpec spec) {
        Map<String, Dataset<Row>> rows = new LinkedHashMap<>();
        for (FeatureView view : spec.views()) {
            FeatureTable table = FeatureTable.of(lakehouse, view);
            rows.put(view.name(), table.rows(lakehouse.tables().version(table.name())));
        }
        return rows;
    }

    private static Dataset<Row> kept(Dataset<Row> featured, LoadedModel model) {
        return selected(featured, names(model.spec(), model.model().inputs()));
    }

    private static Dataset<Row> selected(Dataset<Row> rows, Set<String> names) {
        return rows.select(Columns.named(names));
    }

    /** The columns of a scored row, before its score. */
    private static Set<String> names(FeatureSpec spec, List<InputColumn> inputs) {
        Spine spine = spec.definition().spine();
        Set<String> names = new LinkedHashSet<>(spine.entity());
        names.add(spine.timestamp());
        names.addAll(spine.columns());
        inputs.stream().map(InputColumn::name).forEach(names::add);
        return names;
    }

    private static StructType commented(StructType schema) {
        Map<String, String> comments = new HashMap<>(ORIGIN);
        PredictionColumn.of(Task.BINARY_CLASSIFICATION)
                .forEach(column -> comments.put(column.name(), column.meaning()));
        StructType commented = new StructType();
        for (StructField field : schema.fields()) {
            String comment = comments.get(field.name());
            commented = commented.add(comment == null ? field : field.withComment(comment));
        }
        return commented;
    }
}
