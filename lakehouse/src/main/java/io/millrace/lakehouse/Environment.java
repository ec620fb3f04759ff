package io.millrace.lakehouse;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where a project runs: the backend, the catalog, and what differs between a laptop and a cluster.
 *
 * @param name what {@code --env} said, for example {@code local} or {@code prod}
 * @param backend where tables, models and runs live
 * @param catalog the first level of every table's name
 * @param localRoot the folder of the local backend, absolute; on other backends a place for working files
 * @param spark Spark settings by full name ({@code spark.sql.shuffle.partitions}), in file order
 */
public record Environment(String name, Backend backend, String catalog, Path localRoot, Map<String, String> spark) {

    /** The folder of the local backend when no file names one, below the working directory. */
    public static final String DEFAULT_ROOT = ".millrace";

    /**
     * Checks the parts and makes {@code localRoot} absolute.
     *
     * @throws IllegalArgumentException if the name or the catalog is blank
     */
    public Environment {
        if (name.isBlank() || catalog.isBlank()) {
            throw new IllegalArgumentException(
                    "an environment needs a name and a catalog, got '" + name + "' and '" + catalog + "'");
        }
        localRoot = localRoot.toAbsolutePath().normalize();
        spark = Collections.unmodifiableMap(new LinkedHashMap<>(spark));
    }

    /**
     * Reads {@code environment}, {@code backend}, {@code catalog}, {@code local.root} and {@code spark} of a project.
     *
     * <p>Problems are kept by {@code root}; the value returned then only serves to find more of them.
     */
    public static Environment from(ConfigReader root) {
        String name = root.string("environment", "local");
        Backend backend = root.choice("backend", Backend.class, Backend.LOCAL);
        String catalog = root.string("catalog", "main");
        String folder = root.optionalSection("local")
                .map(local -> local.string("root", DEFAULT_ROOT))
                .orElse(DEFAULT_ROOT);
        Map<String, String> spark = new LinkedHashMap<>();
        root.settings("spark").forEach((key, value) -> spark.put("spark." + key, value));
        return root.build(() -> new Environment(name, backend, catalog, Path.of(folder), spark))
                .orElseGet(() -> local(Path.of(DEFAULT_ROOT)));
    }

    /** Returns the local environment over the folder {@code root}, with catalog {@code main}. */
    public static Environment local(Path root) {
        return new Environment("local", Backend.LOCAL, "main", root, Map.of());
    }

    /** Returns the name of a table of this environment's catalog. */
    public TableName table(Layer layer, String tableName) {
        return new TableName(catalog, layer.schema(), tableName);
    }

    /** Returns the folder of models' and runs' artifacts. */
    public Path artifacts() {
        return localRoot.resolve("artifacts");
    }

    /** Returns the folder of the HTML reports. */
    public Path reports() {
        return localRoot.resolve("reports");
    }

    /** Returns the SQLite file of runs and models, in MLflow's own schema. */
    public Path trackingFile() {
        return localRoot.resolve("mlflow.db");
    }

    /** Returns the folder of the tables: {@code warehouse/catalog/schema/table}. */
    public Path warehouse() {
        return localRoot.resolve("warehouse");
    }
}
