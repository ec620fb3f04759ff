package io.millrace.monitoring;

import io.millrace.lakehouse.Write;

/**
 * The writes of one refresh: one for each table, so that a repeated refresh changes neither.
 *
 * @param profile the write of the profile metrics
 * @param drift the write of the drift metrics
 */
public record MonitorWrites(Write profile, Write drift) {}
