package io.millrace.training;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.config.DataException;
import io.millrace.config.LakehouseException;
import io.millrace.config.TableVersion;
import io.millrace.definitions.FeatureSpec;
import io.millrace.definitions.Spine;
import io.millrace.features.LeakageFinding;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.models.InputColumn;
import io.millrace.registry.ExperimentTracker;
import io.millrace.registry.ModelRegistry;
import io.millrace.registry.ModelVersion;
import io.millrace.registry.RunStart;
import io.millrace.registry.RunStatus;
import io.millrace.registry.TrackedRun;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What the steps of one training run share. Nothing here is kept between steps but what the tracker keeps. */
record RunParts(
        Lakehouse lakehouse,
        ExperimentTracker tracker,
        ModelRegistry registry,
        ModelDefinition definition,
        FeatureSpec spec,
        TableVersion trainingSet,
        String trainingTableId,
        String runId,
        String experiment,
        String codeVersion,
        List<LeakageFinding> findings,
        TrainingProgress progress) {
    static final String RUN_TAG = "millrace.run_id";
    static final String MODEL_TAG = "millrace.model";
    static final String TRAINING_SET_TAG = "millrace.training_set";
    static final String TRAINING_TABLE_TAG = "millrace.training_table_id";
    static final String DIGEST_TAG = "millrace.config_digest";
    static final String CODE_TAG = "millrace.code_version";

    Spine spine() {
        return spec.definition().spine();
    }

    String label() {
        return spine().label()
                .orElseThrow(() -> new DataException(
                        "The training set " + spec.definition().name() + " has no label; declare spine.label"));
    }

    List<InputColumn> inputs() {
        return definition.inputColumns(spec.inputs());
    }

    Dataset<Row> trainingRows() {
        return lakehouse.tables().read(trainingSet);
    }

    /**
     * Returns the tracker's newest run of this training, if one was started: the same run id, model, settings and rows.
     * What was trained with other settings is another training, also under the same run id.
     */
    Optional<TrackedRun> findRun() {
        return tracker.runs(tracker.experiment(experiment), identity()).stream().findFirst();
    }

    private Map<String, String> identity() {
        Map<String, String> identity = new LinkedHashMap<>();
        identity.put(RUN_TAG, runId);
        identity.put(MODEL_TAG, definition.name());
        identity.put(DIGEST_TAG, definition.digest());
        identity.put(TRAINING_SET_TAG, trainingSet.toString());
        if (!trainingTableId.isEmpty()) {
            identity.put(TRAINING_TABLE_TAG, trainingTableId);
        }
        return identity;
    }

    /** Returns the tracker's run to train in: the one that was started, unless other code did. */
    TrackedRun findOrStartRun() {
        Optional<TrackedRun> found =
                findRun().filter(run -> codeVersion.equals(run.tags().get(CODE_TAG)));
        if (found.isPresent()) {
            return found.get();
        }
        String started = tracker.start(
                        tracker.experiment(experiment),
                        RunStart.builder(
                                        definition.name() + "-" + runId,
                                        Instant.now().truncatedTo(ChronoUnit.MILLIS))
                                .source("millrace")
                                .tags(identity())
                                .tag(CODE_TAG, codeVersion)
                                .build())
                .runId();
        return tracker.findRun(started)
                .orElseThrow(() -> new IllegalStateException("The tracker lost run " + started + " as it started"));
    }

    /** Returns the run that an earlier step started. */
    TrackedRun run() {
        return findRun()
                .orElseThrow(() -> new DataException("Model " + definition.name() + " was not trained in run " + runId
                        + " with these settings on " + trainingSet + "; run the step train first"));
    }

    /** Returns the version that this training has registered, if any. */
    Optional<ModelVersion> findVersion() {
        return findRun().flatMap(run -> registry.versions(definition.name()).stream()
                .filter(version -> run.runId().equals(version.runId()))
                .findFirst());
    }

    /** Does a step's work; a step that fails marks the tracker's run as failed, until a repeat ends it well. */
    <T> T step(Supplier<T> work) {
        try {
            return work.get();
        } catch (Throwable failure) { // Spark throws checked exceptions that it does not declare
            markFailed(failure);
            throw failure;
        }
    }

    private void markFailed(Throwable failure) {
        try {
            findRun().ifPresent(run -> tracker.finish(run.runId(), RunStatus.FAILED));
        } catch (LakehouseException e) {
            failure.addSuppressed(e);
        }
    }

    /** Returns what the model is made of, by name, for people. */
    Map<String, String> provenance() {
        Map<String, String> provenance = new LinkedHashMap<>();
        provenance.put("project", experiment);
        provenance.put("run", runId);
        provenance.put("environment", lakehouse.environment().name());
        provenance.put("code version", codeVersion);
        provenance.put("config digest", definition.digest());
        provenance.put("seed", Long.toString(definition.estimator().seed()));
        spec.versions().forEach((view, version) -> provenance.put("view " + view, version.toString()));
        provenance.put("Spark", lakehouse.spark().version());
        provenance.put("XGBoost", XGBoostFit.VERSION);
        provenance.put("Java", System.getProperty("java.version", ""));
        provenance.put("platform", System.getProperty("os.name", "") + " " + System.getProperty("os.arch", ""));
        definition.parameters().forEach(provenance::put);
        return provenance;
    }

    /** Returns what the model is made of, for programs. */
    ObjectNode provenanceJson(String trackerRun) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("format", "millrace-provenance").put("version", 1);
        root.put("model", definition.name()).put("run_id", runId).put("tracker_run_id", trackerRun);
        root.put("environment", lakehouse.environment().name());
        root.put("code_version", codeVersion);
        root.put("config_digest", definition.digest());
        root.put("seed", definition.estimator().seed());
        ObjectNode rows = root.putObject("training_set");
        table(rows, trainingSet);
        if (!trainingTableId.isEmpty()) {
            rows.put("table_id", trainingTableId);
        }
        ObjectNode views = root.putObject("feature_tables");
        spec.versions().forEach((view, version) -> table(views.putObject(view), version));
        ObjectNode settings = root.putObject("settings");
        definition.parameters().forEach(settings::put);
        root.putObject("software")
                .put("spark", lakehouse.spark().version())
                .put("xgboost", XGBoostFit.VERSION)
                .put("java", System.getProperty("java.version", ""))
                .put("os", System.getProperty("os.name", ""))
                .put("architecture", System.getProperty("os.arch", ""));
        var audit = root.putArray("leakage_findings");
        findings.forEach(finding -> audit.add(finding.toString()));
        return root;
    }

    private static void table(ObjectNode node, TableVersion table) {
        node.put("table", table.table().toString()).put("version", table.version());
    }
}
