package io.millrace.reports;

import java.time.Instant;

/** Something that happened, marked in a chart over time: a new model version, a change of the source. */
public record ChartEvent(Instant at, String name) {}
