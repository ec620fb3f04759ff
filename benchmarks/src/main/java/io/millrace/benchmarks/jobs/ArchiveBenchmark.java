package io.millrace.benchmarks.jobs;

import io.millrace.benchmarks.Area;
import io.millrace.benchmarks.Benchmark;
import io.millrace.benchmarks.BenchmarkException;
import io.millrace.benchmarks.Claim;
import io.millrace.benchmarks.JavaProcess;
import io.millrace.benchmarks.JavaProcess.Line;
import io.millrace.benchmarks.Measurement;
import io.millrace.benchmarks.Measurement.Pair;
import io.millrace.benchmarks.Workbench;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What the launcher's class data archive spares: a command by {@code ./millrace}, and by the same JVM without the archive. */
final class ArchiveBenchmark implements Benchmark {
    private static final double TARGET = 0.6;
    private static final String HEAP = "2g";

    private final Claim claim;
    private final List<String> arguments;
    private final String awaited;

    /** A command is measured up to the line that has the awaited text. */
    private ArchiveBenchmark(Claim claim, List<String> arguments, String awaited) {
        this.claim = claim;
        this.arguments = List.copyOf(arguments);
        this.awaited = awaited;
    }

    /** Returns the benchmark of a statement that reads no table. */
    static Benchmark sql() {
        return new ArchiveBenchmark(
                claim(
                        "sql",
                        "./millrace sql with a statement that reads no table, from the start of the process to its answer"),
                List.of("sql", "SELECT 'answered' AS state", "--format", "csv"),
                "answered");
    }

    /** Returns the benchmark of a run's beginning. */
    static Benchmark launch() {
        return new ArchiveBenchmark(
                claim("launch", "./millrace run, from the start of the process to where the run is named and planned"),
                List.of("run", "examples/payments/payments.conf"),
                ": pipeline ");
    }

    private static Claim claim(String id, String work) {
        return new Claim(
                id,
                Area.JOBS,
                work,
                "the same JVM, flags, heap and class path without the class data archive",
                "s",
                TARGET,
                "both print the same line",
                "The launcher, which checks that nothing is to be built and becomes the JVM, and a JVM started with the same"
                        + " command line but the archive, in turn, each over an empty local.root. Times are those at which the"
                        + " benchmark reads the line.",
                "What is left is compiling code as it runs, reading the jars' indexes, and the classes that an archive cannot"
                        + " hold: generated ones, and those of signed or very old jars.");
    }

    @Override
    public Claim claim() {
        return claim;
    }

    @Override
    public int usualRuns() {
        return 7;
    }

    private record Answer(double seconds, String text, double peakMegabytes) {}

    @Override
    public Measurement measure(Workbench workbench, int runs) {
        Answer ours = launched(workbench);
        boolean equal = ours.text().equals(plain(workbench).text());
        List<Pair> pairs = new ArrayList<>();
        double peak = ours.peakMegabytes();
        for (int run = 0; run < runs; run++) {
            Answer without = plain(workbench);
            Answer with = launched(workbench);
            pairs.add(new Pair(with.seconds(), without.seconds()));
            peak = Math.max(peak, with.peakMegabytes());
            workbench.say(
                    "%s %d of %d: %.2f s, without the archive %.2f s",
                    claim.id(), run + 1, runs, with.seconds(), without.seconds());
        }
        return new Measurement(pairs, equal, peak, List.of(size(workbench)));
    }

    private static String size(Workbench workbench) {
        Path archive = workbench.runtime().resolve("classes.jsa");
        try {
            long megabytes = Files.exists(archive) ? Files.size(archive) >> 20 : 0;
            if (megabytes == 0) {
                throw new BenchmarkException(archive + " is missing or empty; remove it and start ./millrace once");
            }
            return "The archive has " + megabytes + " MiB.";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Answer launched(Workbench workbench) {
        Path root = workbench.newFolder(claim.id());
        JavaProcess process = workbench
                .java()
                .environment("MILLRACE_HEAP", HEAP)
                .environment("JAVA_HOME", System.getProperty("java.home"))
                .startProgram(workbench.home().resolve("millrace"), arguments(workbench, root));
        return answer(process, root);
    }

    private Answer plain(Workbench workbench) {
        Path root = workbench.newFolder(claim.id());
        JavaProcess process = workbench
                .java()
                .option("-Xmx" + HEAP)
                .option("-XX:+UseParallelGC")
                .option("-Dlog4j2.configurationFile=classpath:millrace-log4j2.properties")
                .option("-Dmillrace.home=" + workbench.home())
                .classPath(classPath(workbench))
                .start("io.millrace.jobs.Main", arguments(workbench, root));
        return answer(process, root);
    }

    private Answer answer(JavaProcess process, Path root) {
        try (process) {
            Line line = process.await(awaited);
            // A run's name differs from run to run.
            return new Answer(line.seconds(), line.text().replaceFirst("^run [^:]*", "run"), process.peakMegabytes());
        } finally {
            Workbench.delete(root);
        }
    }

    private List<String> arguments(Workbench workbench, Path root) {
        List<String> all = new ArrayList<>();
        for (String argument : arguments) {
            Path file = workbench.home().resolve(argument);
            all.add(argument.endsWith(".conf") ? file.toString() : argument);
        }
        all.addAll(List.of("--set", "local.root=" + root));
        return all;
    }

    private static String classPath(Workbench workbench) {
        try {
            return Files.readAllLines(workbench.runtime().resolve("class.path")).stream()
                    .map(jar -> workbench.home().resolve(jar).toString())
                    .collect(Collectors.joining(":"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
