/**
 * Feature definitions and point-in-time truth.
 *
 * <p>Begin with {@link io.millrace.features.FeatureView} (what a feature is), {@link
 * io.millrace.features.FeatureTable} (its rows, checked and stored) and {@link io.millrace.features.TrainingSet} (a
 * spine and its lookups). {@link io.millrace.features.PointInTimeJoin} joins them without looking into the future,
 * {@link io.millrace.features.TrainingSets} writes the result with its report, and {@link
 * io.millrace.features.FeatureSpec} is what a model keeps, so that scoring repeats exactly what training did.
 */
@NullMarked
package io.millrace.features;

import org.jspecify.annotations.NullMarked;
