package io.millrace.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.definitions.FeatureOutput;
import io.millrace.definitions.FeatureView;
import io.millrace.lakehouse.Layer;
import io.millrace.pipelines.Project;
import io.millrace.pipelines.StepKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "features",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Lists, describes and materialises feature views, and builds training sets.",
        subcommands = {
            FeaturesCommand.ListViews.class,
            FeaturesCommand.Describe.class,
            FeaturesCommand.Materialize.class,
            FeaturesCommand.BuildTrainingSet.class
        })
final class FeaturesCommand {
    private static final ObjectMapper JSON = new ObjectMapper();

    private FeaturesCommand() {}

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the feature views of a project.")
    static final class ListViews implements Callable<Integer> {
        @Mixin
        private ProjectOptions options = new ProjectOptions();

        @Mixin
        private RowPrinter printer = new RowPrinter();

        @Override
        public Integer call() {
            Project project = options.project();
            List<ObjectNode> rows = new ArrayList<>();
            for (FeatureView view : project.features().views().values()) {
                rows.add(JSON.createObjectNode()
                        .put("view", view.name())
                        .put("entity", String.join(", ", view.entity()))
                        .put("timestamp", view.timestamp().orElse(""))
                        .put("source", view.source())
                        .put("features", view.featureNames().size())
                        .put(
                                "table",
                                project.environment()
                                        .table(Layer.FEATURES, view.name())
                                        .toString())
                        .put("comment", view.comment()));
            }
            List<String> columns = List.of("view", "entity", "timestamp", "source", "features", "table", "comment");
            printer.print(columns, rows);
            return 0;
        }
    }

    @Command(
            name = "describe",
            mixinStandardHelpOptions = true,
            description = "Shows what a view gives: keys, every feature by name, type and origin, owner, tags.")
    static final class Describe implements Callable<Integer> {
        @Mixin
        private ProjectOptions options = new ProjectOptions();

        @Parameters(index = "1", paramLabel = "VIEW", description = "The feature view.")
        private String view = "";

        @Mixin
        private RowPrinter printer = new RowPrinter();

        @Override
        public Integer call() {
            Project project = options.project();
            FeatureView described = project.featureView(view);
            List<ObjectNode> rows = new ArrayList<>();
            described.entity().forEach(key -> rows.add(column(key, "", "key", "")));
            described.timestamp().ifPresent(time -> rows.add(column(time, "timestamp", "time series", "")));
            for (FeatureOutput feature : described.outputs()) {
                rows.add(column(feature.name(), feature.type().orElse(""), "feature", feature.definition()));
            }
            printer.print(List.of("column", "type", "role", "from"), rows);
            printer.remark("\n" + project.environment().table(Layer.FEATURES, view) + "  owner " + described.owner()
                    + "  tags " + described.tags() + "\n" + described.comment());
            if (rows.stream().anyMatch(row -> row.path("type").asText().isEmpty())) {
                printer.remark("types left empty hang on the source; see them with: "
                        + options.command().completed("millrace plan --check PROJECT"));
            }
            return 0;
        }

        private static ObjectNode column(String name, String type, String role, String from) {
            return JSON.createObjectNode()
                    .put("column", name)
                    .put("type", type)
                    .put("role", role)
                    .put("from", from);
        }
    }

    @Command(
            name = "materialize",
            mixinStandardHelpOptions = true,
            description = "Writes the feature table of a view, or of all.")
    static final class Materialize implements Callable<Integer> {
        @Mixin
        private ProjectOptions options = new ProjectOptions();

        @Parameters(index = "1", arity = "0..1", paramLabel = "VIEW", description = "The feature view. Default: all.")
        private Optional<String> view = Optional.empty();

        @Mixin
        private RowPrinter printer = new RowPrinter();

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() {
            new StepRunner(spec, printer, options).runStep(StepKind.FEATURES, view);
            return 0;
        }
    }

    @Command(
            name = "training-set",
            mixinStandardHelpOptions = true,
            description = "Builds a training set, or all, and audits it for leakage.")
    static final class BuildTrainingSet implements Callable<Integer> {
        @Mixin
        private ProjectOptions options = new ProjectOptions();

        @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "The training set. Default: all.")
        private Optional<String> name = Optional.empty();

        @Mixin
        private RowPrinter printer = new RowPrinter();

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() {
            new StepRunner(spec, printer, options).runStep(StepKind.TRAINING_SET, name);
            return 0;
        }
    }
}
