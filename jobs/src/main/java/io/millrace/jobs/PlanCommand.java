package io.millrace.jobs;

import io.millrace.pipelines.Plan;
import io.millrace.pipelines.Project;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        description =
                "Checks a project file and prints what a run would read and write; starts no Spark, changes nothing.")
final class PlanCommand implements Callable<Integer> {
    @Mixin
    private ProjectOptions options = new ProjectOptions();

    @Parameters(index = "1", arity = "0..1", paramLabel = "PIPELINE", description = "The pipeline.")
    private Optional<String> pipeline = Optional.empty();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Project project = options.project();
        TextTable table = new TextTable("step", "item", "reads", "writes");
        for (Plan.Line line : Plan.of(project, project.pipeline(pipeline))) {
            table.row(line.step(), line.item(), String.join(", ", line.reads()), String.join(", ", line.writes()));
        }
        spec.commandLine().getOut().print(table);
        spec.commandLine().getOut().flush();
        return 0;
    }
}
