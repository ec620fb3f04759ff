package io.millrace.training;

import io.millrace.training.FitInput.NativeFiles;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/** What the learners of Spark MLlib share: the train rows as dense vectors, and the pipeline that Spark saves. */
final class MllibFit {
    private static final StructType SCHEMA = new StructType()
            .add("label", DataTypes.DoubleType, false)
            .add("features", SQLDataTypes.VectorType(), false);

    private MllibFit() {}

    /** Trains on the vectors, which are kept in memory or on disk for MLlib's many passes, and let go at the end. */
    static FittedLearner fit(FitInput input, int partitions, Function<Dataset<Row>, FittedLearner> training) {
        Dataset<Row> vectors = vectors(input, partitions).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            return training.apply(vectors);
        } finally {
            vectors.unpersist();
        }
    }

    /** Returns the train rows as labels and dense vectors, in {@code partitions} partitions. */
    static Dataset<Row> vectors(FitInput input, int partitions) {
        int width = input.preparation().width();
        return LearnerRows.of(input, List.of(Part.TRAIN), LearnerRows.Precision.DOUBLE, partitions)
                .map((MapFunction<Row, Row>) row -> dense(row, width), Encoders.row(SCHEMA));
    }

    private static Row dense(Row row, int width) {
        ByteBuffer bytes = LearnerRows.buffer(row.getAs(2));
        double[] vector = new double[width];
        bytes.asDoubleBuffer().get(vector);
        return RowFactory.create(row.getDouble(1), Vectors.dense(vector));
    }

    /** Returns the model as a pipeline that Spark saves, if such files are wanted. */
    static Map<String, byte[]> files(FitInput input, ProbabilisticClassificationModel<Vector, ?> model) {
        return input.nativeFiles() == NativeFiles.ALL
                ? SparkPipeline.save(input.rows(), input.preparation(), model)
                : Map.of();
    }
}
