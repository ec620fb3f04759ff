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
import java.util.function.Consumer;

/** The calls behind registered models. */
final class RegistryCalls {
    private static final String READY = "READY";
    private static final String FAILED = "FAILED_REGISTRATION";

    private final Rest rest;
    private final Platform platform;

    RegistryCalls(Rest rest, Platform platform) {
        this.rest = rest;
        this.platform = platform;
    }

    /**
     * Registers a source once. MLflow would number it again each time, so the source is looked for before and, since another
     * process may have looked at the same time, after: the lowest number stands, and who made another takes it back. One whose
     * files an earlier try did not put there to the end gets them now.
     *
     * @param put puts the model's files to a place; called only where versions have files of their own
     */
    ModelVersion register(String model, ModelSource source, Consumer<Folder> put) {
        String name = platform.registered(model);
        Optional<Long> known = lowest(name, source);
        if (known.isPresent()) {
            return finished(model, known.get(), put);
        }
        if (found(name).isEmpty()) {
            platform.makeSchema(name);
            about(name)
                    .createNamed(
                            platform.registry("registered-models/create"),
                            Rest.object().put("name", name));
        }
        ObjectNode body = Rest.object()
                .put("name", name)
                .put("source", source.folder().toString())
                .put("run_id", source.runId())
                .put("model_id", source.modelId())
                .put("description", source.description());
        body.set("tags", MlflowJson.pairs(platform.tags(source.tags())));
        long made = about(name)
                .create(
                        platform.registry("model-versions/create"),
                        body,
                        answer -> answer.path("model_version").path("version").asLong(),
                        () -> lowest(name, source));
        long first = lowest(name, source).orElse(made);
        if (first < made) {
            about(name).send("DELETE", platform.registry("model-versions/delete"), version(name, made));
        }
        return finished(model, first, put);
    }

    private Rest about(String name) {
        return platform.keepsFiles() ? rest.about(name) : rest;
    }

    private static ObjectNode version(String name, long version) {
        return Rest.object().put("name", name).put("version", Long.toString(version));
    }

    /** Two that finish one put the same files there, and the second is told that it is done. */
    private ModelVersion finished(String model, long version, Consumer<Folder> put) {
        String name = platform.registered(model);
        if (platform.keepsFiles() && find(model, version).isEmpty()) {
            put.accept(platform.folder(platform.location(rest, name, version)));
            try {
                about(name).send("POST", platform.registry("model-versions/finalize"), version(name, version));
            } catch (DataException e) {
                if (find(model, version).isEmpty()) {
                    throw e;
                }
            }
        }
        return require(model, version);
    }

    private Optional<Long> lowest(String name, ModelSource source) {
        return search(name).stream()
                .filter(version -> !version.path("status").asText().equals(FAILED))
                .filter(version ->
                        version.path("source").asText().equals(source.folder().toString())
                                || version.path("source").asText().equals("models:/" + source.modelId())
                                || version.path("model_id").asText().equals(source.modelId()))
                .map(version -> version.path("version").asLong())
                .min(Comparator.naturalOrder());
    }

    private List<JsonNode> search(String name) {
        String quote = name.contains("'") ? "\"" : "'";
        return about(name)
                .pages(
                        "model_versions",
                        platform.registry("model-versions/search"),
                        Map.of("filter", "name = " + quote + name + quote))
                .stream()
                .filter(version -> version.path("name").asText().equalsIgnoreCase(name))
                .toList();
    }

    /** A version without all its files is not there yet. */
    Optional<ModelVersion> find(String model, long version) {
        String name = platform.registered(model);
        return about(name)
                .find(platform.registry("model-versions/get"), Map.of("name", name, "version", Long.toString(version)))
                .map(answer -> answer.path("model_version"))
                .filter(RegistryCalls::ready)
                .map(node -> version(model, node, aliases(node)));
    }

    private static boolean ready(JsonNode version) {
        return version.path("status").asText(READY).equals(READY);
    }

