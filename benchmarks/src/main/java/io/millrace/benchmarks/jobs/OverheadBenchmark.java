package io.millrace.benchmarks.jobs;

import io.millrace.benchmarks.Area;
import io.millrace.benchmarks.Benchmark;
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
import java.util.stream.Collectors;

/** Millrace's flights example, and the same Spark work written by hand. */
final class OverheadBenchmark implements Benchmark {
    private static final String FLIGHTS = "nycflights13";

    @Override
    public List<String> data() {
        return List.of(FLIGHTS);
    }

    @Override
    public Claim claim() {
        return new Claim(
                "overhead",
                Area.JOBS,
                "Millrace's flights example: ingest, features, training-set, train, evaluate",
                "the same tables and model by a plain Spark program",
                "s",
                1.05,
                "the training sets row by row, counts and as-of values exactly, means and deviations within 1e-9; the test"
                        + " ROC AUC within 1e-3",
                "Both sides run from the start to the end of a process of their own, with the same heap, JVM flags and Spark"
                        + " settings (those that Millrace gives its own session), in turn, each into an empty folder. By"
                        + " hand: four raw tables, six feature tables, the training set and the predictions are written as"
                        + " Delta tables; spine and events of a key are united and sorted once, and window functions with"
                        + " range frames look back; XGBoost's Java API trains with the same parameters, on one thread as"
                        + " Millrace does, on the same columns, but sees the rows in another order. Only Millrace: keys, times"
                        + " and expectations are checked, matches counted by cause, the leakage audit, table comments and"
                        + " properties, the run ledger, write ids, the tracked run with its metrics, a threshold,"
                        + " confidence intervals, slices, charts and the evaluation page.",
                "The steps pull in opposite directions. In the training set, Spark computes each sliding range frame anew for"
                        + " each row, so that its work grows with the events in the widest window, while Millrace's join keeps"
                        + " running sums. In the other steps Millrace does more: it reads each view's rows twice, to check and"
                        + " to write them, fits its preparation with exact sums, orders the train rows by their content, and"
                        + " judges with intervals and slices.");
    }

    @Override
    public int usualRuns() {
        return 3;
    }

    @Override
    public Measurement measure(Workbench workbench, int runs) {
        Path data = workbench.data(FLIGHTS);
        List<Pair> pairs = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        StepTimes times = new StepTimes();
        boolean equal = true;
        double peak = 0;
        for (int run = 0; run < runs && equal; run++) {
            Path ours = workbench.newFolder("millrace");
            Path theirs = workbench.newFolder("hand");
            double hand;
            try (JavaProcess process = handWritten(workbench, data, theirs)) {
                hand = process.end();
                times.addByHand(process);
            }
            double millrace;
            try (JavaProcess process = millrace(workbench, data, ours)) {
                millrace = process.end();
                peak = Math.max(peak, process.peakMegabytes());
                times.addMillrace(process);
            }
            pairs.add(new Pair(millrace, hand));
            workbench.say("%s", times.sentence());
            workbench.say("overhead %d of %d: %.1f s, by hand %.1f s", run + 1, runs, millrace, hand);
            if (run == 0) {
                try (JavaProcess process = compared(workbench, ours.resolve("warehouse/main"), theirs)) {
                    String verdict = process.await(CompareFlights.VERDICT).text();
                    process.end();
                    notes.add(verdict(process));
                    equal = verdict.endsWith(CompareFlights.VERDICT + CompareFlights.EQUAL);
                }
            }
            Workbench.delete(ours);
            Workbench.delete(theirs);
        }
        notes.add(times.sentence());
        return new Measurement(pairs, equal, peak, notes);
    }

    private static String verdict(JavaProcess process) {
        return process.lines().stream()
                .map(JavaProcess.Line::text)
                .filter(line -> line.startsWith(CompareFlights.SAYS) || line.startsWith(CompareFlights.VERDICT))
                .map(line -> line.replace(CompareFlights.SAYS, "").replace(CompareFlights.VERDICT, "Comparison: "))
                .collect(Collectors.joining("; ", "", "."));
    }

    private static JavaProcess millrace(Workbench workbench, Path data, Path root) {
        return process(workbench)
                .start(
                        "io.millrace.jobs.Main",
                        List.of(
                                "run",
                                project(workbench).toString(),
                                "compared",
                                "--set",
                                "data=" + data,
                                "--set",
                                "local.root=" + root));
    }

    /** The flights example as far as it is compared: from the files to a judged model. */
    private static Path project(Workbench workbench) {
        Path file = workbench.newFolder("project").resolveSibling("flights-compared.conf");
        Path example = workbench.home().resolve("examples/flights/flights.conf");
        try {
            Files.writeString(
                    file,
                    "include required(file(\"" + example + "\"))\n"
                            + "pipelines { compared { steps = [ingest, features, train, evaluate] } }\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    private static JavaProcess handWritten(Workbench workbench, Path data, Path root) {
        return process(workbench).start(HandWritten.class.getName(), List.of(data.toString(), root.toString()));
    }

    private static JavaProcess compared(Workbench workbench, Path ours, Path theirs) {
        return process(workbench).start(CompareFlights.class.getName(), List.of(ours.toString(), theirs.toString()));
    }

    private static JavaProcess.Builder process(Workbench workbench) {
        return workbench
                .java()
                .option("-Xmx4g")
                .option("-XX:+UseParallelGC")
                .classPath(workbench.jar().toString())
                .classPath(workbench.jobJar().toString())
                .classPath(workbench.runtime() + "/*");
    }
}
