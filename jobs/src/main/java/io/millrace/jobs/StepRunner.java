package io.millrace.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.pipelines.LedgerEntry;
import io.millrace.pipelines.Made;
import io.millrace.pipelines.Pipeline;
import io.millrace.pipelines.PipelineRun;
import io.millrace.pipelines.Project;
import io.millrace.pipelines.RunSelection;
import io.millrace.pipelines.StepKind;
import io.millrace.pipelines.StepState;
import io.millrace.pipelines.Workshop;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;

/** Runs a pipeline, or one step of it, and prints what was made. */
final class StepRunner {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> COLUMNS = List.of("made", "name", "detail");
    private static final int LONGEST_DETAIL = 40;

    private final CommandSpec spec;
    private final RowPrinter printer;
    private final ProjectOptions options;

    StepRunner(CommandSpec spec, RowPrinter printer, ProjectOptions options) {
        this.spec = spec;
        this.printer = printer;
        this.options = options;
    }

    /** Runs the selected steps; progress on stderr, what was made on stdout. */
    void run(Project project, Pipeline pipeline, RunSelection selection, String goOn) {
        PrintWriter err = spec.commandLine().getErr();
        long begin = System.nanoTime();
        try (InterruptNotice notice = InterruptNotice.of(err, options.command().completed(goOn));
                ConsoleProgress progress = ConsoleProgress.of(err, project, pipeline, selection);
                Workshop workshop = Workshop.open(project)) {
            List<LedgerEntry> entries =
                    new PipelineRun(workshop, pipeline, selection, progress, Clock.systemUTC()).execute();
            print(entries, (System.nanoTime() - begin) / 1e9);
        }
    }

    /** Runs one step, of one item or of all, in the first pipeline of the project that has it. */
    void runStep(StepKind step, Optional<String> item) {
        Project project = options.project(Project.Depth.SQL);
        Pipeline pipeline = project.pipelineWith(step);
        String goOn = "millrace run PROJECT " + pipeline.name() + " --only " + step.label()
                + item.map(name -> ":" + name).orElse("");
        run(project, pipeline, RunSelection.only(step, item), goOn);
    }

    private void print(List<LedgerEntry> entries, double seconds) {
        List<ObjectNode> rows = new ArrayList<>();
        List<String> verdicts = new ArrayList<>();
        Set<String> looks = new LinkedHashSet<>();
        for (LedgerEntry entry : entries) {
            for (Made made : entry.made()) {
                boolean verdict = printer.isForPeople() && made.detail().length() > LONGEST_DETAIL;
                String look = options.command().completed(made.look());
                rows.add(JSON.createObjectNode()
                        .put("made", made.kind())
                        .put("name", made.name())
                        .put("detail", verdict ? "" : made.detail())
                        .put("look", look));
                if (verdict) {
                    verdicts.add(entry.step().label() + " " + entry.item() + ": " + made.detail());
                }
                if (look.startsWith("millrace ")) {
                    looks.add(look);
                }
            }
        }
        printer.remark("");
        printer.print(COLUMNS, rows);
        verdicts.forEach(verdict -> printer.remark("\n" + verdict));
        if (!looks.isEmpty()) {
            printer.remark("\nlook at it with:\n  " + String.join("\n  ", looks));
        }
        long skipped =
                entries.stream().filter(e -> e.state() == StepState.SKIPPED).count();
        String run = entries.isEmpty() ? "" : " " + entries.get(0).runId();
        printer.remark(String.format(
                Locale.ROOT, "%nrun%s: done, %d items, %d skipped, %.1f s", run, entries.size(), skipped, seconds));
    }
}
