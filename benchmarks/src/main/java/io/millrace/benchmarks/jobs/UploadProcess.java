package io.millrace.benchmarks.jobs;

import io.millrace.benchmarks.JavaProcess;
import io.millrace.lakehouse.TrackingLocation;
import io.millrace.registry.ModelMetrics;
import io.millrace.registry.RunHandle;
import io.millrace.registry.RunStart;
import io.millrace.registry.mlflow.MlflowTracking;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Logs a model folder to an MLflow server and tells the peak of its own memory. */
final class UploadProcess {
    static final String PEAK = "peak memory in MB: ";

    private UploadProcess() {}

    /** Takes the server's address and the folder. */
    public static void main(String[] arguments) {
        MlflowTracking tracking = MlflowTracking.open(
                new TrackingLocation.Server(URI.create(arguments[0]), Optional.empty(), Path.of("downloads")));
        RunHandle run = tracking.start(
                tracking.experiment("upload"),
                RunStart.builder("upload", Instant.now()).build());
        tracking.logModel(run.runId(), "model", Path.of(arguments[1]), Map.of(), ModelMetrics.of(List.of()));
        System.out.println(PEAK + JavaProcess.peakMegabytes(Path.of("/proc/self/status")));
    }
}
