/**
 * Point-in-time truth: feature tables, joins, training sets.
 *
 * <p>Begin with {@link io.millrace.features.FeatureTable} (the rows of a view, checked and stored). {@link
 * io.millrace.features.PointInTimeJoin} joins them without looking into the future, {@link
 * io.millrace.features.TrainingSets} writes the result with its report, and {@link io.millrace.features.SpecLookup} repeats for
 * scoring exactly what training did.
 */
@NullMarked
package io.millrace.features;

import org.jspecify.annotations.NullMarked;
