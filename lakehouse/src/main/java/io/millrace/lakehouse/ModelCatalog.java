package io.millrace.lakehouse;

import java.net.URI;

/**
 * Where a backend's catalog shows the registered models beside the tables, so that they are found and governed there. Versions,
 * aliases and tags are the model registry's; this is told of them.
 */
public interface ModelCatalog {
    /** The schema, of the environment's catalog, that models are in wherever a catalog has them. */
    String SCHEMA = "models";

    /**
     * Shows a version of a model, which is shown as well. Doing it again changes nothing.
     *
     * @param version its number in the registry, which the catalog's own may differ from
     * @param source where its files are
     * @param runId the run that made it; may be empty
     * @throws io.millrace.config.BackendException if the catalog does not answer or refuses
     */
    void show(String model, long version, URI source, String runId);

    /**
     * Shows which version scores.
     *
     * @throws io.millrace.config.BackendException if the catalog does not answer or refuses
     */
    void showChampion(String model, long version);
}
