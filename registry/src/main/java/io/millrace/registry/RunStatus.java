package io.millrace.registry;

/** How a tracked run stands, by MLflow's names. */
public enum RunStatus {
    RUNNING,
    SCHEDULED,
    FINISHED,
    FAILED,
    KILLED
}
