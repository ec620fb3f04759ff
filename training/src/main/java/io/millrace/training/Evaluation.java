package io.millrace.training;

import static org.apache.spark.sql.functions.lit;

import io.millrace.config.DataException;
import io.millrace.definitions.Spine;
import io.millrace.lakehouse.Columns;
import io.millrace.metrics.QualityColumns;
import io.millrace.metrics.QualityComparison;
import io.millrace.metrics.QualityReport;
import io.millrace.metrics.QualityReports;
import io.millrace.metrics.QualitySettings;
import io.millrace.metrics.spark.ModelQuality;
import io.millrace.models.PortableModel;
import io.millrace.models.PredictionColumn;
import io.millrace.registry.BatchScorer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Judges a model on the validate and test rows, with the scores that batch scoring gives: the same bits.
 *
 * <p>The threshold is chosen on validate rows, the figures that count are taken from test rows, which no other step sees.
 */
public final class Evaluation {
    /** The column of the predictions that tells which run made them. */
    public static final String RUN_ID = "run_id";

    private static final String CHALLENGER = "challenger_probability";

    private final Spine spine;
    private final String label;
    private final List<String> slices;

    private Evaluation(Spine spine, String label, List<String> slices) {
        this.spine = spine;
        this.label = label;
        this.slices = slices;
    }

    /**
     * Returns the evaluation of models on rows of this spine.
     *
     * @param slices columns whose values are evaluated one by one
     * @throws DataException if the spine has no label
     */
    public static Evaluation of(Spine spine, List<String> slices) {
        String label = spine.label()
                .orElseThrow(() -> new DataException("The spine over source " + spine.source()
                        + " has no label, so nothing can be evaluated on it"));
        return new Evaluation(spine, label, List.copyOf(slices));
    }

    /**
     * Returns the model with the threshold that the rule gives. One Spark job for a rule that looks at validate rows.
     *
     * @param rows split by {@link Split#assign}
     * @throws DataException if the validate rows have one class only
     */
    public PortableModel withThreshold(Dataset<Row> rows, PortableModel model, ThresholdRule rule) {
        double threshold;
        if (rule instanceof ThresholdRule.Fixed fixed) {
            threshold = fixed.value();
        } else if (rule instanceof ThresholdRule.Best best) {
            Dataset<Row> scored = BatchScorer.score(part(rows, Part.VALIDATE), model);
            QualityReport quality = ModelQuality.evaluate(
                            scored, QualityColumns.of(PortableModel.PROBABILITY, label), QualitySettings.defaults())
                    .overall();
            threshold = best.choose(quality);
        } else {
            throw new IllegalStateException("No way to find a threshold by " + rule.text());
        }
        return model.withThreshold(threshold);
    }

    /**
     * Returns the predictions for the validate and test rows: keys, timestamp, label, {@value Split#COLUMN}, slices,
     * prediction, probability, {@value #RUN_ID}. No Spark job.
     *
     * @throws DataException if a slice column is missing
     */
    public Dataset<Row> predictions(Dataset<Row> rows, PortableModel model, String runId) {
        checkSlices(rows);
        Set<String> columns = new LinkedHashSet<>(spine.entity());
        columns.add(spine.timestamp());
        columns.add(label);
        columns.add(Split.COLUMN);
        columns.addAll(slices);
        PredictionColumn.of(model.task()).forEach(column -> columns.add(column.name()));
        Dataset<Row> judged = rows.where(Columns.named(Split.COLUMN).notEqual(Part.TRAIN.value()));
        return BatchScorer.score(judged, model)
                .select(columns.stream().map(Columns::named).toArray(Column[]::new))
                .withColumn(RUN_ID, lit(runId));
    }

    /**
     * Returns the quality of each part in {@code predictions}, with intervals and slices. One Spark job.
     *
     * @param threshold the model's
     */
    public Map<Part, QualityReports> quality(Dataset<Row> predictions, double threshold) {
        QualitySettings settings = QualitySettings.defaults().withThreshold(threshold);
        Map<String, QualityReports> byPart = ModelQuality.evaluateGroups(
                predictions, Split.COLUMN, new QualityColumns(PortableModel.PROBABILITY, label, slices), settings);
        Map<Part, QualityReports> quality = new EnumMap<>(Part.class);
        byPart.forEach((part, reports) -> quality.put(Part.of(part), reports));
        return quality;
    }

    /**
     * Returns how {@code challenger} differs from {@code champion} on the test rows. One Spark job.
     *
     * @throws DataException if an input of the champion is not among the columns of {@code rows}; names it
     */
    public QualityComparison compare(Dataset<Row> rows, PortableModel challenger, PortableModel champion) {
        Dataset<Row> scored = BatchScorer.score(part(rows, Part.TEST), challenger)
                .drop(PortableModel.PREDICTION)
                .withColumnRenamed(PortableModel.PROBABILITY, CHALLENGER);
        return ModelQuality.compare(
                BatchScorer.score(scored, champion),
                PortableModel.PROBABILITY,
                CHALLENGER,
                label,
                QualitySettings.defaults());
    }

    /** Checks that every slice is a column of {@code rows}. */
    void checkSlices(Dataset<Row> rows) {
        List<String> columns = Arrays.asList(rows.columns());
        Optional<String> missing =
                slices.stream().filter(slice -> !columns.contains(slice)).findFirst();
        if (missing.isPresent()) {
            throw new DataException("The slice column " + missing.get() + " is not in the training set; it has "
                    + String.join(", ", columns) + ". Add it to the spine's columns");
        }
    }

    private static Dataset<Row> part(Dataset<Row> rows, Part part) {
        return rows.where(Columns.named(Split.COLUMN).equalTo(part.value()));
    }
}
