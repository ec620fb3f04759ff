package io.millrace.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.config.BackendException;
import io.millrace.config.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** The list of a model folder's files with their sizes and SHA-256 sums, written last: no manifest, no model. */
final class Manifest {
    static final String PATH = "millrace/manifest.json";
    static final String FORMAT = "millrace-model-folder";
    static final int VERSION = 1;

    private static final ObjectMapper JSON = new ObjectMapper();

    private Manifest() {}

    /** Returns the manifest of files by their relative paths. */
    static byte[] of(Map<String, byte[]> files) {
        ObjectNode root = JSON.createObjectNode().put("format", FORMAT).put("version", VERSION);
        ObjectNode list = root.putObject("files");
        new TreeMap<>(files).forEach((path, content) -> list.set(path, facts(content)));
        return ModelFiles.utf8(root.toPrettyString() + "\n");
    }

    private static ObjectNode facts(byte[] content) {
        return JSON.createObjectNode()
                .put("bytes", content.length)
                .put("sha256", HexFormat.of().formatHex(sha256().digest(content)));
    }

    /** Returns a manifest with other content for one of its files. */
    static byte[] with(byte[] manifest, String path, byte[] content, String where) {
        ObjectNode root = (ObjectNode) checked(manifest, where);
        ((ObjectNode) root.path("files")).set(path, facts(content));
        return ModelFiles.utf8(root.toPrettyString() + "\n");
    }

    /** Returns the sizes in bytes of the files that a manifest lists, by path. */
    static Map<String, Long> sizes(byte[] manifest, String where) {
        Map<String, Long> sizes = new TreeMap<>();
        checked(manifest, where)
                .path("files")
                .properties()
                .forEach(file ->
                        sizes.put(file.getKey(), file.getValue().path("bytes").asLong()));
        return sizes;
    }

    /**
     * Checks every file of a folder, the listed and the others.
     *
     * @throws DataException if the manifest or a file is missing, shortened or changed, or a file is there that the manifest
     *     does not list, naming it; or the folder is of a newer format, naming both versions
     */
    static void verify(Path folder) {
        Path manifest = folder.resolve(PATH);
        if (!Files.isRegularFile(manifest)) {
            throw new DataException(manifest + " is missing: the folder is no model, or was not written to its end");
        }
        JsonNode listed =
                checked(ModelFiles.bytes(manifest), manifest.toString()).path("files");
        listed.properties().forEach(file -> verify(folder, file.getKey(), file.getValue()));
        for (String path : Folders.files(folder)) {
            if (!listed.has(path) && !path.equals(PATH) && !madeOnOpening(path)) {
                throw new DataException(folder.resolve(path)
                        + " is not in the model folder's manifest; remove it, or fetch the model again");
            }
        }
    }

    /** MLflow notes a version that it fetched, and Python keeps what it compiled; nothing of ours reads either. */
    private static boolean madeOnOpening(String path) {
        return path.equals("registered_model_meta") || path.matches("code/__pycache__/[^/]+\\.pyc");
    }

    private static JsonNode checked(byte[] manifest, String where) {
        JsonNode root = ModelFiles.json(manifest, where);
        if (!FORMAT.equals(root.path("format").asText())) {
            throw new DataException(
                    where + " has the format '" + root.path("format").asText() + "'; must be " + FORMAT);
        }
        if (root.path("version").asInt() > VERSION) {
            throw new DataException(
                    where + " has format version " + root.path("version").asInt()
                            + ", this library reads versions up to " + VERSION + "; use a newer Millrace");
        }
        JsonNode files = root.path("files");
        if (!files.isObject() || files.isEmpty()) {
            throw new DataException(where + " lists no files");
        }
        return root;
    }

    private static void verify(Path folder, String path, JsonNode facts) {
        Path file = folder.resolve(path).normalize();
        if (!file.startsWith(folder.normalize())) {
            throw new DataException(folder.resolve(PATH) + " lists " + path + ", which is outside the folder");
        }
        if (!Files.isRegularFile(file)) {
            throw new DataException(file + " is missing from the model folder");
        }
        try {
            long size = Files.size(file);
            if (size != facts.path("bytes").asLong()) {
                throw new DataException(file + " has " + size + " bytes, the manifest says "
                        + facts.path("bytes").asLong());
            }
            String sum = sum(file);
            if (!sum.equals(facts.path("sha256").asText())) {
                throw new DataException(file + " was changed: its SHA-256 is " + sum + ", the manifest says "
                        + facts.path("sha256").asText());
            }
        } catch (IOException e) {
            throw BackendException.retryable("Cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private static String sum(Path file) throws IOException {
        MessageDigest digest = sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JVM has SHA-256", e);
        }
    }
}
