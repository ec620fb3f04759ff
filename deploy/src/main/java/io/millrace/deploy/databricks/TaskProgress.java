package io.millrace.deploy.databricks;

/**
 * How far a task of a run has come.
 *
 * @param task the task's key
 * @param state what the workspace says: {@code RUNNING}, {@code SUCCESS} …
 * @param seconds how long it has run; 0 before it ended
 */
public record TaskProgress(String task, String state, double seconds) {}
