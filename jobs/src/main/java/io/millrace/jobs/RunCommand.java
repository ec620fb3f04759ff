package io.millrace.jobs;

import io.millrace.pipelines.Pipeline;
import io.millrace.pipelines.Plan;
import io.millrace.pipelines.Project;
import io.millrace.pipelines.RunSelection;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Runs a pipeline of a project: all its steps, or those selected.")
final class RunCommand implements Callable<Integer> {
    @Mixin
    private ProjectOptions options = new ProjectOptions();

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "PIPELINE",
            description = "The pipeline; may be left away if the project has only one.")
    private Optional<String> pipeline = Optional.empty();

    @Option(
            names = "--from",
            paramLabel = "STEP",
            description = "Begins with this step; the earlier ones stay as they are.")
    private Optional<String> from = Optional.empty();

    @Option(
            names = "--only",
            paramLabel = "STEP[:ITEM]",
            description = "Does this step alone, or one item of it: features:weather_now.")
    private Optional<String> only = Optional.empty();

    @Option(
            names = "--resume",
            paramLabel = "RUN",
            description =
                    "Goes on with a run that was cut short (its id, or last); what is complete and unchanged is skipped.")
    private Optional<String> resume = Optional.empty();

    @Option(
            names = "--run",
            paramLabel = "RUN",
            description =
                    "Works on this run, new or not, together with every process that is given the same id; it ends"
                            + " when all items are done, whoever did them.")
    private Optional<String> run = Optional.empty();

    @Option(
            names = "--item",
            paramLabel = "STEP[:ITEM]",
            description =
                    "Does one step of the run that --run names, or one item of it, as an orchestrator asks for it:"
                            + " features:weather_now.")
    private Optional<String> item = Optional.empty();

    @Option(
            names = "--attempt",
            paramLabel = "N",
            description =
                    "Which try of the run that --run names this is, from 0, as a platform counts them: what must be"
                            + " mended first is not tried again in the same, and an earlier one that begins later does nothing.")
    private Optional<Integer> attempt = Optional.empty();

    @Mixin
    private RowPrinter printer = new RowPrinter();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private RunSelection selection() {
        return new RunSelection(from, only, resume, run, item, attempt);
    }

    /** Passes if the project has the pipeline and the steps that were asked for. */
    void requireStepsOf(Project project) {
        Plan.of(project, project.pipeline(pipeline), selection());
    }

    @Override
    public Integer call() {
        RunSelection selection = selection();
        boolean whole = from.isEmpty() && only.isEmpty() && resume.isEmpty() && item.isEmpty();
        Project project = options.project(whole ? Project.Depth.FILES : Project.Depth.SQL);
        Pipeline chosen = project.pipeline(pipeline);
        String goOn = "millrace run PROJECT " + chosen.name()
                + told("--only", only)
                + told("--from", from)
                + told("--item", item)
                + run.map(id -> told("--run", run)).orElse(told("--resume", Optional.of(RunSelection.LAST)));
        new StepRunner(spec, printer, options).run(project, chosen, selection, goOn);
        return 0;
    }

    private static String told(String option, Optional<String> value) {
        return value.map(given -> " " + option + " " + given).orElse("");
    }
}
