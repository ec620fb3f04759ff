package io.millrace.registry.local;

import io.millrace.config.DataException;
import io.millrace.registry.DatasetInput;
import io.millrace.registry.LoggedModel;
import io.millrace.registry.MetricPoint;
import io.millrace.registry.ModelMetrics;
import io.millrace.registry.internal.MetricValues;
import io.millrace.registry.internal.ModelTags;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The statements behind the models that runs log. */
final class LoggedModelStore {
    private static final int READY = 2;

    private LoggedModelStore() {}

    private static final String SELECT =
            "SELECT model_id, name, experiment_id, source_run_id, artifact_location FROM logged_models WHERE ";

    static Optional<LoggedModel> find(Sql sql, String modelId) throws SQLException {
        return sql.first(SELECT + "model_id = ?", LoggedModelStore::read, modelId);
    }

    /** Returns the models of a run that are ready and not deleted, oldest first. */
    static List<LoggedModel> ofRun(Sql sql, String runId) throws SQLException {
        return sql.list(
                SELECT + "source_run_id = ? AND status = ? AND lifecycle_stage = 'active'"
                        + " ORDER BY creation_timestamp_ms, model_id",
                LoggedModelStore::read,
                runId,
                READY);
    }

    private static LoggedModel read(ResultSet row) throws SQLException {
        String run = row.getString(4);
        return new LoggedModel(
                row.getString(1),
                row.getString(2),
                Long.toString(row.getLong(3)),
                run == null ? "" : run,
                Locations.uri(row.getString(5)));
    }

    /** Records a model whose folder is in its place; one that is recorded must be the same. */
    static LoggedModel log(
            Sql sql, RunStore.RunRow run, LoggedModel model, Map<String, String> params, ModelMetrics metrics, long now)
            throws SQLException {
        Optional<LoggedModel> known = find(sql, model.modelId());
        if (known.isPresent()) {
            if (!known.get().equals(model)) {
                throw new DataException("Model " + model.modelId() + " is logged already as " + known.get()
                        + "; write the folder with a new model id");
            }
            return known.get();
        }
        sql.update(
                "INSERT INTO logged_models (model_id, experiment_id, name, artifact_location, creation_timestamp_ms,"
                        + " last_updated_timestamp_ms, status, lifecycle_stage, model_type, source_run_id)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, 'active', 'classifier', ?)",
                model.modelId(),
                run.experimentId(),
                model.name(),
                model.location().toString(),
                now,
                now,
                READY,
                run.runId());
        for (Map.Entry<String, String> param : params.entrySet()) {
            sql.update(
                    "INSERT INTO logged_model_params (model_id, experiment_id, param_key, param_value) VALUES (?, ?, ?, ?)",
                    model.modelId(),
                    run.experimentId(),
                    param.getKey(),
                    param.getValue());
        }
        for (Map.Entry<String, String> tag :
                ModelTags.ofRun(RunStore.tags(sql, run.runId())).entrySet()) {
            setTag(sql, model.modelId(), run.experimentId(), tag.getKey(), tag.getValue());
        }
        metrics(sql, run, model.modelId(), metrics);
        sql.update(
                "INSERT INTO inputs (input_uuid, source_type, source_id, destination_type, destination_id, step)"
                        + " VALUES (?, 'RUN_OUTPUT', ?, 'MODEL_OUTPUT', ?, 0)",
                DatasetStore.hex(),
                run.runId(),
                model.modelId());
        return model;
    }

    /** This table has no flag for NaN: an undefined metric is left out. */
    private static void metrics(Sql sql, RunStore.RunRow run, String modelId, ModelMetrics metrics)
            throws SQLException {
        Optional<DatasetInput> measuredOn = metrics.dataset();
        String name = measuredOn.map(DatasetInput::name).orElse(null);
        String digest = measuredOn.map(DatasetInput::digest).orElse(null);
        String dataset = name == null || digest == null
                ? null
                : DatasetStore.find(sql, run.experimentId(), name, digest).orElse(null);
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (MetricPoint point : metrics.points()) {
            if (!Double.isNaN(point.value())) {
                rows.add(new @Nullable Object[] {
                    modelId,
                    point.name(),
                    point.time().toEpochMilli(),
                    point.step(),
                    MetricValues.stored(point.value()),
                    run.experimentId(),
                    run.runId(),
                    dataset,
                    name,
                    digest
                });
            }
        }
        sql.updateAll(
                "INSERT INTO logged_model_metrics (model_id, metric_name, metric_timestamp_ms, metric_step, metric_value,"
                        + " experiment_id, run_id, dataset_uuid, dataset_name, dataset_digest)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                rows);
    }

    /** Adds a version to those as which a logged model is registered; nothing for a model that was not logged here. */
    static void registered(Sql sql, String modelId, String name, long version) throws SQLException {
        Optional<LoggedModel> model = find(sql, modelId);
        if (model.isPresent()) {
            String known = sql.first(
                            "SELECT tag_value FROM logged_model_tags WHERE model_id = ? AND tag_key = ?",
                            row -> row.getString(1),
                            modelId,
                            ModelTags.VERSIONS)
                    .orElse("");
            setTag(
                    sql,
                    modelId,
                    Long.parseLong(model.get().experimentId()),
                    ModelTags.VERSIONS,
                    ModelTags.withVersion(known, name, version));
        }
    }

    private static void setTag(Sql sql, String modelId, long experimentId, String key, String value)
            throws SQLException {
        sql.update(
                "INSERT INTO logged_model_tags (model_id, experiment_id, tag_key, tag_value) VALUES (?, ?, ?, ?)"
                        + " ON CONFLICT (model_id, tag_key) DO UPDATE SET tag_value = excluded.tag_value",
                modelId,
                experimentId,
                key,
                value);
    }

    static URI location(Sql sql, RunStore.RunRow run, String modelId) throws SQLException {
        URI experiment = Locations.uri(RunStore.experimentLocation(sql, run.experimentId()));
        return Locations.child(Locations.child(Locations.child(experiment, "models"), modelId), "artifacts");
    }
}
