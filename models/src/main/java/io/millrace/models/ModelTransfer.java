package io.millrace.models;

import io.millrace.config.BackendException;
import io.millrace.config.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/** How a store on another machine sends and receives model folders, complete or not at all; files are never held in memory. */
public final class ModelTransfer {
    /** The file that makes a folder a model, sent last: no manifest, no model. */
    public static final String MANIFEST = Manifest.PATH;

    /** MLflow's own description of the model. */
    public static final String ML_MODEL = "MLmodel";

    private ModelTransfer() {}

    /** Returns the relative paths of a complete folder's files, the manifest last. */
    public static List<String> files(Path folder) {
        Path manifest = folder.resolve(MANIFEST);
        List<String> files = new ArrayList<>(
                Manifest.sizes(ModelFiles.bytes(manifest), manifest.toString()).keySet());
        files.add(MANIFEST);
        return files;
    }

    /**
     * Returns the content of the files that differ, by path, in a copy of the folder with another model id.
     *
     * @throws DataException if the folder has no model id, or no manifest
     */
    public static Map<String, byte[]> withModelId(Path folder, String modelId) {
        Path mlModel = folder.resolve(ML_MODEL);
        Path manifest = folder.resolve(MANIFEST);
        byte[] renamed = MlModelFiles.withModelId(ModelFiles.bytes(mlModel), modelId, mlModel.toString());
        return Map.of(
                ML_MODEL,
                renamed,
                MANIFEST,
                Manifest.with(ModelFiles.bytes(manifest), ML_MODEL, renamed, manifest.toString()));
    }

    /**
     * Checks a folder elsewhere by what is listed there: every file of the manifest is there in full.
     *
     * @param where names the folder
     * @param sizes the sizes of the files there, in bytes
     * @throws DataException if the manifest is none, or a file is missing or of another size; names it
     */
    public static void verify(String where, byte[] manifest, Map<String, Long> sizes) {
        sizes(where, manifest).forEach((path, bytes) -> {
            Long found = sizes.get(path);
            if (found == null) {
                throw new DataException(where + "/" + path + " is missing from the model folder");
            }
            if (!found.equals(bytes)) {
                throw new DataException(where + "/" + path + " has " + found + " bytes, the manifest says " + bytes);
            }
        });
    }

    /** Returns the sizes in bytes of the files that a manifest lists, by path; {@code where} names its folder. */
    public static Map<String, Long> sizes(String where, byte[] manifest) {
        return Manifest.sizes(manifest, where + "/" + MANIFEST);
    }

    /** Returns the model id that the content of an {@code MLmodel} file states; {@code where} names its folder. */
    public static String modelId(String where, byte[] mlModel) {
        return MlModelFiles.modelId(mlModel, where + "/" + ML_MODEL);
    }

    /**
     * Checks that the content of an {@code MLmodel} file tells the types of inputs and outputs; {@code where} names its folder.
     *
     * @throws DataException if it does not
     */
    public static void requireSignature(String where, byte[] mlModel) {
        MlModelFiles.requireSignature(mlModel, where + "/" + ML_MODEL);
    }

    /**
     * Makes a model folder from files that {@code filler} puts into a folder beside it. It appears under its name only when
     * it is complete. A target that exists is checked: a damaged one is replaced, a whole one left as it is.
     *
     * @throws DataException if what was received is incomplete or damaged; names the file
     * @throws BackendException if the disk fails
     */
    public static void receive(Path target, Consumer<Path> filler) {
        if (Files.exists(target)) {
            try {
                Manifest.verify(target);
                return;
            } catch (DataException e) {
                Folders.delete(target);
            }
        }
        Path partial = target.resolveSibling("." + target.getFileName() + "-" + UUID.randomUUID());
        try {
            Files.createDirectories(partial);
            filler.accept(partial);
            Manifest.verify(partial);
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!Files.exists(target)) {
                throw BackendException.retryable("Cannot write model folder " + target + ": " + e.getMessage(), e);
            }
        } finally {
            Folders.delete(partial);
        }
    }
}
