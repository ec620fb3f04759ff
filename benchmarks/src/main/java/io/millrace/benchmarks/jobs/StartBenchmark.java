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
import java.util.function.ToDoubleFunction;

/** How long spark-submit takes to the first step of the job jar, and to the first job of an empty application. */
final class StartBenchmark implements Benchmark {
    private static final String RUN_LINE = ": pipeline ";
    private static final String STEP_LINE = "step ingest begins";
    private static final String ITEM_LINE = "step ingest customers begins";

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
                        + " into an empty local.root; its first step has begun when the log says so. Times are those at which the"
                        + " benchmark reads the line.",
                "A run is named about when the empty application is done. Then, before its first step, what every step will read"
                        + " and make is resolved against the real sources, in a JVM whose code for it is loaded and compiled as it"
                        + " runs: a column that is missing nine minutes later costs more. The numbers of the first writes are saved"
                        + " in the run ledger beside it, Delta's first commit. The first item is written after that.");
    }

    @Override
    public int usualRuns() {
        return 5;
    }

    /** When the run was named, when its first step began, and when its first item could be written. */
    private record Begun(double run, double step, double item, double peakMegabytes) {}

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
            pairs.add(new Pair(fresh.get(run).step(), empty));
            workbench.say(
                    "start %d of %d: %.2f s (run named %.2f s, first write %.2f s), again %.2f s, empty %.2f s",
                    run + 1,
                    runs,
                    fresh.get(run).step(),
                    fresh.get(run).run(),
                    fresh.get(run).item(),
                    again.get(run).step(),
                    empty);
        }
        double peak = fresh.stream().mapToDouble(Begun::peakMegabytes).max().orElse(0);
        return new Measurement(pairs, true, peak, List.of(sentence(fresh, again, pairs)));
    }

    private static String sentence(List<Begun> fresh, List<Begun> again, List<Pair> pairs) {
        double empty = pairs.stream().mapToDouble(Pair::against).average().orElse(Double.NaN);
        return String.format(
                Locale.ROOT,
                "Means: the empty application %.1f s; the run is named after %.1f s, its first step begins after %.1f s, the"
                        + " first write after %.1f s. In a local.root with an earlier run, whose ledger is read first: %.1f,"
                        + " %.1f and %.1f s.",
                empty,
                mean(fresh, Begun::run),
                mean(fresh, Begun::step),
                mean(fresh, Begun::item),
                mean(again, Begun::run),
                mean(again, Begun::step),
                mean(again, Begun::item));
    }

    private static double mean(List<Begun> begun, ToDoubleFunction<Begun> time) {
        return begun.stream().mapToDouble(time).average().orElse(Double.NaN);
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
            double step = process.await(STEP_LINE).seconds();
            double item = process.await(ITEM_LINE).seconds();
            return new Begun(run, step, item, process.peakMegabytes());
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
