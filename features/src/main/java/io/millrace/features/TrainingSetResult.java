package io.millrace.features;

import io.millrace.definitions.FeatureSpec;
import io.millrace.lakehouse.WriteResult;

/**
 * A training set that was written.
 *
 * @param write its table at its version, and the row count
 * @param report what its making found
 * @param spec what a model trained on it must keep
 */
public record TrainingSetResult(WriteResult write, TrainingSetReport report, FeatureSpec spec) {}
