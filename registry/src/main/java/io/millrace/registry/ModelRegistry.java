package io.millrace.registry;

import io.millrace.config.DataException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where models have versions and aliases, by MLflow's rules.
 *
 * <p>Safe for many threads and processes. An unknown model or version, a name or a value beyond MLflow's limits is a
 * {@link DataException} that names it; a store that cannot be reached is a
 * {@link io.millrace.config.BackendException}.
 */
public interface ModelRegistry {
    /** The alias of the version that scores. */
    String CHAMPION = "champion";

    /**
     * Registers a complete model folder as the model's next version; the model is created if absent. A source that was
     * registered before under this name gives the version that it has.
     *
     * @param source what {@link ExperimentTracker#logModel} of the same store gave
     * @throws DataException if the folder is incomplete or damaged; names the file
     */
    ModelVersion register(String model, ModelSource source);

    /** Returns a version, if it exists. */
    Optional<ModelVersion> find(String model, long version);

    /** Returns the version that an alias points to, if any. */
    Optional<ModelVersion> findByAlias(String model, String alias);

    /**
     * Returns the version that scores.
     *
     * @throws DataException if the model has none
     */
    default ModelVersion champion(String model) {
        return findByAlias(model, CHAMPION)
                .orElseThrow(() -> new DataException("model " + model
                        + " has no champion to score with; its gates have not passed any version yet (millrace models history"
                        + " shows why)"));
    }

    /** Returns the model's versions, oldest first; empty if the model is unknown. */
    List<ModelVersion> versions(String model);

    /** Returns the names of the registered models, in alphabetical order. */
    List<String> models();

    /**
     * Points an alias to a version if it stands where the caller believes it does, in one step; a store that cannot do so
     * says how far it goes.
     *
     * @param expected the version that the alias points to now; empty: it points nowhere
     * @return whether the alias was moved; false: it stood elsewhere and was left there
     */
    boolean compareAndSetAlias(String model, String alias, OptionalLong expected, long version);

    /**
     * Shows a version, and that it is the champion if it is, where a catalog shows models beside this registry; does nothing
     * elsewhere. For whoever finds a version that an earlier try may have left unshown.
     *
     * @throws io.millrace.config.BackendException if the catalog does not answer or refuses
     */
    default void show(ModelVersion version) {}

    /** Sets tags of a version; a tag that exists gets the new value. */
    void tag(String model, long version, Map<String, String> tags);

    /** Returns the version's model folder on this machine, downloading it if it is elsewhere. */
    Path download(ModelVersion version);
}
