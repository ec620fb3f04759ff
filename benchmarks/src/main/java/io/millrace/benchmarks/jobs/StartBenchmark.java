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
                "the job jar under spark-submit, from the start of the process to the first step's work",
                "an empty Spark application under spark-submit, to the end of its first trivial job",
                "s",
                1.3,
                "nothing to compare: both print the line that is waited for",
                "Spark's own SparkSubmit class starts both, with the same master local[*], heap and settings, in turn. The"
                        + " empty application opens a session and counts a hundred numbers. Millrace runs the payments example"
                        + " into an empty local.root; its first step has begun when the log says that the work on its first"
                        + " item begins. Times are those at which the benchmark reads the line.",
                "Session and catalog are open, and the run is named, about when the empty application has counted. Then the"
                        + " ledger's table is made and the write numbers are saved in it, before any effect happens under"
                        + " them: Delta's first two commits, whose code is loaded and compiled as they run.");
    }

    @Override
    public int usualRuns() {
        return 5;
    }

    /** When the line came that names the run and its steps, and when the work on the first item began. */
    private record Begun(double run, double item, double peakMegabytes) {}

    @Override
    public Measurement measure(Workbench workbench, int runs) {
        List<Pair> pairs = new ArrayList<>();
        List<Begun> fresh = new ArrayList<>();
        List<Begun> again = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            double empty = empty(workbench);
            Path root = workbench.newFolder("start");
            fresh.add(millrace(workbench, root));
            again.add(millrace(workbench, root));
            Workbench.delete(root);
            pairs.add(new Pair(fresh.get(run).item(), empty));
            workbench.say(
                    "start %d of %d: %.2f s (run named after %.2f s), again %.2f s, empty %.2f s",
                    run + 1,
                    runs,
                    fresh.get(run).item(),
                    fresh.get(run).run(),
                    again.get(run).item(),
                    empty);
        }
        double peak = fresh.stream().mapToDouble(Begun::peakMegabytes).max().orElse(0);
        return new Measurement(pairs, true, peak, List.of(sentence(fresh, again, pairs)));
    }

    private static String sentence(List<Begun> fresh, List<Begun> again, List<Pair> pairs) {
        double empty = pairs.stream().mapToDouble(Pair::against).average().orElse(Double.NaN);
        double named = fresh.stream().mapToDouble(Begun::run).average().orElse(Double.NaN);
        double repeated = again.stream().mapToDouble(Begun::item).average().orElse(Double.NaN);
        return String.format(
                Locale.ROOT,
                "In the mean the line that names the run and its steps comes after %.1f s, %.2f times the empty application's"
                        + " %.1f s; in a local.root with an earlier run the first item begins after %.1f s.",
                named,
                named / empty,
                empty,
                repeated);
    }

    private static double empty(Workbench workbench) {
        List<String> application = List.of(
                "--class", EmptyApplication.class.getName(), workbench.jar().toString());
        try (JavaProcess process = submit(workbench, application)) {
            return process.await(EmptyApplication.READY).seconds();
        }
    }

    /** The process is killed as soon as it has begun: what it left is an earlier run that was cut short. */
    private static Begun millrace(Workbench workbench, Path root) {
        try (JavaProcess process = submit(workbench, payments(workbench, root))) {
            double run = process.await(RUN_LINE).seconds();
            double item = process.await(ITEM_LINE).seconds();
            return new Begun(run, item, process.peakMegabytes());
        }
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
