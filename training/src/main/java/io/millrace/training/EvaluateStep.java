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
final class EvaluateStep {
    private static final Logger LOG = LoggerFactory.getLogger(EvaluateStep.class);

    static final String MODEL = "evaluation/model.json";
    static final String PAGE = "evaluation/report.html";
    /** Written last: what has this file is evaluated. */
    static final String SUMMARY = "evaluation/evaluation.json";

    private final TrainingContext context;
    private final ModelDefinition definition;
    private final TrackedRun run;
    private final RunArtifacts artifacts;

    EvaluateStep(TrainingContext context) {
        this.context = context;
        this.definition = context.definition();
        this.run = context.run();
        this.artifacts = new RunArtifacts(context.tracker(), run.runId());
    }

    Evaluated run(Write write) {
        Optional<JsonNode> done = artifacts.findJson(SUMMARY);
        if (done.isPresent()) {
            LOG.info("Model {} is evaluated already in run {}", definition.name(), run.runId());
            return found(done.get());
        }
        JsonNode training = artifacts
                .findJson(TrainStep.SUMMARY)
                .orElseThrow(() -> new DataException("Run " + run.runId() + " of model " + definition.name()
                        + " has not ended its training; run the step train first"));
        PortableModel trained = PortableModel.fromBytes(artifacts.required(TrainStep.MODEL));
        Dataset<Row> rows = definition.split().assign(context.trainingRows(), context.spine());
        Evaluation evaluation = Evaluation.of(context.spine(), definition.slices());
        context.progress().at("choosing the threshold", 0, 4);
        PortableModel model = evaluation.withThreshold(rows, trained, definition.threshold());
        context.progress().at("scoring validate and test rows", 1, 4);
        TableVersion predictions = write(evaluation.predictions(rows, model, run.runId()), write);
        context.progress().at("measuring the quality", 2, 4);
        Map<Part, QualityReports> quality = evaluation.quality(
                context.lakehouse()
                        .tables()
                        .read(predictions)
                        .where(Columns.named(Evaluation.RUN_ID).equalTo(run.runId())),
                model.threshold());
        QualityReports test = quality.get(Part.TEST);
        if (test == null) {
            throw new DataException("The test part of " + context.trainingSet() + " has no rows that can be judged");
        }
        context.progress().at("comparing with the champion", 3, 4);
        EvaluationReport report = new EvaluationReport(
                definition.name(),
                run.runId(),
                context.trainingSet(),
                predictions,
                SplitCounts.fromJson(training.path("split")),
                definition.threshold().text(),
                model.threshold(),
                Optional.ofNullable(quality.get(Part.VALIDATE)),
                test,
                new ChampionMatch(context).against(rows, model),
                importance(training),
                columns(training),
                TrainStep.curves(training, run.startTime()),
                context.findings().stream().map(LeakageFinding::toString).toList(),
                provenance());
        return store(report, model);
    }

    private Map<String, String> provenance() {
        Map<String, String> provenance = new LinkedHashMap<>();
        provenance.put(
                "trained", run.startTime().truncatedTo(ChronoUnit.SECONDS).toString());
        provenance.putAll(context.provenance());
        return provenance;
    }

    private TableVersion write(Dataset<Row> predictions, Write write) {
        TableName table = context.lakehouse().table(Layer.TRAINING, definition.name() + "_predictions");
        TableSpec spec = TableSpec.builder(table, predictions.schema())
                .comment("Predictions of model " + definition.name()
                        + " for the validate and test rows of each training run")
                .build();
        WriteResult result = context.lakehouse()
                .governed(spec)
                .replaceSlice(predictions, Evaluation.RUN_ID + " = '" + run.runId() + "'", write);
        LOG.info("Wrote {} predictions to {}", result.rowCount(), result.version());
        return result.version();
    }

    private Evaluated store(EvaluationReport report, PortableModel model) {
        List<MetricPoint> points = new ArrayList<>();
        report.metrics().forEach((name, value) -> points.add(new MetricPoint(name, value, 0, run.startTime())));
        context.tracker().logMetrics(run.runId(), points);
        EvaluationPage page = EvaluationPage.of(report);
        byte[] html = page.html().getBytes(StandardCharsets.UTF_8);
        artifacts.write(PAGE, html);
        try {
            page.pictures().forEach((name, content) -> artifacts.write("evaluation/plots/" + name, content));
        } catch (BackendException e) {
            LOG.warn("Run {} has no PNG plots, only the page: {}", run.runId(), e.getMessage());
        }
        FileLocation location = pageLocation();
        context.lakehouse().backend().files().write(location, html);
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
                run.runId(), report.metrics(), model.threshold(), report.predictions(), location, StepOutcome.DONE);
    }

    private FileLocation pageLocation() {
        return context.lakehouse()
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
                StepOutcome.FOUND);
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
