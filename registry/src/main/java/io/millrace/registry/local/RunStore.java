package io.millrace.registry.local;

import io.millrace.config.DataException;
import io.millrace.registry.DatasetInput;
import io.millrace.registry.MetricPoint;
import io.millrace.registry.RunHandle;
import io.millrace.registry.RunStart;
import io.millrace.registry.RunStatus;
import io.millrace.registry.TrackedRun;
import io.millrace.registry.internal.MetricValues;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The statements behind experiments and runs; each method runs inside a transaction of the caller. */
final class RunStore {
    private RunStore() {}

    /** A run's own row. */
    record RunRow(
            String runId,
            long experimentId,
            String name,
            String status,
            long startTime,
            @Nullable Long endTime,
            String artifactUri,
            String lifecycle) {}

    static String experiment(Sql sql, String name, URI artifactRoot, long now) throws SQLException {
        Optional<String[]> found = sql.first(
                "SELECT experiment_id, lifecycle_stage FROM experiments WHERE name = ? ORDER BY experiment_id",
                row -> new String[] {Long.toString(row.getLong(1)), row.getString(2)},
                name);
        if (found.isPresent()) {
            if ("deleted".equals(found.get()[1])) {
                throw new DataException(
                        "Experiment '" + name + "' was deleted; restore it in MLflow, or use another name");
            }
            return found.get()[0];
        }
        sql.update(
                "INSERT INTO experiments (name, lifecycle_stage, creation_time, last_update_time)"
                        + " VALUES (?, 'active', ?, ?)",
                name,
                now,
                now);
        long id = sql.first("SELECT last_insert_rowid()", row -> row.getLong(1)).orElseThrow();
        sql.update(
                "UPDATE experiments SET artifact_location = ? WHERE experiment_id = ?",
                Locations.child(artifactRoot, Long.toString(id)).toString(),
                id);
        return Long.toString(id);
    }

    static RunHandle start(Sql sql, String experimentId, RunStart start) throws SQLException {
        long id = experimentNumber(experimentId);
        String location = experimentLocation(sql, id);
        String runId = UUID.randomUUID().toString().replace("-", "");
        URI artifacts = Locations.child(Locations.child(Locations.uri(location), runId), "artifacts");
        sql.update(
                "INSERT INTO runs (run_uuid, name, source_type, source_name, entry_point_name, user_id, status, start_time,"
                        + " source_version, lifecycle_stage, artifact_uri, experiment_id)"
                        + " VALUES (?, ?, 'JOB', ?, '', ?, 'RUNNING', ?, '', 'active', ?, ?)",
                runId,
                start.name(),
                start.source(),
                start.user(),
                start.startTime().toEpochMilli(),
                artifacts.toString(),
                id);
        Map<String, String> tags = new LinkedHashMap<>(start.tags());
        tags.put("mlflow.runName", start.name());
        tags.put("mlflow.user", start.user());
        tags.put("mlflow.source.name", start.source());
        tags.put("mlflow.source.type", "JOB");
        setTags(sql, runId, tags);
        return new RunHandle(runId, experimentId, artifacts);
    }

    static String experimentLocation(Sql sql, long id) throws SQLException {
        return sql.first(
                        "SELECT artifact_location FROM experiments WHERE experiment_id = ? AND lifecycle_stage = 'active'",
                        row -> row.getString(1),
                        id)
                .orElseThrow(() -> new DataException("Experiment " + id + " does not exist or was deleted"));
    }

    static long experimentNumber(String experimentId) {
        try {
            return Long.parseLong(experimentId);
        } catch (NumberFormatException e) {
            throw new DataException("Experiment '" + experimentId + "' does not exist: ids are numbers", e);
        }
    }

    /** Returns the row of a run that can be written to. */
    static RunRow active(Sql sql, String runId) throws SQLException {
        RunRow run = row(sql, runId).orElseThrow(() -> new DataException("Run " + runId + " does not exist"));
        if (!run.lifecycle().equals("active")) {
            throw new DataException("Run " + runId + " was deleted; restore it in MLflow to write to it");
        }
        return run;
    }

    static Optional<RunRow> row(Sql sql, String runId) throws SQLException {
        return sql.first(SELECT_RUN + " WHERE run_uuid = ?", RunStore::readRow, runId);
    }

    private static final String SELECT_RUN =
            "SELECT run_uuid, experiment_id, name, status, start_time, end_time, artifact_uri, lifecycle_stage FROM runs";

    private static RunRow readRow(ResultSet row) throws SQLException {
        long end = row.getLong(6);
        Long endTime = row.wasNull() ? null : end;
        String name = row.getString(3);
        return new RunRow(
                row.getString(1),
                row.getLong(2),
                name == null ? "" : name,
                row.getString(4),
                row.getLong(5),
                endTime,
                row.getString(7),
                row.getString(8));
    }

