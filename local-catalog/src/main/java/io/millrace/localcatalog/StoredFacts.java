package io.millrace.localcatalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads what a table of a warehouse is from the note that Delta's writers leave beside their newest commit, where DESCRIBE
 * DETAIL takes a Spark job over the whole log.
 *
 * <p>Found at run time by its name. Takes the warehouse's folder, catalog, schema and table, and gives, under the names of
 * the columns of DESCRIBE DETAIL, {@code id}, {@code description} (left out if there is none), {@code properties} and {@code
 * clusteringColumns}, a list of the columns' names as they are. An empty map if the note is not there or not complete (the
 * writer has not come to it yet, or writes none), or a field of a structure clusters.
 */
public final class StoredFacts implements Function<List<String>, Map<String, Object>> {
    private static final String PHYSICAL_NAME = "delta.columnMapping.physicalName";

    /** Made by reflection. */
    public StoredFacts() {}

    @Override
    public Map<String, Object> apply(List<String> place) {
        Optional<Path> folder = Warehouse.table(place);
        try {
            return folder.isEmpty() ? Map.of() : facts(new LogFolder(folder.get()));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the log of " + folder.get(), e);
        }
    }

    private static Map<String, Object> facts(LogFolder log) throws IOException {
        List<Long> versions = log.versions();
        Optional<JsonNode> noted = versions.isEmpty() ? Optional.empty() : log.checksum(versions.get(0));
        if (noted.isEmpty()
                || !noted.get().hasNonNull("metadata")
                || !noted.get().hasNonNull("domainMetadata")) {
            return Map.of();
        }
        JsonNode metadata = noted.get().get("metadata");
        Optional<List<String>> clustering = clustering(noted.get().get("domainMetadata"), metadata);
        if (clustering.isEmpty()) {
            return Map.of();
        }
        Map<String, Object> facts = new HashMap<>();
        facts.put("id", metadata.path("id").asText());
        if (metadata.hasNonNull("description")) {
            facts.put("description", metadata.get("description").asText());
        }
        facts.put("properties", LogFolder.texts(metadata.path("configuration")));
        facts.put("clusteringColumns", clustering.get());
        return facts;
    }

    /** Empty if it is by a field of a structure. */
    private static Optional<List<String>> clustering(JsonNode domains, JsonNode metadata) throws IOException {
        List<String> columns = new ArrayList<>();
        for (JsonNode domain : domains) {
            boolean holds = domain.path("domain").asText().equals("delta.clustering")
                    && !domain.path("removed").asBoolean();
            if (holds) {
                Map<String, String> names = names(metadata);
                for (JsonNode path :
                        LogFolder.parsed(domain.path("configuration")).path("clusteringColumns")) {
                    if (path.size() != 1) {
                        return Optional.empty();
                    }
                    String physical = path.get(0).asText();
                    columns.add(names.getOrDefault(physical, physical));
                }
            }
        }
        return Optional.of(columns);
    }

    /** The columns' names by the names that files have for them, where these differ. */
    private static Map<String, String> names(JsonNode metadata) throws IOException {
        Map<String, String> names = new HashMap<>();
        for (JsonNode field : LogFolder.parsed(metadata.path("schemaString")).path("fields")) {
            JsonNode physical = field.path("metadata").path(PHYSICAL_NAME);
            if (physical.isTextual()) {
                names.put(physical.asText(), field.path("name").asText());
            }
        }
        return names;
    }
}
