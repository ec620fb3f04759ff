package io.millrace.registry;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.Map;

/**
 * What a version is registered from.
 *
 * @param folder the complete model folder
 * @param runId the run that made it
 * @param modelId the logged model's id, {@code m-} and 32 hexadecimal digits
 * @param tags tags of the version
 * @param description a text for people; may be empty
 */
public record ModelSource(URI folder, String runId, String modelId, Map<String, String> tags, String description) {
    public ModelSource {
        requireNonNull(folder, "folder");
        requireNonNull(runId, "runId");
        requireNonNull(modelId, "modelId");
        requireNonNull(description, "description");
        tags = Map.copyOf(tags);
    }

    /** Returns the source that a logged model is, without tags. */
    public static ModelSource of(LoggedModel model) {
        return new ModelSource(model.location(), model.runId(), model.modelId(), Map.of(), "");
    }

    /** Returns this source with tags in the place of its own. */
    public ModelSource withTags(Map<String, String> others) {
        return new ModelSource(folder, runId, modelId, others, description);
    }

    /** Returns this source with another description. */
    public ModelSource withDescription(String text) {
        return new ModelSource(folder, runId, modelId, tags, text);
    }
}