    static void logParams(Sql sql, String runId, Map<String, String> params) throws SQLException {
        Map<String, String> stored = pairs(sql, "params", runId);
        for (Map.Entry<String, String> param : params.entrySet()) {
            String old = stored.get(param.getKey());
            if (old == null) {
                sql.update(
                        "INSERT INTO params (key, value, run_uuid) VALUES (?, ?, ?)",
                        param.getKey(),
                        param.getValue(),
                        runId);
            } else if (!old.equals(param.getValue())) {
                throw new DataException("Parameter " + param.getKey() + " of run " + runId + " is '" + old
                        + "' and is written once; it cannot become '" + param.getValue() + "'. Start another run");
            }
        }
    }

    static void logMetrics(Sql sql, String runId, List<MetricPoint> points) throws SQLException {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (MetricPoint point : points) {
            rows.add(new @Nullable Object[] {
                point.name(),
                MetricValues.stored(point.value()),
                point.time().toEpochMilli(),
                point.step(),
                MetricValues.nanFlag(point.value()),
                runId
            });
        }
        sql.updateAll(
                "INSERT INTO metrics (key, value, timestamp, step, is_nan, run_uuid) VALUES (?, ?, ?, ?, ?, ?)"
                        + " ON CONFLICT DO NOTHING",
                rows);
        // The latest point is the greatest by step, time, value, as MLflow has it.
        sql.updateAll(
                "INSERT INTO latest_metrics (key, value, timestamp, step, is_nan, run_uuid) VALUES (?, ?, ?, ?, ?, ?)"
                        + " ON CONFLICT (key, run_uuid) DO UPDATE SET value = excluded.value,"
                        + " timestamp = excluded.timestamp, step = excluded.step, is_nan = excluded.is_nan"
                        + " WHERE (excluded.step, excluded.timestamp, excluded.value)"
                        + " > (latest_metrics.step, latest_metrics.timestamp, latest_metrics.value)",
                rows);
    }

    static Map<String, String> tags(Sql sql, String runId) throws SQLException {
        return pairs(sql, "tags", runId);
    }

    static void setTags(Sql sql, String runId, Map<String, String> tags) throws SQLException {
        for (Map.Entry<String, String> tag : tags.entrySet()) {
            sql.update(
                    "INSERT INTO tags (key, value, run_uuid) VALUES (?, ?, ?)"
                            + " ON CONFLICT (key, run_uuid) DO UPDATE SET value = excluded.value",
                    tag.getKey(),
                    tag.getValue(),
                    runId);
        }
    }

    static void finish(Sql sql, String runId, RunStatus status, long now) throws SQLException {
        sql.update(
                "UPDATE runs SET status = ?, end_time = ? WHERE run_uuid = ? AND status <> ?",
                status.name(),
                now,
                runId,
                status.name());
    }

    static List<TrackedRun> runs(Sql sql, String experimentId) throws SQLException {
        List<RunRow> rows = sql.list(
                SELECT_RUN
                        + " WHERE experiment_id = ? AND lifecycle_stage = 'active' ORDER BY start_time DESC, run_uuid",
                RunStore::readRow,
                experimentNumber(experimentId));
        List<TrackedRun> runs = new ArrayList<>(rows.size());
        for (RunRow row : rows) {
            runs.add(tracked(sql, row));
        }
        return runs;
    }

    static TrackedRun tracked(Sql sql, RunRow row) throws SQLException {
        Map<String, Double> metrics = new LinkedHashMap<>();
        sql.list(
                "SELECT key, value, is_nan FROM latest_metrics WHERE run_uuid = ? ORDER BY key",
                metric ->
                        metrics.put(metric.getString(1), MetricValues.read(metric.getDouble(2), metric.getBoolean(3))),
                row.runId());
        List<DatasetInput> inputs = DatasetStore.ofRun(sql, row.runId());
        Long end = row.endTime();
        return new TrackedRun(
                row.runId(),
                Long.toString(row.experimentId()),
                row.name(),
                RunStatus.valueOf(row.status()),
                Instant.ofEpochMilli(row.startTime()),
                end == null ? Optional.empty() : Optional.of(Instant.ofEpochMilli(end)),
                pairs(sql, "params", row.runId()),
                metrics,
                tags(sql, row.runId()),
                inputs,
                Locations.uri(row.artifactUri()));
    }

    static List<MetricPoint> history(Sql sql, String runId, String metric) throws SQLException {
        return sql.list(
                "SELECT key, value, is_nan, step, timestamp FROM metrics WHERE run_uuid = ? AND key = ?"
                        + " ORDER BY step, timestamp, value",
                row -> new MetricPoint(
                        row.getString(1),
                        MetricValues.read(row.getDouble(2), row.getBoolean(3)),
                        row.getLong(4),
                        Instant.ofEpochMilli(row.getLong(5))),
                runId,
                metric);
    }

    private static Map<String, String> pairs(Sql sql, String table, String runId) throws SQLException {
        Map<String, String> pairs = new LinkedHashMap<>();
        sql.list(
                "SELECT key, value FROM " + table + " WHERE run_uuid = ? ORDER BY key",
                row -> {
                    String value = row.getString(2);
                    return pairs.put(row.getString(1), value == null ? "" : value);
                },
                runId);
        return pairs;
    }
}
