package io.millrace.registry.local;

import io.millrace.registry.DatasetInput;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The statements behind the data sets that runs read. */
final class DatasetStore {
    private static final String CONTEXT = "mlflow.data.context";

    private DatasetStore() {}

    /** A run reads a data set once; further contexts join the first in its tag. */
    static void log(Sql sql, RunStore.RunRow run, DatasetInput input) throws SQLException {
        String dataset = dataset(sql, run.experimentId(), input);
        Optional<String> edge = sql.first(
                "SELECT input_uuid FROM inputs WHERE source_type = 'DATASET' AND source_id = ?"
                        + " AND destination_type = 'RUN' AND destination_id = ?",
                row -> row.getString(1),
                dataset,
                run.runId());
        if (edge.isEmpty()) {
            String id = hex();
            sql.update(
                    "INSERT INTO inputs (input_uuid, source_type, source_id, destination_type, destination_id, step)"
                            + " VALUES (?, 'DATASET', ?, 'RUN', ?, 0)",
                    id,
                    dataset,
                    run.runId());
            sql.update(
                    "INSERT INTO input_tags (input_uuid, name, value) VALUES (?, ?, ?)", id, CONTEXT, input.context());
            return;
        }
        String contexts = sql.first(
                        "SELECT value FROM input_tags WHERE input_uuid = ? AND name = ?",
                        row -> row.getString(1),
                        edge.get(),
                        CONTEXT)
                .orElse("");
        if (!List.of(contexts.split(",")).contains(input.context())) {
            sql.update(
                    "INSERT INTO input_tags (input_uuid, name, value) VALUES (?, ?, ?)"
                            + " ON CONFLICT (input_uuid, name) DO UPDATE SET value = excluded.value",
                    edge.get(),
                    CONTEXT,
                    contexts.isEmpty() ? input.context() : contexts + "," + input.context());
        }
    }

    private static String dataset(Sql sql, long experimentId, DatasetInput input) throws SQLException {
        Optional<String> known = find(sql, experimentId, input.name(), input.digest());
        if (known.isPresent()) {
            return known.get();
        }
        String id = hex();
        sql.update(
                "INSERT INTO datasets (dataset_uuid, experiment_id, name, digest, dataset_source_type, dataset_source,"
                        + " dataset_schema, dataset_profile) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                id,
                experimentId,
                input.name(),
                input.digest(),
                input.sourceType(),
                input.source(),
                input.schema(),
                input.profile());
        return id;
    }

    static Optional<String> find(Sql sql, long experimentId, String name, String digest) throws SQLException {
        return sql.first(
                "SELECT dataset_uuid FROM datasets WHERE experiment_id = ? AND name = ? AND digest = ?",
                row -> row.getString(1),
                experimentId,
                name,
                digest);
    }

    static List<DatasetInput> ofRun(Sql sql, String runId) throws SQLException {
        return sql.list(
                "SELECT d.name, d.digest, d.dataset_source_type, d.dataset_source, d.dataset_schema, d.dataset_profile,"
                        + " t.value FROM inputs i JOIN datasets d ON d.dataset_uuid = i.source_id"
                        + " LEFT JOIN input_tags t ON t.input_uuid = i.input_uuid AND t.name = '" + CONTEXT + "'"
                        + " WHERE i.source_type = 'DATASET' AND i.destination_type = 'RUN' AND i.destination_id = ?"
                        + " ORDER BY d.name, d.digest",
                row -> new DatasetInput(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        text(row.getString(5)),
                        text(row.getString(6)),
                        text(row.getString(7))),
                runId);
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    static String hex() {
        return UUID.randomUUID().toString().replace("-", "");
    }
}
