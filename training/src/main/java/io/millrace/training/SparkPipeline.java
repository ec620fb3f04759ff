package io.millrace.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.lakehouse.BackendException;
import io.millrace.models.FittedPreparation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An MLlib model as a pipeline that Spark itself saves and pyspark reads without a jar of ours: the preparation in SQL, the
 * vector, the model, and the temporary columns dropped.
 */
final class SparkPipeline {
    private static final Logger LOG = LoggerFactory.getLogger(SparkPipeline.class);

    /** The pipeline's folder in the model folder. */
    static final String FOLDER = "sparkml";

    private static final String PLACE = "millrace_place_";
    private static final String VECTOR = "millrace_vector";
    /** The third of four stages is the model; its parameters are one line of JSON. */
    private static final Pattern MODEL_METADATA = Pattern.compile(FOLDER + "/stages/2_[^/]+/metadata/part-00000[^/]*");

    /** MLlib asks for more than the threshold, and its probabilities have other last bits. */
    private static final double BELOW = 1e-12;

    private static final ObjectMapper JSON = new ObjectMapper();

    private SparkPipeline() {}

    /**
     * Returns the files of the saved pipeline by their path in the model folder; none, with a warning, on a cluster whose
     * default file system is each machine's own. Starts a few small Spark jobs.
     *
     * @param rows with the columns that the preparation reads
     * @throws BackendException if the file system fails
     */
    static Map<String, byte[]> save(
            Dataset<Row> rows, FittedPreparation preparation, ProbabilisticClassificationModel<Vector, ?> model) {
        SparkSession spark = rows.sparkSession();
        Configuration configuration = spark.sparkContext().hadoopConfiguration();
        try {
            Path folder = temporaryFolder(spark, configuration);
            FileSystem files = folder.getFileSystem(configuration);
            if (!spark.sparkContext().isLocal() && files.getScheme().equals("file")) {
                LOG.warn(
                        "The model folder gets no spark flavor: the default file system {} is not shared",
                        files.getUri());
                return Map.of();
            }
            try {
                pipeline(rows, preparation, model).write().save(folder.toString());
                return read(files, folder);
            } finally {
                files.delete(folder, true);
            }
        } catch (IOException e) {
            throw BackendException.retryable("Cannot save the MLlib pipeline: " + e.getMessage(), e);
        }
    }

    /** On a cluster executors write too: there the folder is on the file system that all share. */
    private static Path temporaryFolder(SparkSession spark, Configuration configuration) throws IOException {
        String name = "millrace-pipeline-" + UUID.randomUUID();
        return spark.sparkContext().isLocal()
                ? new Path(Files.createTempDirectory(name).resolve(FOLDER).toUri())
                : new Path(FileSystem.get(configuration).getHomeDirectory(), "." + name);
    }

    private static PipelineModel pipeline(
            Dataset<Row> rows, FittedPreparation preparation, ProbabilisticClassificationModel<Vector, ?> model) {
        List<String> places = PreparationSql.places(preparation, rows.schema());
        String[] names =
                IntStream.range(0, places.size()).mapToObj(i -> PLACE + i).toArray(String[]::new);
        String select = IntStream.range(0, names.length)
                .mapToObj(i -> places.get(i) + " AS " + names[i])
                .collect(Collectors.joining(", ", "SELECT *, ", " FROM __THIS__"));
        model.setFeaturesCol(VECTOR);
        model.setRawPredictionCol("");
        PipelineStage[] stages = {
            new SQLTransformer().setStatement(select),
            new VectorAssembler().setInputCols(names).setOutputCol(VECTOR).setHandleInvalid("keep"),
            model,
            new SQLTransformer()
                    .setStatement("SELECT * EXCEPT (" + VECTOR + ", " + String.join(", ", names) + ") FROM __THIS__")
        };
        // Without an estimator among the stages this only checks that they fit together.
        return new Pipeline().setStages(stages).fit(rows);
    }

    private static Map<String, byte[]> read(FileSystem files, Path folder) throws IOException {
        Map<String, byte[]> contents = new LinkedHashMap<>();
        String root = files.makeQualified(folder).toUri().getPath() + "/";
        RemoteIterator<LocatedFileStatus> all = files.listFiles(folder, true);
        while (all.hasNext()) {
            Path file = all.next().getPath();
            if (!file.getName().startsWith(".")) {
                try (InputStream in = files.open(file)) {
                    contents.put(FOLDER + "/" + file.toUri().getPath().substring(root.length()), in.readAllBytes());
                }
            }
        }
        return contents;
    }

    /**
     * Returns a file of the pipeline for a model whose prediction is 1 from {@code threshold} on. Only the model's own
     * parameters change; MLlib then decides at the threshold less 1e-12.
     */
    static byte[] withThreshold(String path, byte[] content, double threshold) {
        if (!MODEL_METADATA.matcher(path).matches()) {
            return content;
        }
        double least = Math.min(1, Math.max(0, threshold - BELOW));
        try {
            JsonNode metadata = JSON.readTree(content);
            ObjectNode parameters = (ObjectNode) metadata.path("paramMap");
            if (metadata.path("class").asText().endsWith("LogisticRegressionModel")) {
                parameters.put("threshold", least);
            } else {
                parameters.putArray("thresholds").add(1 - least).add(least);
            }
            return JSON.writeValueAsBytes(metadata);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The pipeline's " + path + " is not JSON", e);
        } catch (IOException e) {
            throw BackendException.permanent("Cannot read the pipeline's " + path + ": " + e.getMessage(), e);
        }
    }
}
