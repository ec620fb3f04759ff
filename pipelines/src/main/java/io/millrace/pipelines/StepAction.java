package io.millrace.pipelines;

import io.millrace.lakehouse.Write;
import java.util.List;
import java.util.Map;

/** What a kind of step does with one item; one implementation a kind. */
interface StepAction {
    /** Returns what a kind of step does. */
    static StepAction of(StepKind kind, RunContext context) {
        return switch (kind) {
            case INGEST -> new IngestAction(context);
            case FEATURES -> new FeaturesAction(context);
            case TRAINING_SET -> new TrainingSetAction(context);
            case TRAIN -> new TrainAction(context);
            case EVALUATE -> new EvaluateAction(context);
            case REGISTER -> new RegisterAction(context);
            case PROMOTE -> new PromoteAction(context);
            case SCORE -> new ScoreAction(context);
            case MONITOR -> new MonitorAction(context);
        };
    }

    /** Returns the names of all items of the project that the step can work on, in order. */
    List<String> items();

    /**
     * Returns what the item reads, as name to version, for the ledger and the digest. Cheap: table versions and file
     * fingerprints, no scan.
     */
    Map<String, String> inputs(String item);

    /** Returns the paths of the configuration that shape the result, for the digest. */
    List<String> configuration(String item);

    /** Does the work. Repeating it with an equal {@code write} changes nothing. */
    StepResult run(String item, Write write);

    /** Whether content that any earlier run has completed must not be written again: true for tables that only grow. */
    default boolean oncePerContent() {
        return false;
    }

    /**
     * Whether what an earlier run made stays beside what later ones make, and so need not be the last to make a repetition
     * needless: true for trainings and model versions.
     */
    default boolean lasting() {
        return false;
    }
}
