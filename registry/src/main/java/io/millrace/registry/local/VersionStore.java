package io.millrace.registry.local;

import io.millrace.config.DataException;
import io.millrace.registry.ModelSource;
import io.millrace.registry.ModelVersion;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The statements behind registered models; each method runs inside a transaction of the caller. */
final class VersionStore {
    private static final String LIVE = " AND (current_stage IS NULL OR current_stage <> 'Deleted_Internal')";
    private static final String SELECT =
            "SELECT name, version, run_id, source, storage_location, creation_time FROM model_versions WHERE name = ?"
                    + LIVE;

    private VersionStore() {}

    static ModelVersion register(Sql sql, String model, ModelSource source, String user, long now) throws SQLException {
        String folder = source.folder().toString();
        Optional<Long> known = sql.first(
                "SELECT version FROM model_versions WHERE name = ? AND (storage_location = ? OR source = ?)" + LIVE
                        + " ORDER BY version",
                row -> row.getLong(1),
                model,
                folder,
                folder);
        if (known.isPresent()) {
            return find(sql, model, known.get()).orElseThrow();
        }
        ensureModel(sql, model, now);
        long version = 1
                + sql.first("SELECT max(version) FROM model_versions WHERE name = ?", row -> row.getLong(1), model)
                        .orElse(0L);
        boolean logged = LoggedModelStore.find(sql, source.modelId()).isPresent();
        sql.update(
                "INSERT INTO model_versions (name, version, creation_time, last_updated_time, description, user_id,"
                        + " current_stage, source, run_id, status, storage_location)"
                        + " VALUES (?, ?, ?, ?, ?, ?, 'None', ?, ?, 'READY', ?)",
                model,
                version,
                now,
                now,
                source.description().isEmpty() ? null : source.description(),
                user,
                logged ? "models:/" + source.modelId() : folder,
                source.runId().isEmpty() ? null : source.runId(),
                folder);
        tag(sql, model, version, source.tags());
        LoggedModelStore.registered(sql, source.modelId(), model, version);
        return find(sql, model, version).orElseThrow();
    }

    private static void ensureModel(Sql sql, String model, long now) throws SQLException {
        if (sql.update("UPDATE registered_models SET last_updated_time = ? WHERE name = ?", now, model) == 0) {
            sql.update(
                    "INSERT INTO registered_models (name, creation_time, last_updated_time) VALUES (?, ?, ?)",
                    model,
                    now,
                    now);
        }
    }

    static Optional<ModelVersion> find(Sql sql, String model, long version) throws SQLException {
        Optional<VersionRow> row = sql.first(SELECT + " AND version = ?", VersionStore::read, model, version);
        return row.isEmpty() ? Optional.empty() : Optional.of(complete(sql, row.get()));
    }

    static List<ModelVersion> versions(Sql sql, String model) throws SQLException {
        List<ModelVersion> versions = new ArrayList<>();
        for (VersionRow row : sql.list(SELECT + " ORDER BY version", VersionStore::read, model)) {
            versions.add(complete(sql, row));
        }
        return versions;
    }

    static List<String> models(Sql sql) throws SQLException {
        return sql.list("SELECT name FROM registered_models ORDER BY name", row -> row.getString(1)).stream()
                .sorted()
                .toList();
    }

    static OptionalLong aliased(Sql sql, String model, String alias) throws SQLException {
        return sql.first(
                        "SELECT version FROM registered_model_aliases WHERE name = ? AND alias = ?",
                        row -> OptionalLong.of(row.getLong(1)),
                        model,
                        alias)
                .orElse(OptionalLong.empty());
    }

    static boolean moveAlias(Sql sql, String model, String alias, OptionalLong expected, long version)
            throws SQLException {
        require(sql, model, version);
        if (!aliased(sql, model, alias).equals(expected)) {
            return false;
        }
        if (expected.isEmpty()) {
            sql.update(
                    "INSERT INTO registered_model_aliases (alias, version, name) VALUES (?, ?, ?)",
                    alias,
                    version,
                    model);
        } else {
            sql.update(
                    "UPDATE registered_model_aliases SET version = ? WHERE name = ? AND alias = ?",
                    version,
                    model,
                    alias);
        }
        return true;
    }

    static void tag(Sql sql, String model, long version, Map<String, String> tags) throws SQLException {
        require(sql, model, version);
        for (Map.Entry<String, String> tag : tags.entrySet()) {
            int changed = sql.update(
                    "UPDATE model_version_tags SET value = ? WHERE name = ? AND version = ? AND key = ?",
                    tag.getValue(),
                    model,
                    version,
                    tag.getKey());
            if (changed == 0) {
                sql.update(
                        "INSERT INTO model_version_tags (key, value, name, version) VALUES (?, ?, ?, ?)",
                        tag.getKey(),
                        tag.getValue(),
                        model,
                        version);
            }
        }
    }

    private static void require(Sql sql, String model, long version) throws SQLException {
        if (sql.first(SELECT + " AND version = ?", VersionStore::read, model, version)
                .isEmpty()) {
            throw new DataException("Model " + model + " has no version " + version);
        }
    }

    private record VersionRow(String model, long version, String runId, URI folder, long created) {}

    private static VersionRow read(ResultSet row) throws SQLException {
        String stored = row.getString(5);
        return new VersionRow(
                row.getString(1),
                row.getLong(2),
                text(row.getString(3)),
                Locations.uri(stored == null || stored.isEmpty() ? text(row.getString(4)) : stored),
                row.getLong(6));
    }

    private static ModelVersion complete(Sql sql, VersionRow row) throws SQLException {
        Map<String, String> tags = new LinkedHashMap<>();
        sql.list(
                "SELECT key, value FROM model_version_tags WHERE name = ? AND version = ?",
                tag -> tags.put(tag.getString(1), text(tag.getString(2))),
                row.model(),
                row.version());
        Set<String> aliases = new TreeSet<>(sql.list(
                "SELECT alias FROM registered_model_aliases WHERE name = ? AND version = ?",
                alias -> alias.getString(1),
                row.model(),
                row.version()));
        return new ModelVersion(
                row.model(),
                row.version(),
                row.runId(),
                row.folder(),
                tags,
                aliases,
                Instant.ofEpochMilli(row.created()));
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
