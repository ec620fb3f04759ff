package io.millrace.training;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.config.BackendException;
import io.millrace.config.DataException;
import io.millrace.config.TableName;
import io.millrace.config.TableVersion;
import io.millrace.features.LeakageFinding;
import io.millrace.lakehouse.Columns;
import io.millrace.lakehouse.FileLocation;
import io.millrace.lakehouse.Layer;
import io.millrace.lakehouse.StoredFiles;
import io.millrace.lakehouse.TableSpec;
import io.millrace.lakehouse.Write;
import io.millrace.lakehouse.WriteResult;
import io.millrace.metrics.QualityMetric;
import io.millrace.metrics.QualityReports;
import io.millrace.models.PortableModel;
import io.millrace.registry.MetricPoint;
import io.millrace.registry.TrackedRun;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The step {@code evaluate}: threshold, predictions, metrics, charts and the page. */
final class RunEvaluator {
    private static final Logger LOG = LoggerFactory.getLogger(RunEvaluator.class);

    static final String MODEL = "evaluation/model.json";
    static final String PAGE = "evaluation/report.html";
    /** Written last: what has this file is evaluated. */
    static final String SUMMARY = "evaluation/evaluation.json";

    private final RunParts parts;
    private final ModelDefinition definition;
    private final TrackedRun run;
    private final RunArtifacts artifacts;

    RunEvaluator(RunParts parts) {
        this.parts = parts;
        this.definition = parts.definition();
        this.run = parts.run();
        this.artifacts = new RunArtifacts(parts.tracker(), run.runId());
    }

    Evaluated run(Write write) {
        Optional<JsonNode> done = artifacts.findJson(SUMMARY);
        if (done.isPresent()) {
            LOG.info("Model {} is evaluated already in run {}", definition.name(), run.runId());
            return found(done.get());
        }
        JsonNode training = artifacts
                .findJson(RunTrainer.SUMMARY)
                .orElseThrow(() -> new DataException("Run " + run.runId() + " of model " + definition.name()
                        + " has not ended its training; run the step train first"));
        PortableModel trained = PortableModel.fromBytes(artifacts.required(RunTrainer.MODEL));
        Dataset<Row> rows = definition.split().assign(parts.trainingRows(), parts.spine());
        Evaluation evaluation = Evaluation.of(parts.spine(), definition.slices());
        parts.progress().at("choosing the threshold", 0, 4);
        PortableModel model = evaluation.withThreshold(rows, trained, definition.threshold());
        parts.progress().at("scoring validate and test rows", 1, 4);
        TableVersion predictions = write(evaluation.predictions(rows, model, run.runId()), write);
        parts.progress().at("measuring the quality", 2, 4);
        Map<Part, QualityReports> quality = evaluation.quality(
                parts.lakehouse()
                        .tables()
                        .read(predictions)
                        .where(Columns.named(Evaluation.RUN_ID).equalTo(run.runId())),
                model.threshold());
        QualityReports test = quality.get(Part.TEST);
        if (test == null) {
            throw new DataException("The test part of " + parts.trainingSet() + " has no rows that can be judged");
        }
        parts.progress().at("comparing with the champion", 3, 4);
        EvaluationReport report = new EvaluationReport(
                definition.name(),
                run.runId(),
                parts.trainingSet(),
                predictions,
                SplitCounts.fromJson(training.path("split")),
                definition.threshold().text(),
                model.threshold(),
                Optional.ofNullable(quality.get(Part.VALIDATE)),
                test,
                new ChampionMatch(parts).against(rows, model),
                importance(training),
                columns(training),
                RunTrainer.curves(training, run.startTime()),
                parts.findings().stream().map(LeakageFinding::toString).toList(),
                provenance());
        return store(report, model);
    }

    private Map<String, String> provenance() {
        Map<String, String> provenance = new LinkedHashMap<>();
        provenance.put(
                "trained", run.startTime().truncatedTo(ChronoUnit.SECONDS).toString());
        provenance.putAll(parts.provenance());
        return provenance;
    }

    private TableVersion write(Dataset<Row> predictions, Write write) {
        TableName table = parts.lakehouse().table(Layer.TRAINING, definition.name() + "_predictions");
        TableSpec spec = TableSpec.builder(table, predictions.schema())
                .comment("Predictions of model " + definition.name()
                        + " for the validate and test rows of each training run")
                .build();
        WriteResult result = parts.lakehouse()
                .governed(spec)
                .replaceSlice(predictions, Evaluation.RUN_ID + " = '" + run.runId() + "'", write);
        LOG.info("Wrote {} predictions to {}", result.rowCount(), result.version());
        return result.version();
    }

    private Evaluated store(EvaluationReport report, PortableModel model) {
        List<MetricPoint> points = new ArrayList<>();
        report.metrics().forEach((name, value) -> points.add(new MetricPoint(name, value, 0, run.startTime())));
        parts.tracker().logMetrics(run.runId(), points);
        EvaluationPage page = EvaluationPage.of(report);
        byte[] html = page.html().getBytes(StandardCharsets.UTF_8);
        artifacts.write(PAGE, html);
        try {
            page.pictures().forEach((name, content) -> artifacts.write("evaluation/plots/" + name, content));
        } catch (BackendException e) {
            LOG.warn("Run {} has no PNG plots, only the page: {}", run.runId(), e.getMessage());
        }
        FileLocation location = pageLocation();
        parts.lakehouse().backend().files().write(location, html);
        artifacts.write(MODEL, model.toBytes());
        artifacts.write(SUMMARY, report.toJson());
        LOG.info(
                "Model {} in run {}: test {} {}, page {}",
                definition.name(),
                run.runId(),
                QualityMetric.lead(report.task()).title(),
                report.test().overall().lead().value(),
                location);
        return new Evaluated(
                run.runId(),
                report.metrics(),
                model.threshold(),
                report.predictions(),
                location,
                WriteResult.Outcome.WRITTEN);
    }

    private FileLocation pageLocation() {
        return parts.lakehouse()
                .backend()
                .files()
                .location(List.of(StoredFiles.REPORTS, "models", definition.name(), run.runId() + ".html"));
    }

    private Evaluated found(JsonNode summary) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        summary.path("metrics")
                .properties()
                .forEach(entry -> metrics.put(entry.getKey(), entry.getValue().asDouble()));
        JsonNode predictions = summary.path("predictions");
        return new Evaluated(
                run.runId(),
                metrics,
                summary.path("threshold").path("value").asDouble(),
                new TableVersion(
                        TableName.parse(predictions.path("table").asText()),
                        predictions.path("version").asLong()),
                pageLocation(),
                WriteResult.Outcome.ALREADY_DONE);
    }

    private static Map<String, Double> importance(JsonNode training) {
        Map<String, Double> importance = new LinkedHashMap<>();
        training.path("importance")
                .properties()
                .forEach(
                        entry -> importance.put(entry.getKey(), entry.getValue().asDouble()));
        return importance;
    }

    private static List<PreparedColumn> columns(JsonNode training) {
        List<PreparedColumn> columns = new ArrayList<>();
        training.path("columns").forEach(column -> columns.add(PreparedColumn.fromJson(column)));
        return columns;
    }
}
