package io.millrace.models;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.config.DataException;
import io.millrace.definitions.FeatureSpec;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A model as it was read from its folder, checked.
 *
 * @param modelId {@code m-} and 32 hexadecimal digits
 * @param model the model itself
 * @param featureSpec how its features are looked up, if it was stored with any
 * @param provenance the training run's provenance
 * @param evaluation the evaluation
 * @param folder where it was read
 */
public record LoadedModel(
        String modelId,
        PortableModel model,
        Optional<FeatureSpec> featureSpec,
        JsonNode provenance,
        JsonNode evaluation,
        Path folder) {
    /**
     * Returns how the model's features are looked up.
     *
     * @throws DataException if it was stored without
     */
    public FeatureSpec spec() {
        return featureSpec.orElseThrow(() -> new DataException(
                "Model folder " + folder + " has no millrace/feature_spec.json; train it from a training set"));
    }
}
