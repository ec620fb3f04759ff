package io.millrace.localcatalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The files of one table's Delta log: a commit in JSON for each version, and beside it what the table is since then. */
final class LogFolder {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String COMMIT = ".json";
    private static final String CHECKSUM = ".crc";

    private final Path log;

    LogFolder(Path table) {
        this.log = table.resolve("_delta_log");
    }

    /** Returns the versions whose commits are there without a gap, newest first. */
    List<Long> versions() throws IOException {
        List<Long> versions = new ArrayList<>();
        try (DirectoryStream<Path> commits = Files.newDirectoryStream(log, "[0-9]*" + COMMIT)) {
            for (Path commit : commits) {
                String name = commit.getFileName().toString();
                if (name.length() == file(0, COMMIT).length()) { // others take commits together
                    versions.add(Long.valueOf(name.substring(0, name.length() - COMMIT.length())));
                }
            }
        }
        versions.sort(Comparator.reverseOrder());
        int last = 1;
        while (last < versions.size() && versions.get(last) == versions.get(last - 1) - 1) {
            last++;
        }
        return versions.subList(0, Math.min(last, versions.size()));
    }

    /** Returns what a commit says of itself; a missing node if it says nothing. */
    JsonNode commit(long version) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(log.resolve(file(version, COMMIT)))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode info =
                        line.contains("commitInfo") ? JSON.readTree(line).path("commitInfo") : JSON.missingNode();
                if (info.isObject()) {
                    return info;
                }
            }
        }
        return JSON.missingNode();
    }

    /** Returns what the table is at that version, if its writer has noted it. */
    Optional<JsonNode> checksum(long version) throws IOException {
        Path file = log.resolve(file(version, CHECKSUM));
        return Files.exists(file) ? Optional.of(JSON.readTree(file.toFile())) : Optional.empty();
    }

    /** Returns the tree of a JSON text. */
    static JsonNode parsed(JsonNode text) throws IOException {
        return JSON.readTree(text.asText());
    }

    /** Returns the values of an object as texts, without those that are null. */
    static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new LinkedHashMap<>();
        object.properties().forEach(field -> {
            JsonNode value = field.getValue();
            if (!value.isNull()) {
                texts.put(field.getKey(), value.isValueNode() ? value.asText() : value.toString());
            }
        });
        return texts;
    }

    private static String file(long version, String ending) {
        return String.format(Locale.ROOT, "%020d", version) + ending;
    }
}
