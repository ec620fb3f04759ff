/**
 * What a model is, where it lives, how it scores.
 *
 * <p>Begin with {@link io.millrace.models.PortableModel}, the model that scores a row without Spark;
 * {@link io.millrace.models.ModelFolder} keeps it in an MLflow model folder, {@link io.millrace.models.BatchScorer}
 * and {@link io.millrace.models.Inference} apply it to tables. {@link io.millrace.models.ExperimentTracker} and
 * {@link io.millrace.models.ModelRegistry} record runs and versions, and {@link io.millrace.models.Promotion} decides
 * which version is the champion.
 */
@NullMarked
package io.millrace.models;

import org.jspecify.annotations.NullMarked;
