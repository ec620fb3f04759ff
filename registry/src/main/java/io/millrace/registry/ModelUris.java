package io.millrace.registry;

import io.millrace.config.DataException;
import java.util.List;

/** The lookup behind {@link ModelRegistry#resolve}. */
final class ModelUris {
    private ModelUris() {}

    static ModelVersion resolve(ModelRegistry registry, ModelUri uri) {
        if (uri.folder().isPresent()) {
            throw new DataException(
                    uri + " is a folder, not a registered version; use models:/name/3 or models:/name@champion");
        }
        String model = uri.model().orElseThrow();
        return (uri.version().isPresent()
                        ? registry.find(model, uri.version().getAsLong())
                        : registry.findByAlias(model, uri.alias().orElseThrow()))
                .orElseThrow(() -> new DataException(uri + " does not exist; " + known(registry, model)));
    }

    private static String known(ModelRegistry registry, String model) {
        List<ModelVersion> versions = registry.versions(model);
        if (versions.isEmpty()) {
            return "registered models are " + registry.models();
        }
        return "versions of " + model + " are "
                + versions.stream()
                        .map(v -> v.version() + (v.aliases().isEmpty() ? "" : " " + v.aliases()))
                        .toList();
    }
}
