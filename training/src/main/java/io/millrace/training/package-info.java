/**
 * Makes models: splits a training set in time, fits the preparation on the train rows, trains, evaluates, registers.
 *
 * <p>Begin with {@link io.millrace.training.TrainingRun}, which does all of it in three steps that can be run again and
 * resumed; its parts are {@link io.millrace.training.Split}, {@link io.millrace.training.Preparation},
 * {@link io.millrace.training.Trainer} and {@link io.millrace.training.Evaluation}, each usable alone. Needs a classic
 * Spark session.
 */
@NullMarked
package io.millrace.training;

import org.jspecify.annotations.NullMarked;
