package io.millrace.benchmarks.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The model of the flights example: one-hot categories, XGBoost's Java API on the driver, predictions in Spark tasks. */
final class HandWrittenModel {
    private static final List<String> CATEGORIES = List.of("carrier", "origin", "dest");
    private static final List<String> NO_INPUTS = List.of(
            "flight_id", "predict_at", "late", "landed_at", "carrier", "origin", "dest", "tailnum", "sched_dep_utc");
    private static final int MOST_CATEGORIES = 50;
    private static final int LEAST_ROWS = 10;
    private static final int ROUNDS = 300;
    private static final int PATIENCE = 20;

    private final Vectors vectors;
    private final byte[] booster;
    private final int trees;

    private HandWrittenModel(Vectors vectors, byte[] booster, int trees) {
        this.vectors = vectors;
        this.booster = booster;
        this.trees = trees;
    }

    /** Trains on the rows before September, and stops by those until mid-October. */
    static HandWrittenModel train(Dataset<Row> rows) throws Exception {
        Dataset<Row> split = split(rows);
        Dataset<Row> trainRows = split.where("split = 'train'");
        List<String> numbers = Arrays.stream(rows.columns())
                .filter(name -> !NO_INPUTS.contains(name))
                .toList();
        Map<String, List<String>> categories = new LinkedHashMap<>();
        for (String column : CATEGORIES) {
            categories.put(column, categories(trainRows, column));
        }
        Vectors vectors = new Vectors(new ArrayList<>(numbers), new LinkedHashMap<>(categories));
        DMatrix train = matrix(trainRows, vectors);
        DMatrix validate = matrix(split.where("split = 'validate'"), vectors);
        Map<String, DMatrix> watches = new LinkedHashMap<>();
        watches.put("train", train);
        watches.put("validate", validate);
        Booster trained =
                XGBoost.train(train, parameters(), ROUNDS, watches, new float[2][ROUNDS], null, null, PATIENCE);
        int trees = Integer.parseInt(trained.getAttr("best_iteration")) + 1;
        byte[] booster = trained.toByteArray("ubj");
        train.dispose();
        validate.dispose();
        trained.dispose();
        return new HandWrittenModel(vectors, booster, trees);
    }

    private static Map<String, Object> parameters() {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("objective", "binary:logistic");
        parameters.put("eval_metric", "logloss");
        parameters.put("tree_method", "hist");
        parameters.put("max_depth", 6);
        parameters.put("eta", 0.1);
        parameters.put("seed", 7);
        parameters.put("nthread", 1);
        parameters.put("verbosity", 0);
        return parameters;
    }

    private static Dataset<Row> split(Dataset<Row> rows) {
        Column trainEnd = lit("2013-09-01T00:00:00Z").cast("timestamp");
        Column validateEnd = lit("2013-10-16T00:00:00Z").cast("timestamp");
        Column asked = col("predict_at");
        Column known = col("landed_at");
        return rows.where("late IS NOT NULL AND predict_at IS NOT NULL AND landed_at IS NOT NULL")
                .withColumn(
                        "split",
                        when(asked.lt(trainEnd), when(known.lt(trainEnd), "train"))
                                .when(asked.lt(validateEnd), when(known.lt(validateEnd), "validate"))
                                .otherwise("test"))
                .where("split IS NOT NULL");
    }

    private static List<String> categories(Dataset<Row> rows, String column) {
        return rows
                .where(col(column).isNotNull())
                .groupBy(column)
                .agg(count(lit(1)).as("rows"))
                .where(col("rows").geq(LEAST_ROWS))
                .orderBy(col("rows").desc(), col(column).asc())
                .limit(MOST_CATEGORIES)
                .collectAsList()
                .stream()
                .map(row -> row.getString(0))
                .toList();
    }

    private static DMatrix matrix(Dataset<Row> rows, Vectors vectors) throws XGBoostError {
        List<Row> collected = rows.select(vectors.columns("late"))
                .mapPartitions(new Encode(vectors), Encoders.row(Encode.SCHEMA))
                .collectAsList();
        float[] labels = new float[collected.size()];
        float[] values = new float[collected.size() * vectors.width()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = collected.get(i).getBoolean(0) ? 1 : 0;
            byte[] vector = collected.get(i).getAs(1);
            ByteBuffer.wrap(vector).asFloatBuffer().get(values, i * vectors.width(), vectors.width());
        }
        DMatrix matrix = new DMatrix(values, labels.length, vectors.width(), Float.NaN);
        matrix.setLabel(labels);
        return matrix;
    }

