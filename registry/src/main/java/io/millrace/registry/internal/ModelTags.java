package io.millrace.registry.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.Map;
import java.util.TreeMap;

/** The tags by which MLflow's pages tell who made a logged model, from what, and as which versions it is registered. */
public final class ModelTags {
    /** The tag with the registered versions of a logged model, a JSON list. */
    public static final String VERSIONS = "mlflow.modelVersions";

    private static final ObjectMapper JSON = new ObjectMapper();

    private ModelTags() {}

    /** Returns those tags of a run that its models bear too: user and source, as MLflow's own client sets them. */
    public static Map<String, String> ofRun(Map<String, String> runTags) {
        Map<String, String> tags = new TreeMap<>();
        runTags.forEach((key, value) -> {
            if (key.equals("mlflow.user") || key.startsWith("mlflow.source.")) {
                tags.put(key, value);
            }
        });
        return tags;
    }

    /** Returns the value of {@link #VERSIONS} with one version more; {@code known} is the value so far, or empty. */
    public static String withVersion(String known, String model, long version) {
        ArrayNode versions = JSON.createArrayNode();
        JsonNode added = JSON.createObjectNode().put("name", model).put("version", Long.toString(version));
        try {
            JsonNode old = known.isEmpty() ? versions : JSON.readTree(known);
            old.forEach(entry -> {
                if (!entry.equals(added)) {
                    versions.add(entry);
                }
            });
        } catch (JsonProcessingException e) {
            versions.removeAll(); // another program wrote what MLflow's pages cannot read either
        }
        return versions.add(added).toString();
    }
}
