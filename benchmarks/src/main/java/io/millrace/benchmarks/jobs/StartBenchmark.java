package io.millrace.benchmarks.jobs;

import io.millrace.benchmarks.Area;
import io.millrace.benchmarks.Benchmark;
import io.millrace.benchmarks.BenchmarkException;
import io.millrace.benchmarks.Claim;
import io.millrace.benchmarks.JavaProcess;
import io.millrace.benchmarks.Measurement;
import io.millrace.benchmarks.Measurement.Pair;
import io.millrace.benchmarks.Workbench;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How long spark-submit takes to the first step of the job jar, and to the first job of an empty application. */
final class StartBenchmark implements Benchmark {
    private static final String RUN_LINE = ": pipeline ";
    private static final String ITEM_LINE = "PipelineRun: step ingest";

    @Override
    public Claim claim() {
        return new Claim(
                "start",
                Area.JOBS,
                "the job jar under spark-submit, from the start of the process to the first step",
                "an empty Spark application under spark-submit, to the end of its first trivial job",
                "s",
                1.3,
                "both come that far",
                "Spark's own SparkSubmit class starts both, with the same master local[*], heap and settings, in turn. The"
                        + " empty application opens a session and counts a hundred numbers. Millrace runs the payments example"
                        + " into an empty local.root, and has begun when the log says that the work on the first item of the"
                        + " first step begins. Times are those at which the benchmark reads the line.",
                "TODO.");
    }

    @Override
    public int usualRuns() {
        return 5;
    }

    @Override
    public Measurement measure(Workbench workbench, int runs) {
        List<Pair> pairs = new ArrayList<>();
        List<Double> lines = new ArrayList<>();
        double peak = 0;
        for (int run = 0; run < runs; run++) {
            double empty;
            try (JavaProcess process = submit(
                    workbench,
                    List.of(
                            "--class",
                            EmptyApplication.class.getName(),
                            workbench.jar().toString()))) {
                empty = process.await(EmptyApplication.READY).seconds();
            }
            Path root = workbench.newFolder("start");
            try (JavaProcess process = submit(workbench, payments(workbench, root))) {
                double begun = process.await(RUN_LINE).seconds();
                double item = process.await(ITEM_LINE).seconds();
                pairs.add(new Pair(item, empty));
                lines.add(begun);
                peak = Math.max(peak, process.peakMegabytes());
                workbench.say(
                        "start %d of %d: %.2f s, first item %.2f s; empty %.2f s", run + 1, runs, begun, item, empty);
            }
            Workbench.delete(root);
        }
        return new Measurement(
                pairs,
                true,
                peak,
                List.of(String.format(
                        Locale.ROOT,
                        "The line that names the run and its steps comes after %.1f s in the mean; until the first item's"
                                + " work the ledger gets its write numbers, which makes the ledger's table.",
                        lines.stream()
                                .mapToDouble(Double::doubleValue)
                                .average()
                                .orElse(Double.NaN))));
    }

    private static List<String> payments(Workbench workbench, Path root) {
        return List.of(
                "--jars",
                example(workbench).toString(),
                "--class",
                "io.millrace.jobs.Main",
                workbench.jobJar().toString(),
                "run",
                workbench.home().resolve("examples/payments/payments.conf").toString(),
                "--set",
                "local.root=" + root);
    }

    private static Path example(Workbench workbench) {
        try (var files = Files.list(workbench.home().resolve("examples/payments/target"))) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .findFirst()
                    .orElseThrow(() -> new BenchmarkException("examples/payments/target holds no jar"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JavaProcess submit(Workbench workbench, List<String> application) {
        List<String> arguments = new ArrayList<>(List.of("--master", "local[*]"));
        for (String setting : List.of(
                "spark.driver.host=127.0.0.1", "spark.driver.bindAddress=127.0.0.1", "spark.ui.enabled=false")) {
            arguments.addAll(List.of("--conf", setting));
        }
        arguments.addAll(application);
        return workbench
                .java()
                .option("-Xmx2g")
                .environment("SPARK_HOME", sparkHome(workbench).toString())
                .environment("SPARK_SCALA_VERSION", "2.13")
                .classPath(workbench.runtime() + "/*")
                .start("org.apache.spark.deploy.SparkSubmit", arguments);
    }

    /** A folder that looks like a Spark distribution, as far as spark-submit asks. */
    private static Path sparkHome(Workbench workbench) {
        Path home = workbench.newFolder("spark");
        try {
            Files.createDirectories(home);
            Files.createSymbolicLink(home.resolve("jars"), workbench.runtime());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return home;
    }
}
