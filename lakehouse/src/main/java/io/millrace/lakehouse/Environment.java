package io.millrace.lakehouse;

import io.millrace.config.ConfigReader;
import io.millrace.config.Secret;
import io.millrace.config.TableName;
import io.millrace.databricks.WorkspaceSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where a project runs: which backend with which settings, the catalog, and what differs between a laptop and a cluster. What lies
 * where below these settings is the {@link Backend}'s to say.
 *
 * @param name what {@code --env} said, for example {@code local} or {@code prod}
 * @param backend where tables, models and runs live
 * @param catalog the first level of every table's name
 * @param localRoot the folder of the local backend, absolute; on other backends a place for working files
 * @param spark Spark settings by full name ({@code spark.sql.shuffle.partitions}), in file order
 * @param trackingUri the MLflow server that keeps runs and models, without a slash at the end; empty: the backend's own place
 * @param trackingToken where the server's token is found, if not in {@code MLFLOW_TRACKING_TOKEN}
 * @param unityCatalog the server of the {@code oss} backend, which cannot be without
 * @param workspace the workspace of the {@code databricks} backend, and who speaks to it
 */
public record Environment(
        String name,
        Backend.Kind backend,
        String catalog,
        Path localRoot,
        Map<String, String> spark,
        Optional<URI> trackingUri,
        Optional<Secret> trackingToken,
        Optional<UnityLocation> unityCatalog,
        WorkspaceSettings workspace) {

    /** The folder of the local backend when no file names one, below the working directory. */
    public static final String DEFAULT_ROOT = ".millrace";

    /**
     * Checks the parts and makes {@code localRoot} absolute.
     *
     * @throws IllegalArgumentException if the name or the catalog is blank, or the tracking URI is not that of a server
     */
    public Environment {
        if (name.isBlank() || catalog.isBlank()) {
            throw new IllegalArgumentException(
                    "an environment needs a name and a catalog, got '" + name + "' and '" + catalog + "'");
        }
        localRoot = localRoot.toAbsolutePath().normalize();
        spark = Collections.unmodifiableMap(new LinkedHashMap<>(spark));
        trackingUri = trackingUri.map(uri -> ServerUri.MLFLOW.parse(uri.toString()));
    }

    /** Starts a builder of an environment of this name: backend local, catalog main, {@link #DEFAULT_ROOT}. */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /**
     * Reads {@code environment}, {@code backend}, {@code catalog}, {@code local.root}, {@code tracking}, {@code
     * unity-catalog}, {@code databricks} and {@code spark} of a project.
     *
     * <p>Problems are kept by {@code root}; the value returned then only serves to find more of them.
     */
    public static Environment from(ConfigReader root) {
        Builder builder = builder(root.string("environment", "local"))
                .backend(root.choice("backend", Backend.Kind.class, Backend.Kind.LOCAL))
                .catalog(root.string("catalog", "main"));
        root.optionalSection("local")
                .ifPresent(local -> builder.localRoot(Path.of(local.string("root", DEFAULT_ROOT))));
        Map<String, String> spark = new LinkedHashMap<>();
        root.settings("spark").forEach((key, value) -> spark.put("spark." + key, value));
        root.optionalSection("spark")
                .filter(section -> section.has("spark"))
                .ifPresent(section -> section.problem(
                        "spark", "would set spark.spark.…, which Spark does not know", "leave the second spark out"));
        root.optionalSection("tracking").ifPresent(tracking -> {
            ServerUri.MLFLOW.read(tracking).ifPresent(builder::trackingUri);
            tracking.optionalSecret("token").ifPresent(builder::trackingToken);
        });
        if (builder.backend == Backend.Kind.OSS && !root.has("unity-catalog")) {
            root.problem("backend", "is oss, which needs a Unity Catalog server", "add " + UnityLocation.EXAMPLE);
        }
        builder.unityCatalog(root.optionalSection("unity-catalog").flatMap(UnityLocation::read));
        WorkspaceSettings.from(root.sectionOrEmpty("databricks")).ifPresent(builder::workspace);
        return root.build(builder.spark(spark)::build).orElseGet(() -> local(Path.of(DEFAULT_ROOT)));
    }

    /** Returns the local environment over the folder {@code root}, with catalog {@code main}. */
    public static Environment local(Path root) {
        return builder("local").localRoot(root).build();
    }

    /** Returns the name of a table of this environment's catalog. */
    public TableName table(Layer layer, String tableName) {
        return new TableName(catalog, layer.schema(), tableName);
    }

    /** Collects the parts of an {@link Environment}. */
    public static final class Builder {
        private final String name;
        private Backend.Kind backend = Backend.Kind.LOCAL;
        private String catalog = "main";
        private Path localRoot = Path.of(DEFAULT_ROOT);
        private Map<String, String> spark = Map.of();
        private Optional<URI> trackingUri = Optional.empty();
        private Optional<Secret> trackingToken = Optional.empty();
        private Optional<UnityLocation> unityCatalog = Optional.empty();
        private WorkspaceSettings workspace = WorkspaceSettings.NONE;

        private Builder(String name) {
            this.name = name;
        }

        /** Sets where tables, models and runs live. */
        public Builder backend(Backend.Kind value) {
            backend = value;
            return this;
        }

        /** Sets the first level of every table's name. */
        public Builder catalog(String value) {
            catalog = value;
            return this;
        }

        /** Sets the folder of the local backend. */
        public Builder localRoot(Path value) {
            localRoot = value;
            return this;
        }

        /** Sets Spark settings by full name. */
        public Builder spark(Map<String, String> values) {
            spark = values;
            return this;
        }

        /** Sets the MLflow server that keeps runs and models. */
        public Builder trackingUri(URI value) {
            trackingUri = Optional.of(value);
            return this;
        }

        /** Sets where the server's token is found. */
        public Builder trackingToken(Secret value) {
            trackingToken = Optional.of(value);
            return this;
        }

        /** Sets the server of the {@code oss} backend. */
        public Builder unityCatalog(Optional<UnityLocation> value) {
            unityCatalog = value;
            return this;
        }

        /** Sets the workspace of the {@code databricks} backend. */
        public Builder workspace(WorkspaceSettings value) {
            workspace = value;
            return this;
        }

        /** Returns the checked record. */
        public Environment build() {
            return new Environment(
                    name, backend, catalog, localRoot, spark, trackingUri, trackingToken, unityCatalog, workspace);
        }
    }
}
