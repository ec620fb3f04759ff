/**
 * The algebra of one pass: mergeable states in plain Java, one Spark aggregation around them.
 *
 * <p>Begin with {@link io.millrace.metrics.ModelQuality} (how good are these scores), {@link
 * io.millrace.metrics.TableProfiler} (what is in this table) and {@link io.millrace.metrics.Distances} (how far apart are
 * two samples). Every state is a {@link io.millrace.metrics.MetricState}: it merges in any order to the same bits, and
 * an undefined metric is NaN with a {@link io.millrace.metrics.MetricStatus}, never 0.
 */
@NullMarked
package io.millrace.metrics;

import org.jspecify.annotations.NullMarked;
