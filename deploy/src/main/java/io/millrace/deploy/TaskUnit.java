package io.millrace.deploy;

/** What one task of a job does. */
public enum TaskUnit {
    /** One item of a step, so that items run side by side and fail alone. */
    ITEM,
    /** All items of a step, one after the other. */
    STEP
}
