package io.millrace.registry.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.config.DataException;
import io.millrace.registry.ModelSource;
import io.millrace.registry.ModelVersion;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** The calls behind registered models. */
final class RegistryCalls {
    private static final int PAGE = 1000;

    private final Rest rest;

    RegistryCalls(Rest rest) {
        this.rest = rest;
    }

    /**
     * Registers a source once. MLflow would number it again each time, so the source is looked for before and, since another
     * process may have looked at the same time, after: the lowest number stands, and who made another takes it back.
     */
    ModelVersion register(String model, ModelSource source) {
        Optional<Long> known = lowest(model, source);
        if (known.isPresent()) {
            return require(model, known.get());
        }
        rest.createNamed("registered-models/create", Rest.object().put("name", model));
        ObjectNode body = Rest.object()
                .put("name", model)
                .put("source", source.folder().toString())
                .put("run_id", source.runId())
                .put("model_id", source.modelId())
                .put("description", source.description());
        body.set("tags", MlflowJson.pairs(source.tags()));
        long made = rest.create(
                "model-versions/create",
                body,
                answer -> answer.path("model_version").path("version").asLong(),
                () -> lowest(model, source));
        long first = lowest(model, source).orElse(made);
        if (first < made) {
            rest.send(
                    "DELETE",
                    "model-versions/delete",
                    Rest.object().put("name", model).put("version", Long.toString(made)));
        }
        return require(model, first);
    }

    private Optional<Long> lowest(String model, ModelSource source) {
        return search(model).stream()
                .filter(version ->
                        version.path("source").asText().equals(source.folder().toString())
                                || version.path("source").asText().equals("models:/" + source.modelId()))
                .map(version -> version.path("version").asLong())
                .min(Comparator.naturalOrder());
    }

    private List<JsonNode> search(String model) {
        String quote = model.contains("'") ? "\"" : "'";
        return rest
                .pages("model_versions", token -> {
                    Map<String, String> query = new LinkedHashMap<>();
                    query.put("filter", "name = " + quote + model + quote);
                    query.put("max_results", Integer.toString(PAGE));
                    token.ifPresent(next -> query.put("page_token", next));
                    return rest.get("model-versions/search", query);
                })
                .stream()
                .filter(version -> version.path("name").asText().equals(model))
                .toList();
    }

    Optional<ModelVersion> find(String model, long version) {
        return rest.find("model-versions/get", Map.of("name", model, "version", Long.toString(version)))
                .map(answer -> answer.path("model_version"))
                .map(node -> version(node, aliases(node)));
    }

    private ModelVersion require(String model, long version) {
        return find(model, version)
                .orElseThrow(() -> new DataException("Model " + model + " has no version " + version));
    }

    /** The list of versions comes without aliases; the model has them. */
    List<ModelVersion> versions(String model) {
        Map<String, String> aliases = aliasesOf(model);
        List<ModelVersion> versions = new ArrayList<>();
        for (JsonNode node : search(model)) {
            Set<String> own = new TreeSet<>();
            aliases.forEach((alias, version) -> {
                if (version.equals(node.path("version").asText())) {
                    own.add(alias);
                }
            });
            versions.add(version(node, own));
        }
        versions.sort(Comparator.comparingLong(ModelVersion::version));
        return versions;
    }

    List<String> models() {
        return rest
                .pages("registered_models", token -> {
                    Map<String, String> query = new LinkedHashMap<>(Map.of("max_results", Integer.toString(PAGE)));
                    token.ifPresent(next -> query.put("page_token", next));
                    return rest.get("registered-models/search", query);
                })
                .stream()
                .map(model -> model.path("name").asText())
                .sorted()
                .toList();
    }

    OptionalLong aliased(String model, String alias) {
        String version = aliasesOf(model).get(alias);
        return version == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(version));
    }

    private Map<String, String> aliasesOf(String model) {
        Map<String, String> aliases = new LinkedHashMap<>();
        rest.find("registered-models/get", Map.of("name", model)).ifPresent(answer -> answer.path("registered_model")
                .path("aliases")
                .forEach(alias -> aliases.put(
                        alias.path("alias").asText(), alias.path("version").asText())));
        return aliases;
    }

    /** Moves an alias that stands where it is expected; an attempt whose answer was lost is looked at before it is repeated. */
    boolean moveAlias(String model, String alias, OptionalLong expected, long version) {
        require(model, version);
        if (!aliased(model, alias).equals(expected)) {
            return false;
        }
        ObjectNode body = Rest.object().put("name", model).put("alias", alias).put("version", Long.toString(version));
        return rest.create(
                "registered-models/alias",
                body,
                answer -> aliased(model, alias).equals(OptionalLong.of(version)),
                () -> moved(model, alias, expected, OptionalLong.of(version)));
    }

    /** Returns whether a move was made, or by another kept from it; nothing if it is still to be made. */
    private Optional<Boolean> moved(String model, String alias, OptionalLong before, OptionalLong after) {
        OptionalLong now = aliased(model, alias);
        return now.equals(before) ? Optional.empty() : Optional.of(now.equals(after));
    }

    void tag(String model, long version, Map<String, String> tags) {
        require(model, version);
        tags.forEach((key, value) -> rest.send(
                "POST",
                "model-versions/set-tag",
                Rest.object()
                        .put("name", model)
                        .put("version", Long.toString(version))
                        .put("key", key)
                        .put("value", value)));
    }

    /** Returns where the folder of a version lies, whatever its source says. */
    URI location(ModelVersion version) {
        String uri = rest.get(
                        "model-versions/get-download-uri",
                        Map.of("name", version.model(), "version", Long.toString(version.version())))
                .path("artifact_uri")
                .asText();
        return MlflowJson.location(uri);
    }

    private static Set<String> aliases(JsonNode node) {
        Set<String> aliases = new TreeSet<>();
        node.path("aliases").forEach(alias -> aliases.add(alias.asText()));
        return aliases;
    }

    private static ModelVersion version(JsonNode node, Set<String> aliases) {
        return new ModelVersion(
                node.path("name").asText(),
                node.path("version").asLong(),
                node.path("run_id").asText(""),
                MlflowJson.location(node.path("source").asText()),
                MlflowJson.map(node.path("tags")),
                aliases,
                Instant.ofEpochMilli(node.path("creation_timestamp").asLong()));
    }
}
