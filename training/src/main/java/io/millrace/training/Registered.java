package io.millrace.training;

import io.millrace.lakehouse.WriteResult;
import io.millrace.registry.ModelVersion;

/**
 * What the step {@code register} made.
 *
 * @param version the registered version
 * @param outcome whether it was made now
 */
public record Registered(ModelVersion version, WriteResult.Outcome outcome) {}
