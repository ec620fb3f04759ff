package io.millrace.training;

import io.millrace.models.ColumnEncoder;
import io.millrace.models.FittedPreparation;
import io.millrace.models.InputColumn;
import io.millrace.models.PortableModel;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Trains an estimator on the train rows of a split data set.
 *
 * <p>The prepared rows are ordered by their own content, so that equal rows, settings and seed give the same model
 * bytes, however the rows were partitioned. XGBoost trains in one task, which must hold the numbers of all train and
 * validate rows; MLlib's learners in as many as the estimator says.
 */
public final class Trainer {
    /** The threshold of a model that no evaluation has given one. */
    static final double FIRST_THRESHOLD = 0.5;

    private final Estimator estimator;
    private final TrainingProgress progress;
    private final FitInput.NativeFiles nativeFiles;

    private Trainer(Estimator estimator, TrainingProgress progress, FitInput.NativeFiles nativeFiles) {
        this.estimator = estimator;
        this.progress = progress;
        this.nativeFiles = nativeFiles;
    }

    /** Returns a trainer that reports to nobody. */
    public static Trainer of(Estimator estimator) {
        return new Trainer(estimator, TrainingProgress.silent(), FitInput.NativeFiles.AT_HAND);
    }

    /** Returns this trainer with a listener. */
    public Trainer reportingTo(TrainingProgress listener) {
        return new Trainer(estimator, listener, nativeFiles);
    }

    /**
     * Returns this trainer, which also has Spark save an MLlib model as a pipeline that pyspark reads: a few more small
     * jobs. XGBoost's own files come always.
     */
    public Trainer savingPipelines() {
        return new Trainer(estimator, progress, FitInput.NativeFiles.ALL);
    }

    /**
     * Trains. Starts Spark jobs.
     *
     * @param rows split by {@link Split#assign}, with the label and the inputs
     * @param label the label's column: boolean, or 0 and 1
     * @param counts the rows of each part of {@code rows}
     * @param inputs every column of the model's signature, in order
     * @param preparation fitted on {@code rows}
     * @throws io.millrace.config.DataException if a part is empty or has one class only, or a metric became NaN
     * @throws io.millrace.config.BackendException if the learner's library failed; holds its message
     */
    public TrainedModel train(
            Dataset<Row> rows,
            String label,
            SplitCounts counts,
            List<InputColumn> inputs,
            FittedPreparation preparation) {
        counts.check();
        FittedLearner fitted = estimator.fit(new FitInput(rows, label, counts, preparation, progress, nativeFiles));
        return new TrainedModel(
                PortableModel.of(inputs, preparation, fitted.learner(), FIRST_THRESHOLD),
                fitted.nativeFiles(),
                fitted.nativeVersion(),
                fitted.curves(),
                importance(preparation, fitted.weights()));
    }

    /** Adds the weights of each column's places up, in shares of the whole, greatest first. */
    static Map<String, Double> importance(FittedPreparation preparation, double[] weights) {
        Map<String, Double> byColumn = new HashMap<>();
        double total = 0;
        int place = 0;
        for (ColumnEncoder encoder : preparation.encoders()) {
            double sum = 0;
            for (int i = 0; i < encoder.width(); i++) {
                sum += weights[place++];
            }
            byColumn.put(encoder.column(), sum);
            total += sum;
        }
        double whole = total > 0 ? total : 1;
        Map<String, Double> importance = new LinkedHashMap<>();
        byColumn.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .forEach(entry -> importance.put(entry.getKey(), entry.getValue() / whole));
        return importance;
    }
}
