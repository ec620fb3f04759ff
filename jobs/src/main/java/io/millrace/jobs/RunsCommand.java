package io.millrace.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.config.InvalidConfigException;
import io.millrace.pipelines.LedgerEntry;
import io.millrace.pipelines.ProjectHeader;
import io.millrace.pipelines.RunHistory;
import io.millrace.pipelines.StepState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "runs",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Tells what the runs of a project did.",
        subcommands = {RunsCommand.ListRuns.class, RunsCommand.Show.class})
final class RunsCommand {
    private static final ObjectMapper JSON = new ObjectMapper();

    private RunsCommand() {}

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the runs, newest last.")
    static final class ListRuns implements Callable<Integer> {
        @Mixin
        private ProjectOptions options = new ProjectOptions();

        @Mixin
        private RowPrinter printer = new RowPrinter();

        @Override
        public Integer call() {
            ProjectHeader project = options.header();
            RunHistory history = RunHistory.read(project.environment(), project.name());
            List<ObjectNode> rows = history.runs().stream()
                    .map(run -> summary(run, history.latest(run)))
                    .toList();
            printer.print(List.of("run", "pipeline", "attempts", "state", "steps", "items", "seconds", "ended"), rows);
            return 0;
        }

        private static ObjectNode summary(String run, List<LedgerEntry> latest) {
            ObjectNode row = JSON.createObjectNode();
            row.put("run", run);
            row.put("pipeline", latest.get(0).pipeline());
            row.put(
                    "attempts",
                    latest.stream().mapToInt(LedgerEntry::attempt).max().orElse(0));
            row.put("state", state(latest));
            row.put("steps", latest.stream().map(LedgerEntry::step).distinct().count());
            row.put("items", latest.size());
            double seconds = latest.stream().mapToDouble(LedgerEntry::seconds).sum();
            row.put("seconds", Math.round(seconds * 1000) / 1000.0);
            row.put("ended", latest.get(latest.size() - 1).at().toString());
            return row;
        }

        private static String state(List<LedgerEntry> latest) {
            if (latest.stream().anyMatch(entry -> entry.state() == StepState.FAILED)) {
                return "failed";
            }
            return latest.stream().allMatch(LedgerEntry::complete) ? "done" : "cut short";
        }
    }

    @Command(name = "show", mixinStandardHelpOptions = true, description = "Shows each step of a run.")
    static final class Show implements Callable<Integer> {
        @Mixin
        private ProjectOptions options = new ProjectOptions();

        @Parameters(index = "1", paramLabel = "RUN", description = "The run's id, or last.")
        private String run = "";

        @Mixin
        private RowPrinter printer = new RowPrinter();

        @Override
        public Integer call() {
            ProjectHeader project = options.header();
            RunHistory history = RunHistory.read(project.environment(), project.name());
            List<LedgerEntry> latest = history.latest(history.find(run)
                    .orElseThrow(() -> InvalidConfigException.of("there is no run " + run + "; show them with: "
                            + options.command().completed("millrace runs list PROJECT"))));
            List<ObjectNode> rows = new ArrayList<>();
            latest.forEach(entry -> rows.add(row(entry)));
            printer.print(List.of("step", "item", "state", "attempt", "rows", "seconds", "message"), rows);
            return 0;
        }

        private static ObjectNode row(LedgerEntry entry) {
            ObjectNode row = JSON.createObjectNode();
            row.put("step", entry.step().label());
            row.put("item", entry.item());
            row.put("state", entry.state().name().toLowerCase(Locale.ROOT));
            row.put("attempt", entry.attempt());
            row.put("rows", entry.rowCount());
            row.put("seconds", entry.seconds());
            row.put("message", entry.message());
            row.putPOJO("inputs", entry.inputs());
            row.putPOJO("outputs", entry.outputs());
            return row;
        }
    }
}