    private ModelVersion require(String model, long version) {
        return find(model, version)
                .orElseThrow(() -> new DataException("Model " + model + " has no version " + version));
    }

    /** Lists of versions come without aliases, which the model has, or without tags too. */
    List<ModelVersion> versions(String model) {
        String name = platform.registered(model);
        List<JsonNode> listed =
                search(name).stream().filter(RegistryCalls::ready).toList();
        List<ModelVersion> versions = new ArrayList<>();
        if (platform.listsBriefly()) {
            listed.forEach(node -> find(model, node.path("version").asLong()).ifPresent(versions::add));
        } else {
            Map<String, String> aliases = aliasesOf(name);
            listed.forEach(node -> versions.add(version(model, node, own(aliases, node))));
        }
        versions.sort(Comparator.comparingLong(ModelVersion::version));
        return versions;
    }

    private static Set<String> own(Map<String, String> aliases, JsonNode version) {
        Set<String> own = new TreeSet<>();
        aliases.forEach((alias, number) -> {
            if (number.equals(version.path("version").asText())) {
                own.add(alias);
            }
        });
        return own;
    }

    List<String> models() {
        return rest.pages("registered_models", platform.registry("registered-models/search"), Map.of()).stream()
                .flatMap(model -> platform.model(model.path("name").asText()).stream())
                .sorted()
                .toList();
    }

    OptionalLong aliased(String model, String alias) {
        String version = aliasesOf(platform.registered(model)).get(alias);
        return version == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(version));
    }

    private Optional<JsonNode> found(String name) {
        return about(name)
                .find(platform.registry("registered-models/get"), Map.of("name", name))
                .map(answer -> answer.path("registered_model"));
    }

    private Map<String, String> aliasesOf(String name) {
        Map<String, String> aliases = new LinkedHashMap<>();
        found(name).ifPresent(model -> model.path("aliases")
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
        String name = platform.registered(model);
        return about(name)
                .create(
                        platform.registry("registered-models/alias"),
                        version(name, version).put("alias", alias),
                        answer -> aliased(model, alias).equals(OptionalLong.of(version)),
                        () -> moved(model, alias, expected, OptionalLong.of(version)));
    }

    /** Returns whether a move was made, or by another kept from it; nothing if it is still to be made. */
    private Optional<Boolean> moved(String model, String alias, OptionalLong before, OptionalLong after) {
        OptionalLong now = aliased(model, alias);
        return now.equals(before) ? Optional.empty() : Optional.of(now.equals(after));
    }

    void tag(String model, long version, Map<String, String> tags) {
        Map<String, String> there = platform.tags(tags);
        require(model, version);
        String name = platform.registered(model);
        there.forEach((key, value) -> about(name)
                .send(
                        "POST",
                        platform.registry("model-versions/set-tag"),
                        version(name, version).put("key", key).put("value", value)));
    }

    /** Returns where the folder of a version lies, whatever its source says. */
    URI location(ModelVersion version) {
        return platform.location(rest, platform.registered(version.model()), version.version());
    }

    /** A server tells their names alone, Unity Catalog what they point to as well. */
    private static Set<String> aliases(JsonNode node) {
        Set<String> aliases = new TreeSet<>();
        node.path("aliases")
                .forEach(alias ->
                        aliases.add(alias.isObject() ? alias.path("alias").asText() : alias.asText()));
        return aliases;
    }

    private ModelVersion version(String model, JsonNode node, Set<String> aliases) {
        Map<String, String> tags = new LinkedHashMap<>();
        MlflowJson.map(node.path("tags")).forEach((key, value) -> tags.put(platform.tag(key), value));
        return new ModelVersion(
                model,
                node.path("version").asLong(),
                node.path("run_id").asText(""),
                MlflowJson.location(node.path("source").asText()),
                tags,
                aliases,
                Instant.ofEpochMilli(node.path("creation_timestamp").asLong()));
    }
}
