package io.millrace.models;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.config.BackendException;
import io.millrace.config.DataException;
import io.millrace.definitions.FeatureSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A model as a folder that MLflow opens, with our own part under {@code millrace/}: the portable model, the feature spec,
 * provenance, evaluation, sample rows with their scores, and a manifest of all files.
 */
public final class ModelFolder {
    static final String MODEL = "millrace/model.json";
    private static final String SPEC = "millrace/feature_spec.json";
    private static final String PROVENANCE = "millrace/provenance.json";
    private static final String EVALUATION = "millrace/evaluation.json";
    private static final String SAMPLE = "millrace/sample.json";

    private ModelFolder() {}

    /**
     * Writes a model folder. It appears under its name only when it is complete.
     *
     * @param folder must not exist
     * @throws DataException if the folder exists, or the provenance or evaluation is no JSON object
     * @throws BackendException if the disk fails
     */
    public static void write(Path folder, ModelContent content) {
        if (Files.exists(folder)) {
            throw new DataException("Model folder " + folder + " exists already");
        }
        Map<String, byte[]> files = files(content);
        Path target = folder.toAbsolutePath();
        Path parent = target.getParent();
        Path partial = target.resolveSibling("." + target.getFileName() + "-" + UUID.randomUUID());
        try {
            if (parent != null) {
                Files.createDirectories(parent);
            }
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                Path path = inside(partial, file.getKey());
                Path above = path.getParent();
                if (above != null) {
                    Files.createDirectories(above);
                }
                Files.write(path, file.getValue());
            }
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Folders.delete(partial);
            throw BackendException.retryable("Cannot write model folder " + folder + ": " + e.getMessage(), e);
        }
    }

    private static Map<String, byte[]> files(ModelContent content) {
        ModelFiles.json(ModelFiles.utf8(content.provenanceJson()), "The provenance");
        ModelFiles.json(ModelFiles.utf8(content.evaluationJson()), "The evaluation");
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(MODEL, content.model().toBytes());
        content.spec().ifPresent(spec -> files.put(SPEC, ModelFiles.utf8(spec.toJson())));
        files.put(PROVENANCE, ModelFiles.utf8(content.provenanceJson()));
        files.put(EVALUATION, ModelFiles.utf8(content.evaluationJson()));
        files.put(SAMPLE, ModelFiles.utf8(SampleJson.write(content.model(), content.sample())));
        files.putAll(content.nativeFiles());
        Flavors flavors = Flavors.of(content);
        files.putAll(flavors.files());
        MlModelFiles.addTo(files, content, flavors);
        files.put(Manifest.PATH, Manifest.of(files));
        return files;
    }

    private static Path inside(Path folder, String path) {
        Path file = folder.resolve(path).normalize();
        if (!file.startsWith(folder)) {
            throw new DataException("File " + path + " is outside the model folder");
        }
        return file;
    }

    /**
     * Checks every file against the manifest.
     *
     * @throws DataException if a file is missing, shortened or changed, naming it, or the folder is of a newer format,
     *     naming both versions
     */
    public static void verify(Path folder) {
        Manifest.verify(folder);
    }

    /**
     * Copies a complete model folder; the copy appears under its name only when it is complete. A target that exists must
     * be the same model and is left as it is.
     *
     * @throws DataException if the folder is incomplete or damaged, or the target holds another model
     * @throws BackendException if the disk fails
     */
    public static void copy(Path folder, Path target) {
        Manifest.verify(folder);
        try {
            Folders.copy(folder, target);
        } catch (IOException e) {
            throw BackendException.retryable(
                    "Cannot copy model folder " + folder + " to " + target + ": " + e.getMessage(), e);
        }
        byte[] manifest = ModelFiles.bytes(target.resolve(Manifest.PATH));
        if (!Arrays.equals(manifest, ModelFiles.bytes(folder.resolve(Manifest.PATH)))) {
            throw new DataException("Model folder " + target + " holds another model than " + folder);
        }
    }

    /**
     * Reads a model folder, checks every file against the manifest and scores the stored sample again: its scores must have
     * the same bits.
     *
     * @throws DataException if the folder is incomplete, damaged, changed, of a newer format, or scores otherwise; names
     *     the file
     */
    public static LoadedModel load(Path folder) {
        Manifest.verify(folder);
        PortableModel model;
        try {
            model = PortableModel.fromBytes(ModelFiles.bytes(folder.resolve(MODEL)));
        } catch (DataException e) {
            throw new DataException(folder.resolve(MODEL) + ": " + e.getMessage(), e);
        }
        Path sample = folder.resolve(SAMPLE);
        SampleJson.check(ModelFiles.json(sample), model, sample.toString());
        return new LoadedModel(
                modelId(folder),
                model,
                spec(folder),
                ModelFiles.json(folder.resolve(PROVENANCE)),
                ModelFiles.json(folder.resolve(EVALUATION)),
                folder);
    }

    private static Optional<FeatureSpec> spec(Path folder) {
        Path file = folder.resolve(SPEC);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        JsonNode spec = ModelFiles.json(file);
        return Optional.of(FeatureSpec.fromJson(spec.toString()));
    }

    /**
     * Returns the {@code model_id} that the folder's {@code MLmodel} states.
     *
     * @throws DataException if it has none
     */
    public static String modelId(Path folder) {
        return MlModelFiles.modelId(folder.resolve("MLmodel"));
    }
}
