package io.millrace.monitoring;

/** What a window is compared with. */
enum DriftType {
    BASELINE,
    CONSECUTIVE
}
