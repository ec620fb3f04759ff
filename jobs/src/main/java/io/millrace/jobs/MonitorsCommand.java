package io.millrace.jobs;

import io.millrace.pipelines.StepKind;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "monitors",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Refreshes profile and drift metrics.",
        subcommands = MonitorsCommand.Refresh.class)
final class MonitorsCommand {
    private MonitorsCommand() {}

    @Command(
            name = "refresh",
            mixinStandardHelpOptions = true,
            description = "Computes the metrics of a monitor's windows and draws its report.")
    static final class Refresh implements Callable<Integer> {
        @Mixin
        private ProjectOptions options = new ProjectOptions();

        @Parameters(index = "1", arity = "0..1", paramLabel = "MONITOR", description = "The monitor. Default: all.")
        private Optional<String> monitor = Optional.empty();

        @Mixin
        private RowPrinter printer = new RowPrinter();

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() {
            new StepRunner(spec, printer, options).runStep(StepKind.MONITOR, monitor);
            return 0;
        }
    }
}
