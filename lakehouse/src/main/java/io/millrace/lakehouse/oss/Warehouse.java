package io.millrace.lakehouse.oss;

import io.millrace.config.BackendException;
import io.millrace.lakehouse.Environment;
import io.millrace.lakehouse.LeaseStore;
import io.millrace.lakehouse.StoredFiles;
import io.millrace.lakehouse.UnityLocation;
import io.millrace.lakehouse.local.LocalFiles;
import io.millrace.lakehouse.local.LocalLeases;
import io.millrace.lakehouse.storage.StorageFiles;
import io.millrace.lakehouse.storage.StorageFolder;
import io.millrace.lakehouse.storage.StorageLeases;
import io.millrace.lakehouse.storage.StorageSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The part of the warehouse that one catalog has: pages and leases beside its tables.
 *
 * @param uri the folder of the catalog
 * @param files the pages
 * @param leases the leases of runs
 * @param sessionSettings what a Spark session needs for the place, by full name
 * @param preparation makes the folder, or asks whether its service answers
 */
record Warehouse(
        URI uri, StoredFiles files, LeaseStore leases, Map<String, String> sessionSettings, Runnable preparation) {
    static final String FILES = "_files";
    private static final String LEASES = "_leases";
    private static final String LOCAL = "file";

    static Warehouse of(Environment environment, UnityLocation location) {
        URI uri = URI.create(location.warehouse() + "/" + environment.catalog());
        return LOCAL.equals(uri.getScheme())
                ? ofMachine(Path.of(location.warehouse()).resolve(environment.catalog()))
                : ofStorage(new StorageFolder(uri, environment), StorageSettings.of(location, environment));
    }

    private static Warehouse ofMachine(Path folder) {
        return new Warehouse(
                UnityLocation.folder(folder.toString()),
                new LocalFiles(folder.resolve(FILES)),
                new LocalLeases(folder.resolve(LEASES)),
                Map.of(),
                () -> {
                    try {
                        Files.createDirectories(folder);
                    } catch (IOException e) {
                        throw BackendException.permanent(
                                "unity-catalog.warehouse: cannot write " + folder + "; choose another folder", e);
                    }
                });
    }

    private static Warehouse ofStorage(StorageFolder folder, StorageSettings settings) {
        return new Warehouse(
                folder.uri(),
                new StorageFiles(folder.folder(FILES)),
                new StorageLeases(folder.folder(LEASES)),
                settings.ofSession(),
                () -> {
                    folder.requireReachable();
                    settings.check();
                });
    }

    /** Passes if work can begin there. */
    void prepare() {
        preparation.run();
    }

    /** Returns a folder of it. */
    URI folder(String name) {
        return URI.create(uri + "/" + name);
    }
}
