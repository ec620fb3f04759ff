package io.millrace.deploy;

import io.millrace.config.ConfigReader;
import io.millrace.config.NumberRange;
import java.time.Duration;
import java.util.Optional;

/**
 * What differs for the tasks of one kind of step.
 *
 * @param compute where they run
 * @param retries how often a task is started again
 * @param timeout after which a task is stopped
 */
public record StepSettings(Optional<ComputeKind> compute, Optional<Integer> retries, Optional<Duration> timeout) {
    static final NumberRange RETRIES = NumberRange.of("[0, 10]");

    /** Returns the settings of a step that differs in nothing. */
    static StepSettings none() {
        return new StepSettings(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Reads {@code deploy.steps.<step>}. */
    static StepSettings from(ConfigReader reader) {
        return new StepSettings(
                reader.optionalChoice("compute", ComputeKind.class),
                reader.optionalInteger("retries", RETRIES),
                DeploySettings.optionalDuration(reader, "timeout"));
    }
}
