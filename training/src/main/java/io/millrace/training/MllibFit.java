package io.millrace.training;

import io.millrace.training.FitInput.NativeFiles;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/** What the learners of Spark MLlib share: the train rows kept for many passes, and the pipeline that Spark saves. */
final class MllibFit {
    private MllibFit() {}

    /** Trains on the vectors, which are kept in memory or on disk for MLlib's many passes, and let go at the end. */
    static FittedLearner fit(FitInput input, int partitions, Function<Dataset<Row>, FittedLearner> training) {
        Dataset<Row> vectors = input.vectors(partitions).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            return training.apply(vectors);
        } finally {
            vectors.unpersist();
        }
    }

    /** Returns the model as a pipeline that Spark saves, if such files are wanted. */
    static Map<String, byte[]> files(FitInput input, ProbabilisticClassificationModel<Vector, ?> model) {
        return input.nativeFiles() == NativeFiles.ALL
                ? SparkPipeline.save(input.rows(), input.preparation(), model)
                : Map.of();
    }
}
