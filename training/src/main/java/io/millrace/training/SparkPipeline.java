package io.millrace.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.config.BackendException;
import io.millrace.lakehouse.Columns;
import io.millrace.models.FittedPreparation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Collections;
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
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
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
    private static final List<String> ADDED = List.of("probability", "prediction");
    /** The third of four stages is the model; its parameters are one line of JSON. */
    private static final Pattern MODEL_METADATA = Pattern.compile(FOLDER + "/stages/2_[^/]+/metadata/part-00000[^/]*");

    /** MLlib asks for more than the threshold, and its probabilities have other last bits. */
    private static final double BELOW = 1e-12;

    private static final ObjectMapper JSON = new ObjectMapper();

    private SparkPipeline() {}

    /**
     * Returns the files of the saved pipeline by their path in the model folder. Starts a few small Spark jobs.
     *
     * <p>On a cluster executors write too, so there the pipeline goes through the default file system. Where that is each
     * machine's own, or cannot be written, or where an input has the name of a column that MLlib adds, there are no files,
     * and the log says so: the model is the same without them.
     *
     * @param rows with the columns that the preparation reads
     */
    static Map<String, byte[]> save(
            Dataset<Row> rows, FittedPreparation preparation, ProbabilisticClassificationModel<Vector, ?> model) {
        Configuration configuration = rows.sparkSession().sparkContext().hadoopConfiguration();
        boolean local = rows.sparkSession().sparkContext().isLocal();
        if (!Collections.disjoint(preparation.columns(), ADDED)) {
            LOG.warn("The model gets no spark flavor: MLlib adds {}, and they are inputs", ADDED);
            return Map.of();
        }
        Dataset<Row> inputs = rows.select(
                preparation.columns().stream().distinct().map(Columns::named).toArray(Column[]::new));
        try {
            Path folder = temporaryFolder(local, configuration);
            FileSystem files = folder.getFileSystem(configuration);
            if (!local && files.getScheme().equals("file")) {
                LOG.warn("The model gets no spark flavor: the default file system {} is not shared", files.getUri());
                return Map.of();
            }
            files.mkdirs(folder);
            try {
                Path saved = new Path(folder, FOLDER);
                pipeline(inputs, preparation, model).write().save(saved.toString());
                return read(files, saved);
            } finally {
                files.delete(folder, true);
            }
        } catch (IOException | UnsupportedOperationException e) { // the second where a platform has no root
            LOG.warn("The model gets no spark flavor: its pipeline cannot be saved", e);
            return Map.of();
        }
    }

    private static Path temporaryFolder(boolean local, Configuration configuration) throws IOException {
        String name = "millrace-pipeline-";
        return local
                ? new Path(Files.createTempDirectory(name).toUri())
                : new Path(FileSystem.get(configuration).getHomeDirectory(), "." + name + UUID.randomUUID());
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
