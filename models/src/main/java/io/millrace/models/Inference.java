package io.millrace.models;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.millrace.features.FeatureColumn;
import io.millrace.features.FeatureSpec;
import io.millrace.features.FeatureTable;
import io.millrace.features.FeatureView;
import io.millrace.features.Spine;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.lakehouse.TableName;
import io.millrace.lakehouse.TableSpec;
import io.millrace.lakehouse.Write;
import io.millrace.lakehouse.WriteResult;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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

    private static final Map<String, String> COMMENTS = Map.of(
            BatchScorer.PREDICTION,
            "1 from the model's threshold on, else 0",
            BatchScorer.PROBABILITY,
            "Probability of the positive class",
            MODEL_NAME,
            "The registered model",
            MODEL_VERSION,
            "The model's version",
            RUN_ID,
            "The run that scored",
            SCORED_AT,
            "When the row was scored");

    private Inference() {}

    /**
     * Looks the features of every spine row up by the model's own spec, in the feature tables as they are now, and scores
     * them; writes nothing.
     *
     * <p>Returns every spine row once, with the spine's entity, timestamp and carried columns, the model's inputs, {@code
     * prediction} and {@code prediction_probability}. Shuffles as the lookups do.
     *
     * @param spine rows as the training set's spine has them; label and label time need not be there
     * @throws io.millrace.lakehouse.DataException if the model has no spec, a feature table is missing, or a column is
     *     missing or of a type that would lose something
     */
    public static Dataset<Row> score(Lakehouse lakehouse, LoadedModel model, Dataset<Row> spine) {
        FeatureSpec spec = model.spec();
        Dataset<Row> featured = spec.lookUp(spine, featureRows(lakehouse, spec));
        return BatchScorer.score(kept(featured, spec), model.model());
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
     * Looks the features of every spine row up by the model's own spec, in the feature tables as they are now, scores them,
     * and appends one row for each to the inference table; the table is made if absent.
     *
     * <p>The columns are the spine's entity, timestamp and carried columns, the model's inputs, {@code prediction}, {@code
     * prediction_probability}, {@code model_name}, {@code model_version}, {@code run_id} and {@code scored_at}. Columns of
     * earlier models that this one does not have become NULL. The same rows get the same bits as from {@link BatchScorer}.
     *
     * @param spine rows as the training set's spine has them; label and label time need not be there
     * @param scoredAt what {@code scored_at} says
     * @throws io.millrace.lakehouse.DataException if the model has no spec, or a column is missing or of a type that would
     *     lose something; nothing is written
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
        Dataset<Row> scored = score(lakehouse, model, spine)
                .withColumn(MODEL_NAME, lit(version.model()))
                .withColumn(MODEL_VERSION, lit(Long.toString(version.version())))
                .withColumn(RUN_ID, lit(write.runId()))
                .withColumn(SCORED_AT, lit(java.sql.Timestamp.from(scoredAt)));
        String timestamp = spec.definition().spine().timestamp();
        TableSpec table = TableSpec.builder(inference, commented(scored.schema()))
                .timeSeries(timestamp)
                .clusterBy(List.of(timestamp))
                .comment("Scores of the model " + version.model() + " with the inputs that gave them")
                .tags(Map.of("layer", "inference", "model", version.model()))
                .build();
        return lakehouse.governed(table).append(scored, write);
    }

    private static Map<String, Dataset<Row>> featureRows(Lakehouse lakehouse, FeatureSpec spec) {
        Map<String, Dataset<Row>> rows = new LinkedHashMap<>();
        for (FeatureView view : spec.views()) {
            FeatureTable table = FeatureTable.of(lakehouse, view);
            rows.put(view.name(), table.rows(lakehouse.tables().version(table.name())));
        }
        return rows;
    }

    private static Dataset<Row> kept(Dataset<Row> featured, FeatureSpec spec) {
        Spine spine = spec.definition().spine();
        Set<String> names = new LinkedHashSet<>(spine.entity());
        names.add(spine.timestamp());
        names.addAll(spine.columns());
        spec.inputs().stream().map(FeatureColumn::name).forEach(names::add);
        return featured.select(names.stream().map(name -> col("`" + name + "`")).toArray(Column[]::new));
    }

    private static StructType commented(StructType schema) {
        StructType commented = new StructType();
        for (StructField field : schema.fields()) {
            String comment = COMMENTS.get(field.name());
            commented = commented.add(comment == null ? field : field.withComment(comment));
        }
        return commented;
    }
}
