package io.millrace.training;

import io.millrace.models.FittedPreparation;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What an estimator fits itself on.
 *
 * @param rows split by {@link Split#assign}, with the label and the columns that the preparation reads
 * @param label the label's column: boolean, or 0 and 1
 * @param counts the rows of each part, none of them empty
 * @param preparation fitted on {@code rows}; makes each a vector
 * @param progress is told how far the training has come
 * @param nativeFiles whether files of the learner's own format are wanted that take Spark jobs to save
 */
public record FitInput(
        Dataset<Row> rows,
        String label,
        SplitCounts counts,
        FittedPreparation preparation,
        TrainingProgress progress,
        NativeFiles nativeFiles) {
    private static final StructType VECTORS = new StructType()
            .add("label", DataTypes.DoubleType, false)
            .add("features", SQLDataTypes.VectorType(), false);

    /** Which files of the learner's own format are wanted. */
    public enum NativeFiles {
        /** Those that the training gives anyway. */
        AT_HAND,
        /** Also those that take Spark jobs to save. */
        ALL
    }

    /**
     * Returns the train rows as learners of Spark MLlib take them: {@code label}, 0 or 1, and {@code features}, a dense vector.
     * Their order hangs on nothing but their content, so that equal rows give equal models. Shuffles once; starts no Spark job.
     */
    public Dataset<Row> vectors(int partitions) {
        int width = preparation.width();
        return LearnerRows.of(this, List.of(Part.TRAIN), LearnerRows.Precision.DOUBLE, partitions)
                .map((MapFunction<Row, Row>) row -> dense(row, width), Encoders.row(VECTORS));
    }

    private static Row dense(Row row, int width) {
        ByteBuffer bytes = LearnerRows.buffer(row.getAs(2));
        double[] vector = new double[width];
        bytes.asDoubleBuffer().get(vector);
        return RowFactory.create(row.getDouble(1), Vectors.dense(vector));
    }
}
