/**
 * Where runs and models live, what was promoted, and what a champion scored.
 *
 * <p>Begin with {@link io.millrace.registry.ExperimentTracker} and {@link io.millrace.registry.ModelRegistry}, which record runs
 * and versions ({@link io.millrace.registry.Tracking} opens both); {@link io.millrace.registry.Promotion} decides which version is the champion, and {@link
 * io.millrace.registry.Inference} scores tables with it, through {@link io.millrace.registry.BatchScorer}.
 */
@NullMarked
package io.millrace.registry;

import org.jspecify.annotations.NullMarked;
