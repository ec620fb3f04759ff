package io.millrace.registry.mlflow;

import io.millrace.config.DataException;
import io.millrace.registry.ModelSource;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** What an MLflow server and a workspace do each in their own way: names, and where files and registered models are. */
interface Platform {
    /** Returns the name that an experiment has there. */
    String experiment(String name);

    /** Makes what must be there before an experiment of that name is made. */
    void makeRoom(String experiment);

    /**
     * Returns the files at a location.
     *
     * @throws io.millrace.config.BackendException if it is one that only another client can reach
     */
    Folder folder(URI location);

    /** Returns the path of a call of the registry, as {@code model-versions/create}. */
    String registry(String call);

    /**
     * Returns the name that a model is registered by.
     *
     * @throws DataException if the registry cannot take it
     */
    String registered(String model);

    /** Makes what must be there before a model of that name is registered. */
    void makeSchema(String registered);

    /** Returns the model that is registered by that name; empty if it is another's. */
    Optional<String> model(String registered);

    /** Returns tags of versions as the registry takes them. */
    Map<String, String> tags(Map<String, String> tags);

    /** Returns the name of a tag of the registry's. */
    String tag(String registered);

    /**
     * Checks what the registry demands of a model's files before anything is sent.
     *
     * @param mlModel the content of its {@code MLmodel}
     */
    void check(ModelSource source, byte[] mlModel);

    /** Returns where the files of a version are. */
    URI location(Rest rest, String registered, long version);

    /** Returns whether a version has files of its own, which are to be put there and to be finalized. */
    boolean keepsFiles();

    /** Returns whether lists of versions leave out their tags. */
    boolean listsBriefly();
}
