package io.millrace.training;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.when;

import io.millrace.models.ModelContent;
import io.millrace.models.ModelFolder;
import io.millrace.models.PortableModel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Models trained on {@link TrainingData} with categories that try a parser, and their folders. */
final class TrainedFolders {
    private static final long SEED = 29;
    private static final double THRESHOLD = 0.3;

    private TrainedFolders() {}

    /** Rows with text that is full of escapes, quotes and variables, and with missing values. */
    static Dataset<Row> rows() {
        return TrainingData.rows(2400, SEED)
                .withColumn(
                        "kind",
                        when(col("kind").equalTo("kind-0"), "it's \\n ${x} \"`\u0131")
                                .when(col("kind").equalTo("kind-1"), "")
                                .otherwise(col("kind")));
    }

    static TrainedModel train(Estimator estimator) {
        Dataset<Row> rows = rows();
        Dataset<Row> split = TrainingData.SPLIT.assign(rows, TrainingData.spine());
        PreparationFit preparation =
                Preparation.defaults().fit(split, TrainingData.inputsWithKind(), estimator.encoding());
        return Trainer.of(estimator)
                .savingPipelines()
                .train(
                        split,
                        "late",
                        TrainingData.SPLIT.count(rows, TrainingData.spine()),
                        TrainingData.inputsWithKind(),
                        preparation.fitted());
    }

    /** The inputs of some rows, a few of a category that the model has not seen. */
    static List<@Nullable Object[]> inputs(int count) {
        List<@Nullable Object[]> inputs = new ArrayList<>();
        for (Row row : rows().select("f0", "f1", "f2", "f3", "f4", "f5", "kind").takeAsList(count)) {
            @Nullable Object[] values = new Object[row.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = row.get(i);
            }
            if (inputs.size() % 10 == 0) {
                values[values.length - 1] = "unseen " + inputs.size();
            }
            inputs.add(values);
        }
        return inputs;
    }

    /** Writes the folder of the model at another threshold, as the step {@code register} does. */
    static PortableModel write(Path folder, TrainedModel trained, List<@Nullable Object[]> sample) {
        PortableModel model = trained.model().withThreshold(THRESHOLD);
        ModelContent.Builder content =
                ModelContent.builder(model, Instant.EPOCH).sample(sample);
        trained.nativeFiles()
                .forEach((path, bytes) -> content.nativeFile(
                        path, SparkPipeline.withThreshold(path, bytes, THRESHOLD), trained.nativeVersion()));
        ModelFolder.write(folder, content.build());
        return model;
    }
}
