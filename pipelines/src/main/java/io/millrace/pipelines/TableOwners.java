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
    private final Map<String, String> owners = new HashMap<>();
    private final Map<String, Monitor> monitors = new HashMap<>();

    TableOwners(Project project, ConfigReader reader) {
        this.project = project;
        this.reader = reader;
    }

    void run() {
        for (StepKind kind : StepKind.all()) {
            for (String item : kind.items(project)) {
                if (kind.equals(StepKind.MONITOR)) {
                    monitor(project.monitor(item));
                } else {
                    kind.tables(project, item)
                            .forEach(table -> claim(table, kind.items().section(), item));
                }
            }
        }
    }

    private void claim(TableName table, String section, String item) {
        String claimant = section + "." + item;
        String owner = owners.putIfAbsent(key(table), claimant);
        if (owner != null && !owner.equals(claimant)) {
            reader.section(section)
                    .problem(
                            item,
                            "writes the table " + table + ", and so does " + owner,
                            "give one of them another name");
        }
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
