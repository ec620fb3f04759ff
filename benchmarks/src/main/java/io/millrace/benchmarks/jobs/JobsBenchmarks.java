package io.millrace.benchmarks.jobs;

import io.millrace.benchmarks.Benchmark;
import java.util.List;

/** The benchmarks of the area {@code jobs}. */
public final class JobsBenchmarks {
    private JobsBenchmarks() {}

    /** Returns them, the quickest first. */
    public static List<Benchmark> all() {
        return List.of(
                new UploadBenchmark(),
                ArchiveBenchmark.sql(),
                ArchiveBenchmark.launch(),
                new StartBenchmark(),
                new OverheadBenchmark());
    }
}
