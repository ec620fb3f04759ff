package io.millrace.lakehouse.local;

import io.millrace.config.BackendException;
import io.millrace.lakehouse.Backend;
import io.millrace.lakehouse.Catalog;
import io.millrace.lakehouse.Environment;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.lakehouse.LeaseStore;
import io.millrace.lakehouse.StoredFiles;
import io.millrace.lakehouse.StoredTables;
import io.millrace.lakehouse.TrackingLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.SparkSession;

/**
 * Everything below the environment's {@code local.root}: {@code warehouse/catalog/schema/table}, {@code mlflow.db}, {@code
 * artifacts/}, {@code downloads/}, {@code reports/} and {@code locks/}.
 */
public final class LocalBackend implements Backend {
    private static final String CATALOG_CLASS = "io.millrace.localcatalog.LocalCatalog";

    private final Environment environment;
    private final Path root;
    private final Path warehouse;
    private final DeltaSession session;
    private final LocalLeases leases;

    /** Touches nothing. */
    public LocalBackend(Environment environment) {
        this.environment = environment;
        this.root = environment.localRoot();
        this.warehouse = root.resolve("warehouse");
        this.session = new DeltaSession(
                environment,
                CATALOG_CLASS,
                Map.of("warehouse", warehouse.toString()),
                new DeltaSession.Place("warehouse", "local.root", "set local.root to the folder above the session's"));
        this.leases = new LocalLeases(root.resolve("locks"));
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.of(Capability.LOOK_WITHOUT_SESSION);
    }

    @Override
    public void prepare() {
        try {
            Files.createDirectories(warehouse);
        } catch (IOException e) {
            throw BackendException.permanent("local.root: cannot write " + root + "; choose another folder", e);
        }
    }

    @Override
    public Map<String, String> sessionSettings() {
        return session.settings();
    }

    @Override
    public void join(SparkSession running) {
        session.join(running);
    }

    @Override
    public void require(SparkSession running) {
        session.require(running);
    }

    @Override
    public String sessionHint() {
        return session.hint();
    }

    @Override
    public Catalog catalog(SparkSession running, Catalog recorded) {
        return recorded;
    }

    @Override
    public StoredTables storedTables() {
        return new LocalTables(warehouse, environment.catalog());
    }

    @Override
    public StoredFiles files() {
        return new LocalFiles(root);
    }

    @Override
    public LeaseStore leases(Lakehouse lakehouse) {
        return leases;
    }

    @Override
    public TrackingLocation tracking() {
        return TrackingLocation.of(environment);
    }

    @Override
    public String placeOfTables() {
        var folder = root.toFile();
        return "the tables lie in " + warehouse + ", which has " + (folder.getUsableSpace() >> 20) + " MiB free and is "
                + (folder.canWrite() ? "" : "not ") + "writable";
    }

    @Override
    public String toString() {
        return root.toString();
    }
}