    /** Returns the predictions for the rows from September on. */
    Dataset<Row> predictions(Dataset<Row> rows) {
        Column[] columns = vectors.columns("flight_id", "predict_at", "late", "split", "carrier", "origin");
        return split(rows)
                .where("split <> 'train'")
                .select(columns)
                .mapPartitions(new Predict(vectors, booster, trees), Encoders.row(Predict.SCHEMA));
    }

    /** Returns the exact area under the curve on the test rows. */
    static double rocAuc(Dataset<Row> predictions) {
        return new BinaryClassificationEvaluator()
                .setRawPredictionCol("prediction_probability")
                .setLabelCol("label")
                .setNumBins(0)
                .evaluate(predictions
                        .where("split = 'test'")
                        .withColumn("label", col("late").cast("double")));
    }

    /** How a row becomes numbers: one place for each category and one for all others, then what is a number already. */
    private record Vectors(ArrayList<String> numbers, LinkedHashMap<String, List<String>> categories)
            implements Serializable {
        int width() {
            return numbers.size()
                    + categories.values().stream()
                            .mapToInt(list -> list.size() + 1)
                            .sum();
        }

        Column[] columns(String... first) {
            List<Column> columns = new ArrayList<>();
            for (String name : first) {
                columns.add(col(name));
            }
            categories.keySet().forEach(name -> columns.add(col(name)));
            numbers.forEach(name -> columns.add(col(name).cast(DataTypes.FloatType)));
            return columns.toArray(Column[]::new);
        }

        void encode(Row row, int from, float[] target, int at) {
            int column = from;
            int place = at;
            for (List<String> values : categories.values()) {
                Arrays.fill(target, place, place + values.size() + 1, 0f);
                int index = row.isNullAt(column) ? -1 : values.indexOf(row.getString(column));
                target[place + (index < 0 ? values.size() : index)] = 1f;
                place += values.size() + 1;
                column++;
            }
            for (int i = 0; i < numbers.size(); i++) {
                target[place + i] = row.isNullAt(column + i) ? Float.NaN : row.getFloat(column + i);
            }
        }
    }

    /** Label and vector of each row. */
    private record Encode(Vectors vectors) implements MapPartitionsFunction<Row, Row> {
        static final StructType SCHEMA =
                new StructType().add("label", DataTypes.BooleanType).add("vector", DataTypes.BinaryType);

        @Override
        public Iterator<Row> call(Iterator<Row> rows) {
            float[] vector = new float[vectors.width()];
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return rows.hasNext();
                }

                @Override
                public Row next() {
                    Row row = rows.next();
                    vectors.encode(row, 1, vector, 0);
                    ByteBuffer bytes = ByteBuffer.allocate(4 * vector.length);
                    bytes.asFloatBuffer().put(vector);
                    return RowFactory.create(row.getBoolean(0), bytes.array());
                }
            };
        }
    }

    /** Scores a partition as one matrix. */
    private static final class Predict implements MapPartitionsFunction<Row, Row> {
        private static final long serialVersionUID = 1L;
        private static final int KEPT = 6;
        static final StructType SCHEMA = new StructType()
                .add("flight_id", DataTypes.LongType)
                .add("predict_at", DataTypes.TimestampType)
                .add("late", DataTypes.BooleanType)
                .add("split", DataTypes.StringType)
                .add("carrier", DataTypes.StringType)
                .add("origin", DataTypes.StringType)
                .add("prediction", DataTypes.IntegerType)
                .add("prediction_probability", DataTypes.DoubleType);

        private final Vectors vectors;
        private final byte[] booster;
        private final int trees;

        Predict(Vectors vectors, byte[] booster, int trees) {
            this.vectors = vectors;
            this.booster = booster;
            this.trees = trees;
        }

        @Override
        public Iterator<Row> call(Iterator<Row> rows) throws Exception {
            List<Row> all = new ArrayList<>();
            rows.forEachRemaining(all::add);
            if (all.isEmpty()) {
                return all.iterator();
            }
            int width = vectors.width();
            float[] values = new float[all.size() * width];
            for (int i = 0; i < all.size(); i++) {
                vectors.encode(all.get(i), KEPT, values, i * width);
            }
            DMatrix matrix = new DMatrix(values, all.size(), width, Float.NaN);
            Booster model = XGBoost.loadModel(booster);
            float[][] scores = model.predict(matrix, false, trees);
            List<Row> predictions = new ArrayList<>();
            for (int i = 0; i < all.size(); i++) {
                Row row = all.get(i);
                double score = scores[i][0];
                predictions.add(RowFactory.create(
                        row.get(0),
                        row.get(1),
                        row.get(2),
                        row.get(3),
                        row.get(4),
                        row.get(5),
                        score >= 0.5 ? 1 : 0,
                        score));
            }
            matrix.dispose();
            model.dispose();
            return predictions.iterator();
        }
    }
}
