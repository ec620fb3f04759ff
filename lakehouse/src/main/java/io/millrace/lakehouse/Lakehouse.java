package io.millrace.lakehouse;

import io.millrace.config.BackendException;
import io.millrace.config.DataException;
import io.millrace.config.InvalidConfigException;
import io.millrace.config.SqlName;
import io.millrace.config.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An environment that is open: its Spark session, its tables and its catalog. Begin here.
 *
 * <pre>{@code
 * try (var lakehouse = Lakehouse.open(Environment.local(Path.of(".millrace")))) {
 *     lakehouse.tables().read(lakehouse.table(Layer.RAW, "flights")).show();
 * }
 * }</pre>
 */
public final class Lakehouse implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lakehouse.class);

    private final SparkSession spark;
    private final Environment environment;
    private final Tables tables;
    private final Catalog catalog;
    private final Ownership ownership;
    private final Optional<String> project;

    private enum Ownership {
        OPENED_HERE,
        BORROWED
    }

    private Lakehouse(SparkSession spark, Environment environment, Ownership ownership) {
        this(spark, environment, ownership, Optional.empty());
    }

    private Lakehouse(SparkSession spark, Environment environment, Ownership ownership, Optional<String> project) {
        this.project = project;
        this.spark = spark;
        this.environment = environment;
        this.ownership = ownership;
        this.tables = new Tables(spark, environment);
        this.catalog = new PropertyCatalog(spark, environment, tables);
    }

    /**
     * Opens the environment: starts a Spark session with what it needs, or takes the one that runs in this JVM.
     *
     * <p>The master is {@code local[*]} unless spark-submit or the environment says otherwise. Settings that were given to
     * spark-submit or as system properties win over those that this sets, the environment's own over both.
     *
     * @throws InvalidConfigException if the backend is not one that this version has, or a running session lacks the
     *     environment's catalog or has it in another folder
     * @throws BackendException if the local folder cannot be written, or Spark does not start
     */
    public static Lakehouse open(Environment environment) {
        prepare(environment);
        boolean running = SparkSession.getDefaultSession().isDefined();
        if (running) { // before the builder gives the running session the settings of this environment
            LocalSession.requireRoot(SparkSession.getDefaultSession().get(), environment);
        }
        SparkSession.Builder builder = SparkSession.builder();
        LocalSession.beside(System.getProperties(), environment).forEach(builder::config);
        SparkSession spark = builder.getOrCreate();
        LOG.info("Opened environment {} over {}", environment.name(), environment.localRoot());
        return checked(new Lakehouse(spark, environment, running ? Ownership.BORROWED : Ownership.OPENED_HERE));
    }

    /**
     * Opens the environment over a session that someone else made, as a notebook does, and sets the environment's catalog
     * on it if it has none, and how times are written ({@code spark.sql.parquet.outputTimestampType}). Other settings stay as
     * they are.
     *
     * @throws InvalidConfigException if the backend is not one that this version has, the session was started without
     *     Delta's extension, or its catalog of that name lies in another folder; says with which settings to start one
     * @throws BackendException if the local folder cannot be written
     */
    public static Lakehouse join(SparkSession session, Environment environment) {
        prepare(environment);
        LocalSession.join(session, environment);
        return checked(new Lakehouse(session, environment, Ownership.BORROWED));
    }

    /**
     * Opens the environment over a session that someone else made and will stop.
     *
     * @throws InvalidConfigException if the session does not know the environment's catalog, or has it in another folder
     */
    public static Lakehouse over(SparkSession session, Environment environment) {
        LocalSession.requireRoot(session, environment);
        return checked(new Lakehouse(session, environment, Ownership.BORROWED));
    }

    /** Returns the Spark settings with which {@link #open} starts a session, those of the environment last. */
    public static Map<String, String> sessionSettings(Environment environment) {
        return LocalSession.settings(environment);
    }

    private static void prepare(Environment environment) {
        if (environment.backend() != Backend.LOCAL) {
            throw InvalidConfigException.of(
                    "backend: is " + environment.backend().name().toLowerCase(Locale.ROOT)
                            + ", which this version does not have; set backend = local");
        }
        try {
            Files.createDirectories(environment.warehouse());
        } catch (IOException e) {
            throw BackendException.permanent(
                    "local.root: cannot write " + environment.localRoot() + "; choose another folder", e);
        }
    }

    private static Lakehouse checked(Lakehouse lakehouse) {
        String catalog = lakehouse.environment.catalog();
        try {
            lakehouse.spark.sql("SHOW SCHEMAS IN " + SqlName.quoted(catalog));
        } catch (Exception e) { // Spark throws checked exceptions that it does not declare
            lakehouse.close();
            throw InvalidConfigException.of("catalog: is " + catalog + ", which the Spark session cannot open ("
                    + Failures.firstLine(e.getMessage()) + "); start it with "
                    + LocalSession.hint(lakehouse.environment));
        }
        LocalSession.WRITING.forEach((key, value) -> lakehouse.spark.conf().set(key, value));
        String zone = lakehouse.spark.conf().get("spark.sql.session.timeZone");
        if (!zone.equals("UTC")) {
            LOG.warn("The session's time zone is {}; text and dates become times in it. Set it to UTC", zone);
        }
        return lakehouse;
    }

    /** Returns the session. */
    public SparkSession spark() {
        return spark;
    }

    /** Returns the environment that is open. */
    public Environment environment() {
        return environment;
    }

    /** Returns the door to the rows. */
    public Tables tables() {
        return tables;
    }

    /** Returns the door to definitions, keys, tags and grants. */
    public Catalog catalog() {
        return catalog;
    }

    /**
     * Returns this lakehouse as one project sees it: {@link #governed} tables, but those of {@link Layer#OPS}, become the
     * project's, and those of other projects are not written. It shares the session, which closing it closes.
     */
    public Lakehouse forProject(String name) {
        return new Lakehouse(spark, environment, ownership, Optional.of(name));
    }

    /** Returns a table that its writes create, and bring to the definition. Touches nothing. */
    public GovernedTable governed(TableSpec spec) {
        boolean shared = spec.name().schema().equals(Layer.OPS.schema());
        TableSpec owned = shared ? spec : project.map(spec::ofProject).orElse(spec);
        return new GovernedTable(tables, catalog, owned);
    }

    /**
     * Passes if this lakehouse's project may write the table: it is not there, is this project's, or says nothing of a
     * project. Starts no job.
     *
     * @throws DataException if it is another project's; says whose, and how to mend it
     */
    public void requireOwn(TableName table) {
        if (project.isPresent() && tables.exists(table)) {
            ProjectTables.require(project.get(), table, tables.project(table));
        }
    }

    /** Returns the name of a table of this environment. */
    public TableName table(Layer layer, String name) {
        return environment.table(layer, name);
    }

    /** Stops the session if {@link #open} started it; a borrowed one goes on. */
    @Override
    public void close() {
        if (ownership == Ownership.OPENED_HERE) {
            spark.stop();
        }
    }
}
