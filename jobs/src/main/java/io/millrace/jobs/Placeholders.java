package io.millrace.jobs;

import java.util.List;
import java.util.Optional;

/** References that a platform fills in before it starts a task; those that it does not know it passes on as they stand. */
final class Placeholders {
    private static final String OPEN = "{{";

    /** The command that tasks start. To others such a reference may be a setting like any other, as of a cluster's secret. */
    private static final String STARTED = "run";

    private Placeholders() {}

    /** Returns which argument was not filled in; empty if all were. */
    static Optional<String> problem(List<String> arguments) {
        if (arguments.isEmpty() || !arguments.get(0).equals(STARTED)) {
            return Optional.empty();
        }
        for (int i = 0; i < arguments.size(); i++) {
            if (arguments.get(i).contains(OPEN)) {
                String option = i > 0 && arguments.get(i - 1).startsWith("-") ? arguments.get(i - 1) + " " : "";
                return Optional.of("argument " + (i + 1) + ", " + option + arguments.get(i)
                        + ": was not filled in by the platform that starts the task; mend the reference");
            }
        }
        return Optional.empty();
    }
}
