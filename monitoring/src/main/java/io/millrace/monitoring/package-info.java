/**
 * What changed in a table of predictions or features, and whether it matters.
 *
 * <p>{@link io.millrace.monitoring.Monitor} says which table is watched and how;
 * {@link io.millrace.monitoring.MonitorRun#refresh} reads it once, writes its profile and drift metrics into two tables
 * with the names, columns and scales of Databricks' data profiling, and leaves a report as one HTML file. Begin with
 * {@code Monitor}.
 */
@NullMarked
package io.millrace.monitoring;

import org.jspecify.annotations.NullMarked;
