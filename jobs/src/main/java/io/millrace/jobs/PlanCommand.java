package io.millrace.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.definitions.FeatureOutput;
import io.millrace.deploy.DeploySettings;
import io.millrace.pipelines.GovernedTables;
import io.millrace.pipelines.Pipeline;
import io.millrace.pipelines.Plan;
import io.millrace.pipelines.PlanCheck;
import io.millrace.pipelines.Project;
import io.millrace.pipelines.RunSelection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        description =
                "Checks a project file, its SQL and that its sources are there, and prints what a run would read and"
                        + " write and every feature that comes out; changes nothing, and starts no Spark without --check.")
final class PlanCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Mixin
    private ProjectOptions options = new ProjectOptions();

    @Parameters(index = "1", arity = "0..1", paramLabel = "PIPELINE", description = "The pipeline.")
    private Optional<String> pipeline = Optional.empty();

    @Option(
            names = "--check",
            description = "Starts Spark and resolves every column, expression and type against the real sources.")
    private boolean check;

    @Mixin
    private RowPrinter printer = new RowPrinter();

    @Override
    public Integer call() {
        Project project = options.project(Project.Depth.FILES);
        DeploySettings.of(project);
        Pipeline planned = project.pipeline(pipeline);
        Map<String, List<FeatureOutput>> features = check ? PlanCheck.resolve(project) : PlanCheck.declared(project);
        List<GovernedTables.Line> governance = GovernedTables.plan(project, planned, RunSelection.all());
        List<ObjectNode> rows = new ArrayList<>();
        for (Plan.Line line : Plan.of(project, planned)) {
            ObjectNode row = JSON.createObjectNode().put("step", line.step()).put("item", line.item());
            line.reads().forEach(row.putArray("reads")::add);
            line.writes().forEach(row.putArray("writes")::add);
            if (line.step().equals("features")) {
                features(row.putArray("features"), features.getOrDefault(line.item(), List.of()));
            }
            governance.stream()
                    .filter(change -> line.writes().contains(change.table().toString()))
                    .map(PlanCommand::row)
                    .forEach(row.withArray("governance")::add);
            rows.add(row);
        }
        printer.print(List.of("step", "item", "reads", "writes"), rows);
        planned.schedule()
                .ifPresent(
                        schedule -> printer.remark(
                                "\nschedule: " + schedule.cron() + " (" + schedule.zone()
                                        + "), which nobody runs yet: start " + planned.name()
                                        + " by cron or an orchestrator of your own, or let millrace deploy make it a job of a workspace"));
        if (printer.isForPeople() && !governance.isEmpty()) {
            printer.remark("");
            printer.print(
                    List.of("table", "change", "effect"),
                    governance.stream().map(PlanCommand::row).toList());
        }
        if (printer.isForPeople() && !features.isEmpty()) {
            printer.remark("");
            printer.print(List.of("view", "feature", "type", "from"), flat(features));
        }
        return 0;
    }

    private static void features(ArrayNode array, List<FeatureOutput> features) {
        for (FeatureOutput feature : features) {
            array.add(row(feature));
        }
    }

    private static List<ObjectNode> flat(Map<String, List<FeatureOutput>> features) {
        List<ObjectNode> rows = new ArrayList<>();
        features.forEach((view, outputs) ->
                outputs.forEach(feature -> rows.add(row(feature).put("view", view))));
        return rows;
    }

    private static ObjectNode row(GovernedTables.Line line) {
        return JSON.createObjectNode()
                .put("table", line.table().toString())
                .put("change", line.change())
                .put("effect", line.enforced() ? "enforced" : "recorded, not enforced");
    }

    private static ObjectNode row(FeatureOutput feature) {
        return JSON.createObjectNode()
                .put("feature", feature.name())
                .put("type", feature.type().orElse(""))
                .put("from", feature.definition());
    }
}
