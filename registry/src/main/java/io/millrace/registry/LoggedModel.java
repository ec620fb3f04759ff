package io.millrace.registry;

import java.net.URI;

/**
 * A model that a run logged.
 *
 * @param modelId {@code m-} and 32 hexadecimal digits, the folder's own {@code model_id}
 * @param name the model's name within the run
 * @param experimentId the experiment it belongs to
 * @param runId the run that made it
 * @param location the model folder among the artifacts
 */
public record LoggedModel(String modelId, String name, String experimentId, String runId, URI location) {}
