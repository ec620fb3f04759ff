package io.millrace.localcatalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
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

    /**
     * Passes if the newest commit is there, for all that can be told: a commit that is gone leaves its checksum behind. Delta misses
     * no commit but those that others follow.
     *
     * @throws NoSuchFileException naming the commit
     */
    void requireNewest() throws IOException {
        long newest = -1;
        long noted = -1;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(log, "[0-9]*")) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (name.equals(file(version(name), CHECKSUM))) {
                    noted = Math.max(noted, version(name));
                } else {
                    newest = Math.max(newest, version(name));
                }
            }
        } catch (NoSuchFileException | NotDirectoryException noLog) {
            return;
        }
        Path commit = log.resolve(file(noted, COMMIT));
        if (newest < noted && !Files.exists(commit)) { // a listing may miss what comes while it is made
            throw new NoSuchFileException(
                    commit.toString(), null, "the newest commit is gone, though its checksum is there");
        }
    }

    /** Returns the version with which the name of a file of the log begins; -1 if it begins with none. */
    private static long version(String name) {
        return name.matches("[0-9]{20}[.].*") ? Long.parseLong(name.substring(0, 20)) : -1;
    }

    /** Returns the versions whose commits are there without a gap, newest first. */
    List<Long> versions() throws IOException {
        List<Long> versions = new ArrayList<>();
        try (DirectoryStream<Path> commits = Files.newDirectoryStream(log, "[0-9]*" + COMMIT)) {
            for (Path commit : commits) {
                String name = commit.getFileName().toString();
                if (name.equals(file(version(name), COMMIT))) { // others take commits together
                    versions.add(version(name));
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
