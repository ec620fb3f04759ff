/**
 * What a feature, a training set and a feature spec are, as checked values. Plain Java.
 *
 * <p>Begin with {@link io.millrace.definitions.FeatureView} (what a feature is) and {@link
 * io.millrace.definitions.TrainingSet} (a spine and its lookups); {@link io.millrace.definitions.FeatureSpec} is what a model
 * keeps, so that scoring repeats exactly what training did.
 */
@NullMarked
package io.millrace.definitions;

import org.jspecify.annotations.NullMarked;
