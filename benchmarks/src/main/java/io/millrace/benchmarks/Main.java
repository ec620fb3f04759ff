package io.millrace.benchmarks;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command line of the benchmarks; {@code benchmarks/run} starts it. */
@Command(
        name = "benchmarks/run",
        description = "Measures Millrace against what a user would pick instead, both sides in turn.",
        sortOptions = false,
        footer = {
            "",
            "Progress goes to stderr, the table to stdout. Exit codes: 0 measured, 1 could not be, 2 bad usage, 3 the two",
            "sides have not the same result."
        })
public final class Main implements Callable<Integer> {
    private static final int UNEQUAL = 3;

    @Parameters(
            arity = "0..*",
            paramLabel = "AREA or ID",
            description =
                    "What to measure: areas (features, training, monitoring, jobs) or single benchmarks; all by default.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--runs",
            paramLabel = "N",
            description = "Pairs of runs of each benchmark, instead of its usual number.")
    private int runs;

    @Option(names = "--json", description = "Prints the results as JSON instead of a table.")
    private boolean json;

    @Option(
            names = "--save",
            description = "Writes the results to benchmarks/results.json and RESULTS.md; only for whole areas.")
    private boolean save;

    @Option(
            names = "--page",
            description = "Writes RESULTS.md anew from results.json and checks.txt, and measures nothing.")
    private boolean page;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.")
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private boolean help;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Main() {}

    /** Runs the command line; the system property {@code millrace.home} names the checkout. */
    public static void main(String[] arguments) {
        CommandLine commandLine = new CommandLine(new Main())
                .setUsageHelpWidth(100)
                .setParameterExceptionHandler((problem, ignored) -> {
                    problem.getCommandLine().getErr().println("benchmarks: " + problem.getMessage());
                    return CommandLine.ExitCode.USAGE;
                })
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (!(failure instanceof BenchmarkException)) {
                        throw failure;
                    }
                    command.getErr().println("benchmarks: " + failure.getMessage());
                    return 1;
                });
        System.exit(commandLine.execute(arguments));
    }

    @Override
    public Integer call() {
        Path home = Path.of(System.getProperty("millrace.home", "."));
        if (page) {
            Results.writePage(home.resolve("benchmarks"));
            return 0;
        }
        OptionalInt wanted = wantedRuns();
        List<Benchmark> chosen = chosen();
        List<Results.Measured> measured = new ArrayList<>();
        try (Workbench workbench = Workbench.open(home)) {
            chosen.forEach(benchmark -> benchmark.data().forEach(workbench::data));
            for (Benchmark benchmark : chosen) {
                workbench.say(
                        "%s: %s", benchmark.claim().id(), benchmark.claim().work());
                measured.add(new Results.Measured(
                        benchmark.claim(), benchmark.measure(workbench, wanted.orElse(benchmark.usualRuns()))));
            }
        }
        Results results = Results.of(measured);
        if (save) {
            results.save(home.resolve("benchmarks"));
        }
        PrintWriter out = spec.commandLine().getOut();
        out.print(json ? results.json() : results.table());
        out.flush();
        return measured.stream().allMatch(one -> one.measurement().equal()) ? 0 : UNEQUAL;
    }

    private OptionalInt wantedRuns() {
        if (!spec.commandLine().getParseResult().hasMatchedOption("--runs")) {
            return OptionalInt.empty();
        }
        if (runs < 1) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--runs is " + runs + "; must be 1 or more");
        }
        return OptionalInt.of(runs);
    }

    private List<Benchmark> chosen() {
        try {
            List<Benchmark> chosen = Benchmarks.named(names);
            if (save && !Benchmarks.wholeAreas(chosen)) {
                throw new BenchmarkException("--save keeps results of whole areas; name areas, or nothing");
            }
            return chosen;
        } catch (BenchmarkException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage());
        }
    }
}
