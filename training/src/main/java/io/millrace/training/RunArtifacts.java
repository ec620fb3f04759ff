package io.millrace.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.config.BackendException;
import io.millrace.config.DataException;
import io.millrace.registry.ExperimentTracker;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The files that the steps of a training run leave for each other among the run's artifacts. */
final class RunArtifacts {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ExperimentTracker tracker;
    private final String runId;

    RunArtifacts(ExperimentTracker tracker, String runId) {
        this.tracker = tracker;
        this.runId = runId;
    }

    void write(String path, byte[] content) {
        tracker.logArtifact(runId, path, content);
    }

    void write(String path, JsonNode content) {
        try {
            write(path, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(content));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A JSON tree could not be written", e);
        }
    }

    /** Returns the file, if there is one. */
    Optional<byte[]> find(String path) {
        return tracker.findArtifact(runId, path);
    }

    /**
     * Returns the file.
     *
     * @throws DataException if there is none
     */
    byte[] required(String path) {
        return find(path)
                .orElseThrow(() -> new DataException(
                        "Run " + runId + " has lost its artifact " + path + "; delete the run and train again"));
    }

    /**
     * Returns the JSON file, if there is one.
     *
     * @throws BackendException if it is damaged
     */
    Optional<JsonNode> findJson(String path) {
        return find(path).map(content -> {
            try {
                return JSON.readTree(new String(content, StandardCharsets.UTF_8));
            } catch (JsonProcessingException e) {
                throw BackendException.permanent(
                        "Artifact " + path + " of run " + runId + " is damaged: " + e.getOriginalMessage(), e);
            }
        });
    }
}
