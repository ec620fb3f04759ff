package io.millrace.benchmarks.jobs;

import io.millrace.benchmarks.Area;
import io.millrace.benchmarks.Benchmark;
import io.millrace.benchmarks.BenchmarkException;
import io.millrace.benchmarks.Claim;
import io.millrace.benchmarks.JavaProcess;
import io.millrace.benchmarks.Measurement;
import io.millrace.benchmarks.Measurement.Pair;
import io.millrace.benchmarks.Workbench;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How much memory a process needs that logs a large and a small model folder to an MLflow server. */
final class UploadBenchmark implements Benchmark {
    private static final int LARGE = 500;
    private static final int SMALL = 50;

    /** One upload: the process's peak memory, its time, and whether all bytes arrived. */
    private record Upload(double peakMegabytes, double seconds, boolean whole) {}

    @Override
    public Claim claim() {
        return new Claim(
                "upload",
                Area.JOBS,
                "peak resident memory of a process that logs a model folder of " + LARGE + " MB to an MLflow server",
                "the same process with a folder of " + SMALL + " MB",
                "MB",
                1.2,
                "the server received the large file with its SHA-256",
                "MlflowTracking.logModel in a process of its own with -Xmx64m sends a folder of one file of random bytes, and"
                        + " of the two that make it a model, to an HTTP server in another process that keeps only sums. The"
                        + " peak is the process's own VmHWM at its end. Small and large in turn.",
                "The heap and the JVM itself: a file is read and sent in parts of 16 KB, so that only how far the collector"
                        + " lets the 64 MB fill differs.");
    }

    @Override
    public int usualRuns() {
        return 3;
    }

    @Override
    public Measurement measure(Workbench workbench, int runs) {
        Path large = workbench.newFolder("model");
        Path small = workbench.newFolder("model");
        ModelFolderMaker.make(large, LARGE);
        ModelFolderMaker.make(small, SMALL);
        List<Pair> pairs = new ArrayList<>();
        boolean whole = true;
        double seconds = 0;
        double peak = 0;
        for (int run = 0; run < runs && whole; run++) {
            Upload little = upload(workbench, small);
            Upload much = upload(workbench, large);
            pairs.add(new Pair(much.peakMegabytes(), little.peakMegabytes()));
            whole = little.whole() && much.whole();
            seconds = much.seconds();
            peak = Math.max(peak, much.peakMegabytes());
            workbench.say(
                    "upload %d of %d: peak %.0f MB and %.0f MB, %.1f s and %.1f s",
                    run + 1, runs, much.peakMegabytes(), little.peakMegabytes(), much.seconds(), little.seconds());
        }
        Workbench.delete(large);
        Workbench.delete(small);
        return new Measurement(
                pairs,
                whole,
                peak,
                List.of(String.format(
                        Locale.ROOT,
                        "The process has a heap of 64 MB (-Xmx64m); the last upload of %d MB took %.1f s, checking the"
                                + " folder's sums included.",
                        LARGE,
                        seconds)));
    }

    private static Upload upload(Workbench workbench, Path folder) {
        try (ArtifactSink sink = ArtifactSink.open();
                JavaProcess process = workbench
                        .java()
                        .option("-Xmx64m")
                        .classPath(workbench.jar().toString())
                        .classPath(workbench.jobJar().toString())
                        .classPath(workbench.runtime() + "/*")
                        .start(
                                UploadProcess.class.getName(),
                                List.of(sink.address().toString(), folder.toString()))) {
            JavaProcess.Line line = process.await(UploadProcess.PEAK);
            double seconds = process.end();
            double megabytes = Double.parseDouble(line.text().substring(UploadProcess.PEAK.length()));
            if (megabytes == 0) {
                throw new BenchmarkException("this system does not tell a process's peak memory (/proc/PID/status)");
            }
            return new Upload(megabytes, seconds, sink.received().equals(ModelFolderMaker.sums(folder)));
        }
    }
}
