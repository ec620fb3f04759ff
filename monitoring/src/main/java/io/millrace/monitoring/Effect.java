package io.millrace.monitoring;

/** How much a column changed, apart from what chance does. */
enum Effect {
    NONE,
    MODERATE,
    LARGE
}
