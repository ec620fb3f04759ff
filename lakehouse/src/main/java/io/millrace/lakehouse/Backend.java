package io.millrace.lakehouse;

import io.millrace.config.InvalidConfigException;
import io.millrace.config.TableName;
import io.millrace.lakehouse.databricks.DatabricksBackend;
import io.millrace.lakehouse.local.LocalBackend;
import io.millrace.lakehouse.oss.OssBackend;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.SparkSession;

/**
 * Where an environment's tables, pages, models and runs live, and what can be done there. Most callers want {@link Lakehouse},
 * which is a backend with a session; what needs no session is asked here.
 *
 * <p>One package of {@code lakehouse} implements it for each {@link Kind}, and nobody switches on the kind: whoever needs to
 * know what a backend can do asks for its {@link #capabilities()}. Every implementation passes {@code BackendContract}.
 */
public interface Backend {

    /** The backends that an environment can name. */
    enum Kind {
        /** Everything in one folder of this machine. */
        LOCAL,
        /** Object storage, an open source Unity Catalog server, an MLflow server. */
        OSS,
        /** A Databricks workspace. */
        DATABRICKS
    }

    /** What only some backends can do. Sessions, tables, leases, files and tracking every one has. */
    enum Capability {
        /** What the catalog grants is enforced, not only recorded. */
        ENFORCED_GRANTS,
        /** {@link StoredTables} tells of tables where its classes are on the class path. */
        LOOK_WITHOUT_SESSION
    }

    /**
     * Returns the environment's backend. Touches nothing.
     *
     * @throws InvalidConfigException if the environment lacks what the backend needs
     */
    static Backend of(Environment environment) {
        return switch (environment.backend()) {
            case LOCAL -> new LocalBackend(environment);
            case OSS -> new OssBackend(environment);
            case DATABRICKS -> new DatabricksBackend(environment);
        };
    }

    /** Returns what it can do that others cannot. */
    Set<Capability> capabilities();

    /**
     * Passes if work can begin, before a session starts: makes what is missing, asks services whether they answer.
     *
     * @throws io.millrace.config.BackendException if it cannot; names the place and the remedy
     */
    void prepare();

    /** Returns whether a session is started in this process if none runs; else it is the platform's, or a server's. */
    default boolean startsSessions() {
        return true;
    }

    /** Returns the Spark settings to start a session with, those of the environment last. */
    Map<String, String> sessionSettings();

    /**
     * Sets on a running session what it lacks and can be given later, as a notebook's session needs it.
     *
     * @throws InvalidConfigException if it lacks what cannot be given later, or as {@link #require}
     */
    void join(SparkSession session);

    /**
     * Passes if the session's catalog, if it has one of that name, is this backend's. Changes nothing.
     *
     * @throws InvalidConfigException if it is another's; names both
     */
    void require(SparkSession session);

    /** Returns with which settings a session is to be started that has the catalog, as arguments of spark-submit. */
    String sessionHint();

    /**
     * Returns the catalog over a session that has passed {@link #require}.
     *
     * @param recorded the one that keeps all facts as table properties by SQL
     */
    Catalog catalog(SparkSession session, Catalog recorded);

    /** Returns what can be told of tables without a session. */
    StoredTables storedTables();

    /** Returns the files beside the tables. */
    StoredFiles files();

    /**
     * Returns where leases are kept.
     *
     * @param lakehouse the open environment, for a backend that keeps them in a table
     */
    LeaseStore leases(Lakehouse lakehouse);

    /** Returns where runs and models are recorded. */
    TrackingLocation tracking();

    /**
     * Returns a table's governance without a session.
     *
     * @return empty if there is no such table, or only a session can tell
     */
    default Optional<TableGovernance> governance(TableName table) {
        return storedTables().facts(table).map(facts -> TableFacts.governance(facts.texts("properties")));
    }

    /** Returns where the catalog shows registered models; empty if it does not. */
    default Optional<ModelCatalog> models() {
        return Optional.empty();
    }

    /** Says how the place of the tables is, as a clause behind a message on a disk that failed; empty if it cannot be told. */
    String placeOfTables();
}
