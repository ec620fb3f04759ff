package io.millrace.benchmarks.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.models.ModelTransfer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Makes model folders of any size: what a store looks at (MLmodel, manifest), and one file of random bytes. */
final class ModelFolderMaker {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LARGE_FILE = "data/model.bin";
    private static final long SEED = 7;

    private ModelFolderMaker() {}

    /** Makes the folder; its large file has that many megabytes (of a million bytes). */
    static void make(Path folder, int megabytes) {
        try {
            Files.createDirectories(folder.resolve("data"));
            Files.createDirectories(folder.resolve("millrace"));
            Random random = new Random(SEED);
            byte[] part = new byte[1_000_000];
            try (OutputStream out = Files.newOutputStream(folder.resolve(LARGE_FILE))) {
                for (int i = 0; i < megabytes; i++) {
                    random.nextBytes(part);
                    out.write(part);
                }
            }
            Files.writeString(
                    folder.resolve(ModelTransfer.ML_MODEL),
                    "flavors: {}\nmodel_id: m-" + "0123456789abcdef".repeat(2) + "\n");
            ObjectNode manifest = JSON.createObjectNode()
                    .put("format", "millrace-model-folder")
                    .put("version", 1);
            ObjectNode files = manifest.putObject("files");
            for (String file : new String[] {ModelTransfer.ML_MODEL, LARGE_FILE}) {
                files.putObject(file)
                        .put("bytes", Files.size(folder.resolve(file)))
                        .put("sha256", sum(Files.newInputStream(folder.resolve(file))));
            }
            Files.writeString(folder.resolve(ModelTransfer.MANIFEST), manifest.toPrettyString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the SHA-256 of each file of the folder that is uploaded as it is, by its path. */
    static Map<String, String> sums(Path folder) {
        try {
            JsonNode manifest =
                    JSON.readTree(folder.resolve(ModelTransfer.MANIFEST).toFile());
            Map<String, String> sums = new TreeMap<>();
            sums.put(
                    LARGE_FILE,
                    manifest.path("files").path(LARGE_FILE).path("sha256").asText());
            return sums;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the SHA-256 of all that the stream holds, and closes it. */
    static String sum(InputStream content) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        try (InputStream in = new DigestInputStream(content, digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
