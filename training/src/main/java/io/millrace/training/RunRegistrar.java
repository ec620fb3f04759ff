package io.millrace.training;

import static org.apache.spark.sql.functions.xxhash64;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.config.BackendException;
import io.millrace.config.DataException;
import io.millrace.lakehouse.Columns;
import io.millrace.lakehouse.WriteResult;
import io.millrace.metrics.QualityMetric;
import io.millrace.models.InputColumn;
import io.millrace.models.ModelContent;
import io.millrace.models.ModelFolder;
import io.millrace.models.PortableModel;
import io.millrace.registry.DatasetInput;
import io.millrace.registry.LoggedModel;
import io.millrace.registry.MetricPoint;
import io.millrace.registry.ModelMetrics;
import io.millrace.registry.ModelSource;
import io.millrace.registry.ModelVersion;
import io.millrace.registry.RunStatus;
import io.millrace.registry.TrackedRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The step {@code register}: the complete model folder, the logged model, the version. */
final class RunRegistrar {
    private static final Logger LOG = LoggerFactory.getLogger(RunRegistrar.class);
    private static final int SAMPLE_ROWS = 20;
    /** The model's name within the run. */
    private static final String MODEL = "model";

    private final RunParts parts;
    private final ModelDefinition definition;
    private final TrackedRun run;
    private final RunArtifacts artifacts;

    RunRegistrar(RunParts parts) {
        this.parts = parts;
        this.definition = parts.definition();
        this.run = parts.run();
        this.artifacts = new RunArtifacts(parts.tracker(), run.runId());
    }

    Registered run() {
        Optional<ModelVersion> found = parts.findVersion();
        if (found.isPresent()) {
            LOG.info(
                    "Model {} is registered already as version {}",
                    definition.name(),
                    found.get().version());
            parts.registry().show(found.get());
            parts.tracker().finish(run.runId(), RunStatus.FINISHED);
            return new Registered(found.get(), WriteResult.Outcome.ALREADY_DONE);
        }
        JsonNode evaluation = artifacts
                .findJson(RunEvaluator.SUMMARY)
                .orElseThrow(() -> new DataException("Run " + run.runId() + " of model " + definition.name()
                        + " was not evaluated; run the step evaluate first"));
        LoggedModel logged = parts.tracker().loggedModels(run.runId()).stream()
                .filter(model -> model.name().equals(MODEL))
                .findFirst()
                .orElseGet(() -> log(content(evaluation), evaluation));
        ModelVersion version = parts.registry()
                .register(
                        definition.name(),
                        ModelSource.of(logged)
                                .withTags(Map.of(
                                        RunParts.RUN_TAG,
                                        parts.runId(),
                                        RunParts.TRAINING_SET_TAG,
                                        parts.trainingSet().toString(),
                                        RunParts.DIGEST_TAG,
                                        definition.digest(),
                                        RunParts.CODE_TAG,
                                        parts.codeVersion()))
                                .withDescription(description(evaluation)));
        parts.tracker().setTags(run.runId(), Map.of("millrace.model_version", Long.toString(version.version())));
        parts.tracker().finish(run.runId(), RunStatus.FINISHED);
        LOG.info("Registered version {} of model {}", version.version(), definition.name());
        return new Registered(version, WriteResult.Outcome.WRITTEN);
    }

    /** Everything in it hangs on the run alone, so that a repeated step makes the same folder. */
    private ModelContent content(JsonNode evaluation) {
        PortableModel model = PortableModel.fromBytes(artifacts.required(RunEvaluator.MODEL));
        ModelContent.Builder content = ModelContent.builder(model, run.startTime())
                .modelId("m-" + ModelDefinition.sha256(run.runId()).substring(0, 32))
                .runId(run.runId())
                .spec(parts.spec())
                .provenance(new String(artifacts.required(RunTrainer.PROVENANCE), StandardCharsets.UTF_8))
                .evaluation(evaluation.toPrettyString())
                .sample(sample(model));
        JsonNode training = artifacts
                .findJson(RunTrainer.SUMMARY)
                .orElseThrow(() -> new DataException("Run " + run.runId() + " has lost " + RunTrainer.SUMMARY));
        for (JsonNode file : training.path("native_files")) {
            byte[] trained = artifacts.required(RunTrainer.NATIVE + file.asText());
            content.nativeFile(
                    file.asText(),
                    SparkPipeline.withThreshold(file.asText(), trained, model.threshold()),
                    training.path("native_version").asText());
        }
        return content.build();
    }

    /** Returns the same few test rows each time: those with the least hash of key and time. */
    private List<@Nullable Object[]> sample(PortableModel model) {
        Dataset<Row> rows = definition.split().assign(parts.trainingRows(), parts.spine());
        Column[] key = Stream.concat(
                        parts.spine().entity().stream(), Stream.of(parts.spine().timestamp()))
                .map(Columns::named)
                .toArray(Column[]::new);
        Column[] inputs = model.inputs().stream()
                .map(InputColumn::name)
                .map(Columns::named)
                .toArray(Column[]::new);
        List<Column> order = new ArrayList<>(List.of(xxhash64(key)));
        order.addAll(List.of(key));
        order.add(xxhash64(inputs));
        List<Row> taken = rows.where(Columns.named(Split.COLUMN).equalTo(Part.TEST.value()))
                .orderBy(order.toArray(Column[]::new))
                .limit(SAMPLE_ROWS)
                .select(inputs)
                .collectAsList();
        List<@Nullable Object[]> sample = new ArrayList<>();
        for (Row row : taken) {
            @Nullable Object[] values = new Object[row.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = row.get(i);
            }
            sample.add(values);
        }
        return sample;
    }

    private LoggedModel log(ModelContent content, JsonNode evaluation) {
        Optional<DatasetInput> measuredOn = run.inputs().stream()
                .filter(input -> input.isVersion(parts.trainingSet()))
                .findFirst();
        List<MetricPoint> metrics = new ArrayList<>();
        evaluation
                .path("metrics")
                .properties()
                .forEach(entry -> metrics.add(
                        new MetricPoint(entry.getKey(), entry.getValue().asDouble(), 0, run.startTime())));
        Path temporary = temporaryFolder();
        try {
            Path folder = temporary.resolve("model");
            ModelFolder.write(folder, content);
            return parts.tracker()
                    .logModel(
                            run.runId(),
                            MODEL,
                            folder,
                            new LinkedHashMap<>(definition.parameters()),
                            new ModelMetrics(metrics, measuredOn));
        } finally {
            delete(temporary);
        }
    }

    private String description(JsonNode evaluation) {
        JsonNode metrics = evaluation.path("metrics");
        QualityMetric lead = QualityMetric.lead(definition.task());
        String figure = metrics.has(lead.name())
                ? "Test " + lead.title() + " " + metrics.get(lead.name()).asDouble() + ". "
                : "";
        return figure + definition.estimator().type() + " trained on " + parts.trainingSet() + " in run "
                + parts.runId() + ".";
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("millrace-model");
        } catch (IOException e) {
            throw BackendException.retryable("Cannot make a temporary folder: " + e.getMessage(), e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            LOG.warn("Cannot remove {}: {}", folder, e.getMessage());
        }
    }
}
