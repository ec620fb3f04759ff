package io.millrace.training;

import io.millrace.config.BackendException;
import io.millrace.config.DataException;
import io.millrace.models.FittedPreparation;
import io.millrace.registry.MetricPoint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs {@link XGBoostTask} and makes its rows a learner. */
final class XGBoostFit {
    private static final Logger LOG = LoggerFactory.getLogger(XGBoostFit.class);

    /** The version of the XGBoost that is built in, as MLflow's flavor wants it. */
    static final String VERSION = "3.1.1";

    private final XGBoostEstimator estimator;

    XGBoostFit(XGBoostEstimator estimator) {
        this.estimator = estimator;
    }

    FittedLearner fit(FitInput input) {
        SparkSession spark = input.rows().sparkSession();
        FittedPreparation preparation = input.preparation();
        int trainRows = rows(input.counts(), Part.TRAIN);
        int validateRows = rows(input.counts(), Part.VALIDATE);
        XGBoostTask.Settings settings = new XGBoostTask.Settings(
                new LinkedHashMap<>(estimator.nativeParameters()),
                threads(spark),
                estimator.rounds(),
                estimator.earlyStoppingRounds(),
                estimator.stoppingMetric().nativeName(),
                estimator.stoppingMetric().greaterIsBetter(),
                trainRows,
                validateRows,
                preparation.width());
        LOG.info(
                "XGBoost trains on {} rows and watches {}, {} columns, about {} MB in one task, {} threads",
                trainRows,
                validateRows,
                preparation.width(),
                megabytes(settings),
                settings.threads());
        Dataset<Row> prepared =
                LearnerRows.of(input, List.of(Part.TRAIN, Part.VALIDATE), LearnerRows.Precision.FLOAT, 1);
        LongAccumulator rounds = spark.sparkContext().longAccumulator(RoundProgress.NAME);
        RoundProgress watcher = RoundProgress.watch(spark, rounds, input.progress(), estimator.rounds());
        try {
            List<Row> result = prepared.mapPartitions(
                            new XGBoostTask(settings, rounds), Encoders.row(XGBoostTask.RESULT))
                    .collectAsList();
            return learner(result, preparation.width());
        } finally {
            watcher.stop();
        }
    }

    /** The matrix as floats, XGBoost's own copy with a column number for each, and its bins. */
    private static long megabytes(XGBoostTask.Settings settings) {
        long numbers = ((long) settings.trainRows() + settings.validateRows()) * settings.width();
        return numbers * (4 + 8 + 2) / (1 << 20);
    }

    private int threads(SparkSession spark) {
        return estimator
                .threads()
                .orElse(Integer.parseInt(spark.sparkContext().getConf().get("spark.task.cpus", "1")));
    }

    private static int rows(SplitCounts counts, Part part) {
        long rows = counts.part(part).rowCount();
        if (rows > Integer.MAX_VALUE) {
            throw new DataException(
                    "The " + part.value() + " part has " + rows + " rows; XGBoost in one task takes at most "
                            + Integer.MAX_VALUE + "; take a later start or a sample in the spine's where");
        }
        return (int) rows;
    }

    private FittedLearner learner(List<Row> result, int width) {
        Instant now = Instant.now();
        List<MetricPoint> curves = new ArrayList<>();
        Map<String, byte[]> files = new LinkedHashMap<>();
        byte[] json = null;
        for (Row row : result) {
            switch (row.getString(0)) {
                case XGBoostTask.FAILURE -> throw failure(row.getString(1));
                case XGBoostTask.METRIC ->
                    curves.add(
                            new MetricPoint(row.getString(1).replace('-', '_'), row.getDouble(3), row.getInt(2), now));
                case XGBoostTask.JSON -> json = row.getAs(4);
                case XGBoostTask.UBJ -> files.put("xgboost/model.ubj", row.getAs(4));
                default -> throw new IllegalStateException("The task gave a row of kind " + row.getString(0));
            }
        }
        if (json == null) {
            throw new IllegalStateException("The task gave no model");
        }
        return new FittedLearner(BoosterJson.learner(json), files, VERSION, curves, BoosterJson.gains(json, width));
    }

    private static RuntimeException failure(String message) {
        if (message.contains(" after round ")) {
            return new DataException("The training broke off: " + message);
        }
        String first = message.lines().findFirst().orElse(message).trim();
        return BackendException.permanent("XGBoost failed: " + first);
    }
}
