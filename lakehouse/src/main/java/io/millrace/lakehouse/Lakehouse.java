package io.millrace.lakehouse;

import io.millrace.config.DataException;
import io.millrace.config.InvalidConfigException;
import io.millrace.config.LakehouseException;
import io.millrace.config.Platform;
import io.millrace.config.SqlName;
import io.millrace.config.TableName;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.jdk.javaapi.OptionConverters;

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
    private final Backend backend;
    private final Tables tables;
    private final Catalog catalog;
    private final Ownership ownership;
    private final Optional<String> project;

    /** Settings of every session that writes: Spark's default for times, INT96, overflows in other readers and before 1678. */
    private static final Map<String, String> WRITING =
            Map.of("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS");

    /** Settings of every session that is started or given for us: the same rows on every machine, and no wrong value for an error. */
    private static final Map<String, String> READING =
            Map.of("spark.sql.session.timeZone", "UTC", "spark.sql.ansi.enabled", "true");

    private enum Ownership {
        OPENED_HERE,
        BORROWED
    }

    private Lakehouse(
            SparkSession spark,
            Environment environment,
            Backend backend,
            Ownership ownership,
            Optional<String> project) {
        this.project = project;
        this.spark = spark;
        this.environment = environment;
        this.backend = backend;
        this.ownership = ownership;
        this.tables = new Tables(spark, backend);
        this.catalog = backend.catalog(spark, new PropertyCatalog(spark, environment, backend, tables));
    }

    /**
     * Opens the environment: starts a Spark session with what it needs, or takes the one that runs in this JVM.
     *
     * <p>The master is {@code local[*]} unless spark-submit or the environment says otherwise. Settings that were given to
     * spark-submit or as system properties win over those that this sets, the environment's own over both.
     *
     * <p>On a platform that owns the process the session is the platform's, with the settings that it takes.
     *
     * <p>Where {@code spark.remote} or {@code SPARK_REMOTE} names a server of Spark Connect, the session is one of that server,
     * with the settings that a running server takes; not on a platform that owns the process, whose session is taken.
     *
     * @throws InvalidConfigException if the backend is not one that this version has, or a running session or server lacks the
     *     environment's catalog or Delta's extension, or has the catalog in another folder
     * @throws io.millrace.config.BackendException if the backend cannot be worked on, Spark does not start, or no server answers
     */
    public static Lakehouse open(Environment environment) {
        Backend backend = Backend.of(environment);
        backend.prepare();
        Optional<SparkSession> running = OptionConverters.toJava(SparkSession.getDefaultSession());
        running.ifPresent(backend::require); // before the builder gives it the settings of this environment
        Map<String, String> settings = beside(System.getProperties(), environment);
        Optional<String> server = RemoteSession.server(environment, System.getProperties(), System::getenv);
        SparkSession spark;
        if (server.isPresent()) {
            spark = RemoteSession.open(server.get());
            backend.join(spark);
            RemoteSession.set(spark, settings, environment);
        } else if (isGiven(running.isPresent(), backend)) {
            spark = SparkSession.builder().getOrCreate();
            backend.join(spark);
            RemoteSession.set(spark, settings, environment);
        } else if (!backend.startsSessions()) {
            throw InvalidConfigException.of("backend: is "
                    + environment.backend().name().toLowerCase(Locale.ROOT)
                    + ", which no session of this process can reach; work in " + backend.sessionHint());
        } else {
            SparkSession.Builder builder = SparkSession.builder();
            settings.forEach(builder::config);
            spark = builder.getOrCreate();
        }
        LOG.info("Opened environment {} over {}", environment.name(), backend);
        boolean borrowed = server.isPresent()
                ? running.filter(spark::equals).isPresent()
                : running.isPresent() || Platform.ownsProcess();
        return checked(spark, environment, backend, borrowed ? Ownership.BORROWED : Ownership.OPENED_HERE);
    }

    /** Whether the session is taken as it is: one that runs already, or will be there when it is asked for. */
    private static boolean isGiven(boolean isRunning, Backend backend) {
        return isRunning
                ? Platform.ownsProcess() || !backend.startsSessions()
                : Platform.ownsProcess() && !backend.startsSessions();
    }

    /**
     * Opens the environment over a session that someone else made, as a notebook does, and sets the environment's catalog
     * on it if it has none, and how times are written ({@code spark.sql.parquet.outputTimestampType}). Other settings stay as
     * they are.
     *
     * @throws InvalidConfigException if the backend is not one that this version has, the session was started without
     *     Delta's extension, or its catalog of that name lies in another folder; says with which settings to start one
     * @throws io.millrace.config.BackendException if the backend cannot be worked on
     */
    public static Lakehouse join(SparkSession session, Environment environment) {
        Backend backend = Backend.of(environment);
        backend.prepare();
        backend.join(session);
        return checked(session, environment, backend, Ownership.BORROWED);
    }

    /**
     * Opens the environment over a session that someone else made and will stop.
     *
     * @throws InvalidConfigException if the session does not know the environment's catalog, or has it in another folder
     */
    public static Lakehouse over(SparkSession session, Environment environment) {
        Backend backend = Backend.of(environment);
        backend.require(session);
        return checked(session, environment, backend, Ownership.BORROWED);
    }

    /** Returns the Spark settings with which {@link #open} starts a session, those of the environment last. */
    public static Map<String, String> sessionSettings(Environment environment) {
        var settings = new LinkedHashMap<>(WRITING);
        settings.putAll(READING);
        settings.putAll(Backend.of(environment).sessionSettings());
        return settings;
    }

    /**
     * Returns the settings to start a session with, beside those that were given to the JVM, as spark-submit gives what
     * {@code --conf} says: they win over ours, the environment's over both.
     */
    static Map<String, String> beside(Properties given, Environment environment) {
        Map<String, String> settings = sessionSettings(environment);
        settings.keySet()
                .removeIf(key ->
                        given.getProperty(key) != null && !environment.spark().containsKey(key));
        return settings;
    }

    private static Lakehouse checked(
            SparkSession spark, Environment environment, Backend backend, Ownership ownership) {
        Lakehouse lakehouse = new Lakehouse(spark, environment, backend, ownership, Optional.empty());
        String catalog = lakehouse.environment.catalog();
        try {
            lakehouse.spark.sql("SHOW SCHEMAS IN " + SqlName.quoted(catalog));
        } catch (Exception e) { // Spark throws checked exceptions that it does not declare
            lakehouse.close();
            throw InvalidConfigException.of("catalog: is " + catalog + ", which the Spark session cannot open ("
                    + Failures.firstLine(e.getMessage()) + "); start it with "
                    + backend.sessionHint());
        }
        if (lakehouse.isRemote()) {
            try {
                RemoteClasses.send(spark);
            } catch (LakehouseException e) {
                lakehouse.close();
                throw e;
            }
        }
        RemoteSession.set(spark, WRITING, environment);
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

    /**
     * Returns whether the session is a remote one, of Spark Connect: it has no context, RDDs or MLlib, and its server got our classes
     * when this was opened.
     */
    public boolean isRemote() {
        return isRemote(spark.getClass());
    }

    /** Returns whether sessions of that class are remote ones. */
    public static boolean isRemote(Class<?> session) {
        return RemoteSession.is(session);
    }

    /** Returns the environment that is open. */
    public Environment environment() {
        return environment;
    }

    /** Returns the backend, with all that needs no session. */
    public Backend backend() {
        return backend;
    }

    /** Returns the rights of one process at a time to do something. */
    public Leases leases() {
        return new Leases(backend.leases(this), Clock.systemUTC());
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
        return new Lakehouse(spark, environment, backend, ownership, Optional.of(name));
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
