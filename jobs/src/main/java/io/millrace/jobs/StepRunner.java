package io.millrace.jobs;

import io.millrace.pipelines.LedgerEntry;
import io.millrace.pipelines.Made;
import io.millrace.pipelines.Pipeline;
import io.millrace.pipelines.PipelineRun;
import io.millrace.pipelines.Project;
import io.millrace.pipelines.RunSelection;
import io.millrace.pipelines.StepKind;
import io.millrace.pipelines.Workshop;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** Runs a pipeline, or one step of it, and prints what was made. */
final class StepRunner {
    private final CommandSpec spec;

    StepRunner(CommandSpec spec) {
        this.spec = spec;
    }

    /** Runs the selected steps; progress on stderr, a table of what was made on stdout. */
    void run(Project project, Pipeline pipeline, RunSelection selection) {
        PrintWriter out = spec.commandLine().getOut();
        try (ConsoleProgress progress = new ConsoleProgress(spec.commandLine().getErr());
                Workshop workshop = Workshop.open(project)) {
            List<LedgerEntry> entries =
                    new PipelineRun(workshop, pipeline, selection, progress, Clock.systemUTC()).execute();
            TextTable table = new TextTable("made", "name", "detail", "look at it with");
            for (LedgerEntry entry : entries) {
                for (Made made : entry.made()) {
                    table.row(made.kind(), made.name(), made.detail(), made.look());
                }
            }
            out.println();
            out.print(table);
            out.flush();
        }
    }

    /** Runs one step, of one item or of all, in the first pipeline of the project that has it. */
    void runStep(Project project, StepKind step, Optional<String> item) {
        run(project, project.pipelineWith(step), RunSelection.only(step, item));
    }
}
