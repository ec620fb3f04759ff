package io.millrace.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.config.BackendException;
import io.millrace.config.DataException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reading the files of a model folder, with the library's own errors. */
final class ModelFiles {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ModelFiles() {}

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] bytes(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new DataException(file + " is missing from the model folder");
        }
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw BackendException.retryable("Cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    static JsonNode json(Path file) {
        return json(bytes(file), file.toString());
    }

    /** Returns the JSON object that the bytes are; {@code where} names them if they are none. */
    static JsonNode json(byte[] bytes, String where) {
        try {
            JsonNode node = JSON.readTree(bytes);
            if (node == null || !node.isObject()) {
                throw new DataException(where + " is no JSON object");
            }
            return node;
        } catch (JsonProcessingException e) {
            throw new DataException(where + " is not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new DataException(where + " cannot be read: " + e.getMessage(), e);
        }
    }
}
