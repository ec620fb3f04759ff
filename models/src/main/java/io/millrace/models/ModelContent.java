package io.millrace.models;

import static java.util.Objects.requireNonNull;

import io.millrace.definitions.FeatureSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What goes into a model folder.
 *
 * @param modelId {@code m-} and 32 hexadecimal digits
 * @param runId the run that made the model, if any
 * @param created when it was made
 * @param model the model itself
 * @param spec how its features are looked up, if it has any
 * @param provenanceJson the training run's provenance, a JSON object
 * @param evaluationJson the evaluation, a JSON object
 * @param sample rows of input values in the order of the model's inputs, at least one; their scores are stored and checked
 *     on every load, the first is the input example
 * @param nativeFiles files of native formats by relative path; {@code xgboost/model.ubj} or {@code .json} adds MLflow's
 *     xgboost flavor, {@code sparkml/}, a pipeline that Spark saved, its spark flavor
 * @param nativeVersion the version of the library that wrote the native files; empty without them
 */
public record ModelContent(
        String modelId,
        Optional<String> runId,
        Instant created,
        PortableModel model,
        Optional<FeatureSpec> spec,
        String provenanceJson,
        String evaluationJson,
        List<@Nullable Object[]> sample,
        Map<String, byte[]> nativeFiles,
        String nativeVersion) {
    public ModelContent {
        requireNonNull(runId, "runId");
        requireNonNull(created, "created");
        requireNonNull(spec, "spec");
        requireNonNull(provenanceJson, "provenanceJson");
        requireNonNull(evaluationJson, "evaluationJson");
        requireNonNull(nativeVersion, "nativeVersion");
        if (!modelId.matches("m-[0-9a-f]{32}")) {
            throw new IllegalArgumentException(
                    "The model id is '" + modelId + "'; must be m- and 32 hexadecimal digits");
        }
        sample = List.copyOf(sample);
        if (sample.isEmpty()) {
            throw new IllegalArgumentException("A model folder needs at least one sample row");
        }
        for (Object[] row : sample) {
            if (row.length != model.inputs().size()) {
                throw new IllegalArgumentException("A sample row has " + row.length + " values; must have "
                        + model.inputs().size());
            }
        }
        nativeFiles = Map.copyOf(nativeFiles);
    }

    /** Returns a new model id. */
    public static String newModelId() {
        return "m-" + UUID.randomUUID().toString().replace("-", "");
    }

    /** Starts a builder for a model that was made at this time; it gets a new id. */
    public static Builder builder(PortableModel model, Instant created) {
        return new Builder(model, created);
    }

    /** Collects the optional parts of a {@link ModelContent}. */
    public static final class Builder {
        private final PortableModel model;
        private final Instant created;
        private String modelId = newModelId();
        private Optional<String> runId = Optional.empty();
        private Optional<FeatureSpec> spec = Optional.empty();
        private String provenanceJson = "{}";
        private String evaluationJson = "{}";
        private final List<@Nullable Object[]> sample = new ArrayList<>();
        private final Map<String, byte[]> nativeFiles = new LinkedHashMap<>();
        private String nativeVersion = "";

        private Builder(PortableModel model, Instant created) {
            this.model = model;
            this.created = created;
        }

        /** Sets the model id in the place of the new one. */
        public Builder modelId(String value) {
            modelId = value;
            return this;
        }

        /** Sets the run that made the model. */
        public Builder runId(String value) {
            runId = Optional.of(value);
            return this;
        }

        /** Sets how the features are looked up. */
        public Builder spec(FeatureSpec value) {
            spec = Optional.of(value);
            return this;
        }

        /** Sets the provenance, a JSON object. */
        public Builder provenance(String json) {
            provenanceJson = json;
            return this;
        }

        /** Sets the evaluation, a JSON object. */
        public Builder evaluation(String json) {
            evaluationJson = json;
            return this;
        }

        /** Adds a sample row: values in the order of the model's inputs. */
        public Builder sampleRow(@Nullable Object... values) {
            sample.add(values.clone());
            return this;
        }

        /** Adds sample rows. */
        public Builder sample(List<@Nullable Object[]> rows) {
            sample.addAll(rows);
            return this;
        }

        /** Adds a file of a native format, written by the library of this version. */
        public Builder nativeFile(String path, byte[] content, String libraryVersion) {
            nativeFiles.put(path, content.clone());
            nativeVersion = libraryVersion;
            return this;
        }

        /** Returns the checked record. */
        public ModelContent build() {
            return new ModelContent(
                    modelId,
                    runId,
                    created,
                    model,
                    spec,
                    provenanceJson,
                    evaluationJson,
                    sample,
                    nativeFiles,
                    nativeVersion);
        }
    }
}
