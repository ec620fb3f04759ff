package io.millrace.pipelines;

import io.millrace.config.ConfigReader;
import io.millrace.config.TableName;
import io.millrace.lakehouse.Layer;
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
        project.sources().values().stream()
                .filter(source -> source.ingested())
                .forEach(source -> claim(Layer.RAW, source.name(), "sources", source.name()));
        project.features().views().keySet().forEach(view -> claim(Layer.FEATURES, view, "feature-views", view));
        project.features().trainingSets().keySet().forEach(set -> claim(Layer.TRAINING, set, "training-sets", set));
        project.models().keySet().forEach(model -> {
            claim(Layer.TRAINING, model + "_predictions", "models", model);
            claim(Layer.INFERENCE, model, "models", model);
        });
        project.monitors().values().forEach(this::monitor);
    }

    private void claim(Layer layer, String table, String kind, String item) {
        TableName name = project.environment().table(layer, table);
        String owner = owners.putIfAbsent(key(name), kind + "." + item);
        if (owner != null) {
            reader.section(kind)
                    .problem(
                            item,
                            "writes the table " + name + ", and so does " + owner,
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
