package io.millrace.pipelines;

import io.millrace.config.ConfigReader;
import io.millrace.config.TableName;
import io.millrace.monitoring.Monitor;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The check that no two items of a project write one table. Names that differ by case only count as one, as in most catalogs.
 * Monitors share their tables, whose rows carry the monitor's name, if their columns are the same.
 */
final class TableOwners {
    private final Project project;
    private final ConfigReader reader;
    private final Map<String, Writer> owners = new HashMap<>();
    private final Map<String, Monitor> monitors = new HashMap<>();

    TableOwners(Project project, ConfigReader reader) {
        this.project = project;
        this.reader = reader;
    }

    void run() {
        for (StepKind kind : StepKind.all()) {
            for (String item : kind.items(project)) {
                kind.tables(project, item).forEach(table -> claim(table, new Writer(kind, item)));
            }
        }
        project.monitors().values().forEach(this::monitor);
    }

    private record Writer(StepKind kind, String item) {
        String place() {
            return kind.items().section() + "." + item;
        }

        /** Monitors share their tables, whose rows tell the monitor. */
        boolean shares(Writer other) {
            return kind.equals(StepKind.MONITOR) && other.kind.equals(StepKind.MONITOR);
        }
    }

    private void claim(TableName table, Writer writer) {
        Writer owner = owners.putIfAbsent(key(table), writer);
        if (owner == null || owner.shares(writer)) {
            return;
        }
        boolean sameItem = owner.place().equals(writer.place());
        reader.section(writer.kind().items().section())
                .problem(
                        writer.item(),
                        "writes the table " + table + (sameItem ? " in its step " + writer.kind() : "")
                                + ", and so does " + (sameItem ? "its step " + owner.kind() : owner.place()),
                        "give one of them another name");
    }

    private void monitor(Monitor monitor) {
        Monitor other = monitors.putIfAbsent(key(monitor.profileTable()), monitor);
        if (other != null && !other.modelId().equals(monitor.modelId())) {
            reader.section("monitors")
                    .section(monitor.name())
                    .problem(
                            "model-id",
                            "is " + monitor.modelId() + ", but monitors." + other.name()
                                    + ", which writes the same tables "
                                    + monitor.profileTable() + " and " + monitor.driftTable() + ", has "
                                    + other.modelId(),
                            "give both monitors the same model-id");
        }
    }

    private static String key(TableName name) {
        return name.toString().toLowerCase(Locale.ROOT);
    }
}
