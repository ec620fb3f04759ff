package io.millrace.registry.local;

import io.millrace.registry.MetricPoint;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** A process of its own that writes points of one metric, each in its own transaction. */
final class MetricLogger {
    private MetricLogger() {}

    public static void main(String[] arguments) {
        LocalTracking tracking = LocalTracking.open(Path.of(arguments[0]), Path.of(arguments[1]));
        for (int i = 0; i < Integer.parseInt(arguments[4]); i++) {
            tracking.logMetrics(arguments[2], List.of(new MetricPoint(arguments[3], i, i, Instant.EPOCH)));
        }
    }
}
