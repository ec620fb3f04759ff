package io.millrace.jobs;

import java.util.List;
import java.util.Optional;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The root of the command line, and the main class of the job jar.
 *
 * <p>Output for people and programs goes to stdout, progress and logs to stderr. Exit codes: 0 done, 1 a bug, 2 bad
 * configuration or usage, 3 bad data or a failed gate, 4 a service failed.
 */
@Command(
        name = "millrace",
        description = "From raw tables to governed features, trained and registered models, scores and drift metrics.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            InitCommand.class,
            RunCommand.class,
            PlanCommand.class,
            FeaturesCommand.class,
            ModelsCommand.class,
            MonitorsCommand.class,
            RunsCommand.class,
            DeployCommand.class,
            JobsCommand.class,
            SqlCommand.class,
            AutoComplete.GenerateCompletion.class
        },
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Exit codes: 0 done, 1 a bug, 2 bad configuration or usage, 3 bad data or a failed gate, 4 a service failed."
        })
public final class Main {
    private Main() {}

    /** Runs the command line and ends as {@link ExitPolicy} has it. */
    public static void main(String[] arguments) {
        CommandLine commandLine = commandLine();
        Optional<String> unfilled = Placeholders.problem(List.of(arguments));
        unfilled.ifPresent(problem -> commandLine.getErr().println("millrace: " + problem));
        ExitPolicy.end(unfilled.isPresent() ? CommandLine.ExitCode.USAGE : commandLine.execute(arguments));
    }

    /** Returns the command line, ready to execute. */
    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(new ErrorReport())
                .setUsageHelpWidth(100);
    }
}
