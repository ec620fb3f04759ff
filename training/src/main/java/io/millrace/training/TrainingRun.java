package io.millrace.training;

import static java.util.Objects.requireNonNull;

import io.millrace.config.TableVersion;
import io.millrace.definitions.FeatureSpec;
import io.millrace.features.LeakageFinding;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.lakehouse.TableState;
import io.millrace.lakehouse.Write;
import io.millrace.registry.Candidate;
import io.millrace.registry.ExperimentTracker;
import io.millrace.registry.ModelRegistry;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The making of one model version, in three steps: {@link #train}, {@link #evaluate}, {@link #register}.
 *
 * <p>Each step finds what it needs among the artifacts of one run in the tracker, so the steps may run in different
 * processes, and a step that is repeated for the same run id, also after a crash, finds what is there and goes on: one run
 * in the tracker, one slice of predictions, one registered version.
 *
 * <pre>{@code
 * TrainingRun run = TrainingRun.builder(lakehouse, tracker, registry)
 *         .model(definition).spec(spec).trainingSet(version).runId("20240102-1").build();
 * run.train();
 * run.evaluate(write);
 * ModelVersion version = run.register().version();
 * }</pre>
 */
public final class TrainingRun {
    private final RunParts parts;

    private TrainingRun(RunParts parts) {
        this.parts = parts;
    }

    /** Returns a builder over these stores. */
    public static Builder builder(Lakehouse lakehouse, ExperimentTracker tracker, ModelRegistry registry) {
        return new Builder(lakehouse, tracker, registry);
    }

    /**
     * Splits, fits the preparation, trains; logs parameters, inputs and curves; keeps the fitted model with the run.
     *
     * @throws io.millrace.config.DataException if a part of the split is empty or has one class only, with dates and
     *     counts; if an input cannot be prepared; or if the training broke off
     * @throws io.millrace.config.BackendException if the learner's library or a store failed
     */
    public Trained train() {
        return parts.step(() -> new RunTrainer(parts).run());
    }

    /**
     * Chooses the threshold, writes the predictions, measures them, compares with the champion, draws charts and page.
     *
     * @param write of the predictions table {@code training.<model>_predictions}
     * @throws io.millrace.config.DataException if this run was not trained
     */
    public Evaluated evaluate(Write write) {
        return parts.step(() -> new RunEvaluator(parts).run(write));
    }

    /**
     * Writes the complete model folder and registers it as a version, with the run id among its tags. No alias moves.
     *
     * @throws io.millrace.config.DataException if this run was not evaluated
     */
    public Registered register() {
        return parts.step(() -> new RunRegistrar(parts).run());
    }

    /**
     * Returns the registered version with its evidence, as promotion wants it: the metrics of the evaluation and the
     * comparison with the champion of now, which is made again if the champion has changed since the evaluation.
     *
     * @throws io.millrace.config.DataException if this run was not registered
     */
    public Candidate candidate() {
        return new ChampionMatch(parts).candidate();
    }

    /** Returns the id of this training in the tracker, once it has been started. */
    public Optional<String> trackerRunId() {
        return parts.findRun().map(run -> run.runId());
    }

    /** Collects the parts of a {@link TrainingRun}. */
    public static final class Builder {
        private final Lakehouse lakehouse;
        private final ExperimentTracker tracker;
        private final ModelRegistry registry;
        private @Nullable ModelDefinition definition;
        private @Nullable FeatureSpec spec;
        private @Nullable TableVersion trainingSet;
        private Optional<TableState> trainingState = Optional.empty();
        private String runId = "";
        private Optional<String> experiment = Optional.empty();
        private String codeVersion = "unknown";
        private List<LeakageFinding> findings = List.of();
        private TrainingProgress progress = TrainingProgress.silent();

        private Builder(Lakehouse lakehouse, ExperimentTracker tracker, ModelRegistry registry) {
            this.lakehouse = lakehouse;
            this.tracker = tracker;
            this.registry = registry;
        }

        /** Sets what is trained. Required. */
        public Builder model(ModelDefinition value) {
            definition = value;
            return this;
        }

        /** Sets how the features were looked up; stored with the model. Required. */
        public Builder spec(FeatureSpec value) {
            spec = value;
            return this;
        }

        /** Sets the rows, at their version. Required. */
        public Builder trainingSet(TableVersion value) {
            trainingSet = value;
            return this;
        }

        /** Sets the rows by what their table held as they were written, which tells a table from one made anew. */
        public Builder trainingSet(TableState value) {
            trainingState = Optional.of(value);
            return trainingSet(value.version());
        }

        /** Sets the pipeline's run, by which a repeated step finds what is there. Required. */
        public Builder runId(String value) {
            runId = value;
            return this;
        }

        /** Sets the tracker's experiment; by default the model's name. */
        public Builder experiment(String name) {
            experiment = Optional.of(name);
            return this;
        }

        /** Sets the version of the code that runs, for the provenance. */
        public Builder codeVersion(String value) {
            codeVersion = value;
            return this;
        }

        /** Sets what the leakage audit of the training set found, for page and provenance. */
        public Builder findings(List<LeakageFinding> values) {
            findings = List.copyOf(values);
            return this;
        }

        /** Sets who is told how far the work is. */
        public Builder progress(TrainingProgress listener) {
            progress = listener;
            return this;
        }

        /**
         * Returns the run.
         *
         * @throws IllegalArgumentException if the run id is blank, or the definition is of another training set
         */
        public TrainingRun build() {
            ModelDefinition model = requireNonNull(definition, "model");
            FeatureSpec features = requireNonNull(spec, "spec");
            if (runId.isBlank()) {
                throw new IllegalArgumentException("a training run needs a run id");
            }
            if (!model.trainingSet().equals(features.definition().name())) {
                throw new IllegalArgumentException("model " + model.name() + " is trained on " + model.trainingSet()
                        + ", the spec is of " + features.definition().name());
            }
            return new TrainingRun(new RunParts(
                    lakehouse,
                    tracker,
                    registry,
                    model,
                    features,
                    requireNonNull(trainingSet, "trainingSet"),
                    trainingState.map(TableState::id).orElse(""),
                    runId,
                    experiment.orElse(model.name()),
                    codeVersion,
                    findings,
                    progress));
        }
    }
}
