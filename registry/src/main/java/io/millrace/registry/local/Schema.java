package io.millrace.registry.local;

import io.millrace.config.BackendException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * MLflow's schema. A new file gets the revision that is oldest among those that can hold all we write, so that every newer
 * MLflow upgrades it by itself; an existing file is taken at whatever revision it is, if it has the columns we use.
 */
final class Schema {
    static final String REVISION = "6953534de441";

    /** The columns that are read or written, by table. */
    private static final Map<String, List<String>> COLUMNS = columns();

    private Schema() {}

    private static Map<String, List<String>> columns() {
        Map<String, List<String>> columns = new LinkedHashMap<>();
        columns.put(
                "experiments",
                List.of(
                        "experiment_id",
                        "name",
                        "artifact_location",
                        "lifecycle_stage",
                        "creation_time",
                        "last_update_time"));
        columns.put(
                "runs",
                List.of(
                        "run_uuid",
                        "name",
                        "source_type",
                        "source_name",
                        "entry_point_name",
                        "user_id",
                        "status",
                        "start_time",
                        "end_time",
                        "source_version",
                        "lifecycle_stage",
                        "artifact_uri",
                        "experiment_id"));
        columns.put("params", List.of("key", "value", "run_uuid"));
        columns.put("tags", List.of("key", "value", "run_uuid"));
        columns.put("metrics", List.of("key", "value", "timestamp", "run_uuid", "step", "is_nan"));
        columns.put("latest_metrics", List.of("key", "value", "timestamp", "step", "is_nan", "run_uuid"));
        columns.put(
                "datasets",
                List.of(
                        "dataset_uuid",
                        "experiment_id",
                        "name",
                        "digest",
                        "dataset_source_type",
                        "dataset_source",
                        "dataset_schema",
                        "dataset_profile"));
        columns.put(
                "inputs",
                List.of("input_uuid", "source_type", "source_id", "destination_type", "destination_id", "step"));
        columns.put("input_tags", List.of("input_uuid", "name", "value"));
        columns.put(
                "logged_models",
                List.of(
                        "model_id",
                        "experiment_id",
                        "name",
                        "artifact_location",
                        "creation_timestamp_ms",
                        "last_updated_timestamp_ms",
                        "status",
                        "lifecycle_stage",
                        "model_type",
                        "source_run_id"));
        columns.put("logged_model_params", List.of("model_id", "experiment_id", "param_key", "param_value"));
        columns.put(
                "logged_model_metrics",
                List.of(
                        "model_id",
                        "metric_name",
                        "metric_timestamp_ms",
                        "metric_step",
                        "metric_value",
                        "experiment_id",
                        "run_id"));
        columns.put("registered_models", List.of("name", "creation_time", "last_updated_time"));
        columns.put("registered_model_aliases", List.of("alias", "version", "name"));
        columns.put(
                "model_versions",
                List.of(
                        "name",
                        "version",
                        "creation_time",
                        "last_updated_time",
                        "description",
                        "current_stage",
                        "source",
                        "run_id",
                        "status",
                        "storage_location"));
        columns.put("model_version_tags", List.of("key", "value", "name", "version"));
        return columns;
    }

    /** Makes the tables of a new file, or checks those of an existing one. */
    static void prepare(TrackingFile file, String artifactLocation, long now) {
        file.write(sql -> {
            Set<String> tables = new TreeSet<>(
                    sql.list("SELECT name FROM sqlite_master WHERE type = 'table'", row -> row.getString(1)));
            if (tables.isEmpty()) {
                create(sql, artifactLocation, now);
            } else {
                check(file, sql, tables);
            }
            return tables;
        });
    }

    private static void create(Sql sql, String artifactLocation, long now) throws SQLException {
        for (String statement : statements()) {
            sql.update(statement);
        }
        sql.update("INSERT INTO alembic_version (version_num) VALUES (?)", REVISION);
        sql.update(
                "INSERT INTO experiments (experiment_id, name, artifact_location, lifecycle_stage, creation_time,"
                        + " last_update_time) VALUES (0, 'Default', ?, 'active', ?, ?)",
                artifactLocation,
                now,
                now);
    }

    private static List<String> statements() {
        String resource = "mlflow-" + REVISION + ".sql";
        try (InputStream in = Schema.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("The jar lacks " + resource);
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8).replaceAll("(?m)^--.*$", "");
            List<String> statements = new ArrayList<>();
            for (String statement : text.split(";", -1)) {
                if (!statement.isBlank()) {
                    statements.add(statement.strip());
                }
            }
            return statements;
        } catch (IOException e) {
            throw new IllegalStateException("Cannot read " + resource + " from the jar", e);
        }
    }

    private static void check(TrackingFile file, Sql sql, Set<String> tables) throws SQLException {
        if (!tables.contains("alembic_version")) {
            throw BackendException.permanent("Tracking file " + file.path() + " is no MLflow store: it has the tables "
                    + tables + " and no alembic_version; set another local.root");
        }
        String revision = revision(sql);
        List<String> problems = new ArrayList<>();
        for (Map.Entry<String, List<String>> table : COLUMNS.entrySet()) {
            problems.addAll(differences(sql, table.getKey(), table.getValue()));
        }
        if (!problems.isEmpty()) {
            throw BackendException.permanent("Tracking file " + file.path() + " is at MLflow's revision " + revision
                    + ", which this library cannot use (it was made for " + REVISION
                    + " and later ones with the same columns): "
                    + String.join("; ", problems)
                    + ". Upgrade the file with 'mlflow db upgrade', or use a newer Millrace");
        }
    }

    static String revision(Sql sql) throws SQLException {
        return sql.first("SELECT version_num FROM alembic_version", row -> row.getString(1))
                .orElse("(none)");
    }

    /** What stands against reading and inserting the columns we use. */
    private static List<String> differences(Sql sql, String table, List<String> used) throws SQLException {
        Set<String> known = new TreeSet<>();
        List<String> problems = new ArrayList<>();
        sql.list(
                "SELECT name, \"notnull\", dflt_value FROM pragma_table_info(?)",
                row -> {
                    String column = row.getString(1);
                    known.add(column);
                    if (row.getBoolean(2) && row.getString(3) == null && !used.contains(column)) {
                        problems.add(table + "." + column + " needs a value that is unknown here");
                    }
                    return column;
                },
                table);
        if (known.isEmpty()) {
            return List.of("table " + table + " is missing");
        }
        for (String column : used) {
            if (!known.contains(column)) {
                problems.add(table + "." + column + " is missing");
            }
        }
        return problems;
    }
}
