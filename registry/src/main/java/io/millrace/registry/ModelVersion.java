package io.millrace.registry;

import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * One registered version of a model.
 *
 * @param model the registered model's name
 * @param version from 1 on
 * @param runId the run that made it; empty if it is not known
 * @param source the model folder
 * @param tags the version's tags
 * @param aliases the aliases that point to it
 * @param created when it was registered
 */
public record ModelVersion(
        String model,
        long version,
        String runId,
        URI source,
        Map<String, String> tags,
        Set<String> aliases,
        Instant created) {
    public ModelVersion {
        tags = Map.copyOf(tags);
        aliases = Set.copyOf(aliases);
    }
}
