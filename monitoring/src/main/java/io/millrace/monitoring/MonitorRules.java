package io.millrace.monitoring;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** What must hold between the parts of a monitor. */
final class MonitorRules {
    private MonitorRules() {}

    static void check(
            String name,
            Monitor.Type type,
            List<Granularity> granularities,
            List<String> slices,
            List<String> columns,
            Optional<Labels> labels) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a monitor needs a name");
        }
        if (granularities.isEmpty() && type != Monitor.Type.SNAPSHOT) {
            throw new IllegalArgumentException(
                    "monitor " + name + " has no granularity; add one, for example granularity = [\"1 day\"]");
        }
        requireDistinct(name, "slices", slices);
        requireDistinct(name, "columns", columns);
        if (labels.isPresent() && type != Monitor.Type.INFERENCE_LOG) {
            throw new IllegalArgumentException(
                    "monitor " + name + " has labels, which only type = inference-log can use; remove them");
        }
    }

    private static void requireDistinct(String name, String what, List<String> values) {
        if (new HashSet<>(values).size() < values.size()) {
            throw new IllegalArgumentException(
                    "monitor " + name + " names one twice among its " + what + ": " + values);
        }
        if (values.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("monitor " + name + " has an empty name among its " + what);
        }
    }
}
