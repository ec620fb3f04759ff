package io.millrace.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.config.TableVersion;
import io.millrace.lakehouse.WriteResult;
import io.millrace.models.InputColumn;
import io.millrace.registry.DatasetInput;
import io.millrace.registry.MetricPoint;
import io.millrace.registry.TrackedRun;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The step {@code train}: a run in the tracker, and the fitted model among its artifacts. */
final class RunTrainer {
    private static final Logger LOG = LoggerFactory.getLogger(RunTrainer.class);

    static final String MODEL = "training/model.json";
    static final String NATIVE = "training/native/";
    static final String PROVENANCE = "training/provenance.json";
    /** Written last: what has this file is trained. */
    static final String SUMMARY = "training/train.json";

    private final RunParts parts;

    RunTrainer(RunParts parts) {
        this.parts = parts;
    }

    Trained run() {
        TrackedRun run = parts.findOrStartRun();
        RunArtifacts artifacts = new RunArtifacts(parts.tracker(), run.runId());
        Optional<JsonNode> done = artifacts.findJson(SUMMARY);
        if (done.isPresent()) {
            LOG.info("Model {} is trained already in run {}", parts.definition().name(), run.runId());
            return trained(run.runId(), done.get(), WriteResult.Outcome.ALREADY_DONE);
        }
        ModelDefinition definition = parts.definition();
        List<InputColumn> inputs = parts.inputs();
        Dataset<Row> rows = parts.trainingRows();
        Evaluation.of(parts.spine(), definition.slices()).checkSlices(rows);
        SplitCounts counts = definition.split().count(rows, parts.spine());
        counts.check();
        LOG.info("Model {}: {}", definition.name(), counts.describe());
        parts.tracker().logParams(run.runId(), definition.parameters());
        parts.tracker().logInputs(run.runId(), inputs(rows, counts));

        Dataset<Row> split = definition.split().assign(rows, parts.spine());
        parts.progress().at("fitting the preparation", 0, 1);
        PreparationFit preparation = definition
                .preparation()
                .fit(split, inputs, definition.estimator().encoding());
        preparation
                .dropped()
                .forEach(column -> LOG.warn(
                        "Input {} has no effect on the model: it {}",
                        column.name(),
                        column.dropped().orElse("")));
        TrainedModel model = Trainer.of(definition.estimator())
                .reportingTo(parts.progress())
                .savingPipelines()
                .train(split, parts.label(), counts, inputs, preparation.fitted());
        return store(run, artifacts, counts, preparation, model);
    }

    private Trained store(
            TrackedRun run,
            RunArtifacts artifacts,
            SplitCounts counts,
            PreparationFit preparation,
            TrainedModel model) {
        parts.tracker().logMetrics(run.runId(), stamped(model.curves(), run.startTime()));
        artifacts.write(MODEL, model.model().toBytes());
        model.nativeFiles().forEach((path, content) -> artifacts.write(NATIVE + path, content));
        ObjectNode summary = JsonNodeFactory.instance.objectNode();
        summary.set("split", counts.toJson());
        ArrayNode columns = summary.putArray("columns");
        preparation.columns().forEach(column -> columns.add(column.toJson()));
        ObjectNode importance = summary.putObject("importance");
        model.importance().forEach(importance::put);
        ArrayNode files = summary.putArray("native_files");
        model.nativeFiles().keySet().stream().sorted().forEach(files::add);
        summary.put("native_version", model.nativeVersion());
        ArrayNode curves = summary.putArray("curves");
        for (MetricPoint point : model.curves()) {
            curves.addObject()
                    .put("name", point.name())
                    .put("step", point.step())
                    .put("value", point.value());
        }
        artifacts.write(PROVENANCE, parts.provenanceJson(run.runId()));
        artifacts.write(SUMMARY, summary);
        Trained trained = trained(run.runId(), summary, WriteResult.Outcome.WRITTEN);
        LOG.info("Model {} is trained in run {}: {}", parts.definition().name(), run.runId(), trained.metrics());
        return trained;
    }

    /** Gives each point the run's own time, so that a repeated step logs the same points. */
    static List<MetricPoint> stamped(List<MetricPoint> points, Instant start) {
        return points.stream()
                .map(point ->
                        new MetricPoint(point.name(), point.value(), point.step(), start.plusMillis(point.step())))
                .toList();
    }

    private List<DatasetInput> inputs(Dataset<Row> rows, SplitCounts counts) {
        List<DatasetInput> inputs = new ArrayList<>();
        inputs.add(DatasetInput.delta(
                parts.trainingSet(), rows.schema(), counts.part(Part.TRAIN).rowCount(), "training"));
        for (TableVersion version : parts.spec().versions().values()) {
            inputs.add(new DatasetInput(
                    version.table().toString(),
                    "v" + version.version(),
                    "delta_table",
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("delta_table_name", version.table().toString())
                            .put("delta_table_version", version.version())
                            .toString(),
                    "{}",
                    "{}",
                    "features"));
        }
        return inputs;
    }

    private static Trained trained(String runId, JsonNode summary, WriteResult.Outcome outcome) {
        Map<String, Double> last = new LinkedHashMap<>();
        curves(summary, Instant.EPOCH).forEach(point -> last.put(point.name(), point.value()));
        return new Trained(runId, SplitCounts.fromJson(summary.path("split")), last, outcome);
    }

    static List<MetricPoint> curves(JsonNode summary, Instant time) {
        List<MetricPoint> curves = new ArrayList<>();
        for (JsonNode point : summary.path("curves")) {
            curves.add(new MetricPoint(
                    point.path("name").asText(),
                    point.path("value").asDouble(),
                    point.path("step").asLong(),
                    time));
        }
        return curves;
    }
}
