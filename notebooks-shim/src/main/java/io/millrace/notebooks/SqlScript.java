package io.millrace.notebooks;

import io.millrace.config.SqlName;
import io.millrace.config.TableName;
import io.millrace.definitions.FeatureView;
import io.millrace.features.AsOfSql;
import io.millrace.lakehouse.Layer;
import io.millrace.monitoring.Monitor;
import io.millrace.pipelines.Project;
import java.util.function.Predicate;

/**
 * A project's tables for SQL: features as of a time and as of now, drift and quality of the newest monitor version. Plain
 * statements, which need no jar of ours where they are created nor where they are used.
 */
final class SqlScript {

    /** Where the views and functions live. */
    enum Kind {
        /** In the session, under plain names. */
        TEMPORARY,
        /** In the catalog beside the tables, under three-level names. */
        PERSISTENT
    }

    private final Project project;
    private final Predicate<TableName> exists;
    private final Kind kind;
    private final StringBuilder text = new StringBuilder();

    private SqlScript(Project project, Predicate<TableName> exists, Kind kind) {
        this.project = project;
        this.exists = exists;
        this.kind = kind;
    }

    /**
     * Returns the statements, each ended by a semicolon and a blank line; a table that does not exist yet leaves a comment.
     */
    static String of(Project project, Predicate<TableName> exists, Kind kind) {
        return new SqlScript(project, exists, kind).text();
    }

    private String text() {
        text.append("-- Features, drift and quality of the project ")
                .append(project.name())
                .append(" in SQL.\n\n");
        project.features().views().values().forEach(this::addView);
        project.monitors().values().forEach(this::addMonitor);
        return text.toString();
    }

    private void addView(FeatureView view) {
        TableName table = project.environment().table(Layer.FEATURES, view.name());
        if (missing(table)) {
            return;
        }
        String function = name(table, view.name() + "_as_of");
        text.append("-- ").append(view.name()).append(": the features of each key as they were known at t.\n");
        create("FUNCTION", function + "(t TIMESTAMP) RETURNS TABLE RETURN", new AsOfSql(view, table).query());
        create(
                "VIEW",
                name(table, view.name() + "_latest") + " AS",
                "SELECT * FROM " + function + "(current_timestamp())");
    }

    private void addMonitor(Monitor monitor) {
        addNewest(
                monitor.driftTable(),
                monitor.name() + "_drift",
                "* EXCEPT (`monitor_version`, `project`, `monitor_name`)",
                monitor,
                "",
                "what changed, by column and window");
        addNewest(
                monitor.profileTable(),
                monitor.name() + "_quality",
                "`window`, `granularity`, " + SqlName.quoted(monitor.modelId())
                        + ", `slice_key`, `slice_value`, `count`,"
                        + " `label_count`, `label_coverage`, `accuracy_score`, `log_loss`, `brier_score`,"
                        + " `calibration_error`, `roc_auc_score`, `quality_status`",
                monitor,
                " AND `column_name` = ':table' AND `log_type` = 'INPUT'",
                "how good the predictions were, by window");
    }

    private void addNewest(
            TableName table, String view, String columns, Monitor monitor, String condition, String comment) {
        if (missing(table)) {
            return;
        }
        text.append("-- ").append(view).append(": ").append(comment).append(".\n");
        String mine = monitor.condition(project.name());
        create(
                "VIEW",
                name(table, view) + " AS",
                "SELECT " + columns + "\n  FROM " + table.sql()
                        + "\n  WHERE " + mine + " AND `monitor_version` = (SELECT max(`monitor_version`) FROM "
                        + table.sql() + " WHERE " + mine + ")" + condition);
    }

    private boolean missing(TableName table) {
        if (exists.test(table)) {
            return false;
        }
        text.append("-- ").append(table).append(" does not exist yet; run its step and write this script again.\n\n");
        return true;
    }

    private void create(String what, String head, String query) {
        String temporary =
                switch (kind) {
                    case TEMPORARY -> "TEMPORARY ";
                    case PERSISTENT -> "";
                };
        text.append("CREATE OR REPLACE ").append(temporary).append(what).append(' ');
        text.append(head).append("\n  ").append(query).append(";\n\n");
    }

    private String name(TableName beside, String name) {
        return switch (kind) {
            case TEMPORARY -> SqlName.quoted(name);
            case PERSISTENT -> new TableName(beside.catalog(), beside.schema(), name).sql();
        };
    }
}
