/**
 * The algebra of one pass: mergeable states in plain Java.
 *
 * <p>Begin with {@link io.millrace.metrics.ColumnProfile} (what is in a column), {@link io.millrace.metrics.QualityReport} (how
 * good scores are) and {@link io.millrace.metrics.Distances} (how far apart two samples are). Every state is a {@link
 * io.millrace.metrics.MetricState}: it merges in any order to the same bits, and an undefined metric is NaN with a {@link
 * io.millrace.metrics.MetricStatus}, never 0. The package {@code spark} folds tables into them.
 */
@NullMarked
package io.millrace.metrics;

import org.jspecify.annotations.NullMarked;
