package io.millrace.training;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import ml.dmlc.xgboost4j.java.util.BigDenseMatrix;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.LongAccumulator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole XGBoost training inside one Spark task, over XGBoost's native Java API.
 *
 * <p>Takes the ordered rows of {@link LearnerRows}, train rows first. What a second attempt would not mend (XGBoost
 * refuses, a metric is NaN) comes back as a row, so that Spark does not try the same again; the driver makes it an
 * exception.
 */
record XGBoostTask(Settings settings, LongAccumulator roundsDone) implements MapPartitionsFunction<Row, Row> {
    private static final Logger LOG = LoggerFactory.getLogger(XGBoostTask.class);

    /** Rows of the result: what it is, the metric's name, its round and value, and bytes. */
    static final StructType RESULT = new StructType()
            .add("kind", DataTypes.StringType, false)
            .add("name", DataTypes.StringType, false)
            .add("step", DataTypes.IntegerType, false)
            .add("value", DataTypes.DoubleType, false)
            .add("content", DataTypes.BinaryType, true);

    static final String METRIC = "metric";
    static final String JSON = "json";
    static final String UBJ = "ubj";
    static final String FAILURE = "failure";

    /** What the task needs to know. */
    record Settings(
            LinkedHashMap<String, String> parameters,
            int threads,
            int rounds,
            int earlyStoppingRounds,
            String stoppingMetric,
            boolean greaterIsBetter,
            int trainRows,
            int validateRows,
            int width)
            implements java.io.Serializable {}

    @Override
    public Iterator<Row> call(Iterator<Row> rows) throws IOException {
        List<Row> result = new ArrayList<>();
        List<DMatrix> matrices = new ArrayList<>();
        try {
            matrices.add(matrix(rows, LearnerRows.TRAIN, settings.trainRows));
            if (settings.validateRows > 0) {
                matrices.add(matrix(rows, LearnerRows.VALIDATE, settings.validateRows));
            }
            if (rows.hasNext()) {
                throw new IllegalStateException("There are more rows than the " + settings.trainRows + " and "
                        + settings.validateRows + " that were counted");
            }
            train(matrices.toArray(DMatrix[]::new), result);
        } catch (XGBoostError e) {
            result.add(RowFactory.create(FAILURE, String.valueOf(e.getMessage()), 0, 0.0, null));
        } finally {
            matrices.forEach(DMatrix::dispose);
        }
        return result.iterator();
    }

    private DMatrix matrix(Iterator<Row> rows, int part, int count) throws XGBoostError {
        BigDenseMatrix numbers = new BigDenseMatrix(count, settings.width);
        try {
            float[] labels = new float[count];
            for (int i = 0; i < count; i++) {
                if (!rows.hasNext()) {
                    throw new IllegalStateException("There are only " + i + " of " + count + " rows of part " + part);
                }
                Row row = rows.next();
                if (row.getInt(0) != part) {
                    throw new IllegalStateException("Row " + i + " is of part " + row.getInt(0) + ", not " + part);
                }
                labels[i] = (float) row.getDouble(1);
                ByteBuffer vector = LearnerRows.buffer(row.getAs(2));
                long at = (long) i * settings.width;
                for (int j = 0; j < settings.width; j++) {
                    numbers.set(at + j, vector.getFloat());
                }
            }
            DMatrix matrix = new DMatrix(numbers, Float.NaN);
            matrix.setLabel(labels);
            return matrix;
        } finally {
            numbers.dispose();
        }
    }

    private void train(DMatrix[] matrices, List<Row> result) throws XGBoostError, IOException {
        Map<String, Object> parameters = new LinkedHashMap<>(settings.parameters);
        parameters.put("nthread", settings.threads);
        String[] names = matrices.length == 1 ? new String[] {"train"} : new String[] {"train", "validate"};
        EarlyStop stop = new EarlyStop(settings.earlyStoppingRounds, settings.greaterIsBetter);
        // No rounds: this is how the Java API makes an empty booster.
        Booster booster = XGBoost.train(matrices[0], parameters, 0, new LinkedHashMap<>(), null, null);
        try {
            booster.setParam("eval_metric", "logloss");
            if (!settings.stoppingMetric.equals("logloss")) {
                booster.setParam("eval_metric", settings.stoppingMetric);
            }
            int round = 0;
            while (round < settings.rounds && !stop.reached()) {
                stopIfKilled();
                booster.update(matrices[0], round);
                Map<String, Double> metrics = metrics(booster.evalSet(matrices, names, round));
                for (Map.Entry<String, Double> metric : metrics.entrySet()) {
                    if (!Double.isFinite(metric.getValue())) {
                        result.add(RowFactory.create(
                                FAILURE,
                                metric.getKey() + " is " + metric.getValue() + " after round " + (round + 1)
                                        + "; try a smaller eta, or a max-delta-step of 1",
                                round,
                                0.0,
                                null));
                        return;
                    }
                    result.add(RowFactory.create(METRIC, metric.getKey(), round, metric.getValue(), null));
                }
                Double watched = metrics.get("validate-" + settings.stoppingMetric);
                if (watched != null) {
                    stop.saw(round, watched);
                }
                round++;
                roundsDone.add(1);
                if (round % 50 == 0) {
                    LOG.info("XGBoost has trained {} of at most {} rounds: {}", round, settings.rounds, metrics);
                }
            }
            save(booster, stop.bestRound().orElse(round - 1) + 1, round, result);
        } finally {
            booster.dispose();
        }
    }

    /** Keeps the trees up to the best round only: whoever scores with all trees scores with the best ones. */
    private static void save(Booster trained, int treeCount, int rounds, List<Row> result)
            throws XGBoostError, IOException {
        byte[] json = trained.toByteArray("json");
        if (treeCount < rounds) {
            json = BoosterJson.firstTrees(json, treeCount);
        }
        Booster best = XGBoost.loadModel(json);
        try {
            if (best.getNumBoostedRound() != treeCount) {
                throw new IllegalStateException(
                        "Cutting the booster to " + treeCount + " trees left " + best.getNumBoostedRound());
            }
            best.setAttr("best_iteration", Integer.toString(treeCount - 1));
            result.add(RowFactory.create(JSON, JSON, treeCount, 0.0, best.toByteArray("json")));
            result.add(RowFactory.create(UBJ, UBJ, treeCount, 0.0, best.toByteArray("ubj")));
        } finally {
            best.dispose();
        }
    }

    /** Returns the metrics of {@code [3]\ttrain-auc:0.93\tvalidate-auc:0.91} by their names. */
    static Map<String, Double> metrics(String line) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        String[] parts = line.split("\t", -1);
        for (int i = 1; i < parts.length; i++) {
            int colon = parts[i].lastIndexOf(':');
            String value = parts[i].substring(colon + 1).trim();
            double number =
                    switch (value) {
                        case "nan", "-nan" -> Double.NaN;
                        case "inf" -> Double.POSITIVE_INFINITY;
                        case "-inf" -> Double.NEGATIVE_INFINITY;
                        default -> Double.parseDouble(value);
                    };
            metrics.put(parts[i].substring(0, colon), number);
        }
        return metrics;
    }

    private static void stopIfKilled() {
        TaskContext context = TaskContext.get();
        if (context != null && context.isInterrupted()) {
            throw new TaskKilledException("the training was cancelled");
        }
    }
}
