package io.millrace.localcatalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Reads the newest commits of a table of a warehouse from its log: a file each, where DESCRIBE HISTORY takes a Spark job.
 *
 * <p>Found at run time by its name. Takes the warehouse's folder, catalog, schema and table, and how many commits at most;
 * gives them newest first under the names of the columns of DESCRIBE HISTORY: {@code version}, {@code operation}, {@code
 * operationParameters}, {@code operationMetrics}, {@code userMetadata}; what a commit does not say is left out. No commits if
 * there is no such table.
 */
public final class StoredCommits implements BiFunction<List<String>, Integer, List<Map<String, Object>>> {
    /** Made by reflection. */
    public StoredCommits() {}

    @Override
    public List<Map<String, Object>> apply(List<String> place, Integer limit) {
        Optional<Path> folder = Warehouse.table(place);
        try {
            return folder.isEmpty() ? List.of() : commits(new LogFolder(folder.get()), limit);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the log of " + folder.get(), e);
        }
    }

    private static List<Map<String, Object>> commits(LogFolder log, int limit) throws IOException {
        List<Map<String, Object>> commits = new ArrayList<>();
        for (long version : log.versions().stream().limit(limit).toList()) {
            JsonNode info = log.commit(version);
            Map<String, Object> commit = new LinkedHashMap<>();
            commit.put("version", version);
            for (String text : List.of("operation", "userMetadata")) {
                if (info.hasNonNull(text)) {
                    commit.put(text, info.get(text).asText());
                }
            }
            for (String map : List.of("operationParameters", "operationMetrics")) {
                commit.put(map, LogFolder.texts(info.path(map)));
            }
            commits.add(commit);
        }
        return commits;
    }
}
