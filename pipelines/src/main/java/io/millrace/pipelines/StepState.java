package io.millrace.pipelines;

/** How far an item of a step has come. */
public enum StepState {
    /** Its effects may have begun. */
    STARTED,
    /** Its effects are complete. */
    DONE,
    /** Nothing it depends on had changed since it was done, so it was left as it was. */
    SKIPPED,
    /** It ended with an error; the message says which. */
    FAILED
}
