package io.millrace.training;

/** Whether a step did its work now, or found it done. */
public enum StepOutcome {
    DONE,
    FOUND
}
