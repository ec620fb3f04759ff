package io.millrace.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.features.FeatureView;
import io.millrace.lakehouse.InvalidConfigException;
import io.millrace.lakehouse.Layer;
import io.millrace.lakehouse.TableName;
import io.millrace.lakehouse.TableSpec;
import io.millrace.pipelines.Project;
import io.millrace.pipelines.StepKind;
import io.millrace.pipelines.Workshop;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.types.StructField;
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
                        .put(
                                "features",
                                view.features().size() + view.aggregates().size())
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
            description = "Shows the feature table of a view: columns, keys, owner, tags, version.")
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
            try (Workshop workshop = Workshop.open(project)) {
                TableName name = project.environment().table(Layer.FEATURES, view);
                TableSpec table = workshop.lakehouse()
                        .catalog()
                        .find(name)
                        .orElseThrow(() -> InvalidConfigException.of("there is no table " + name + "; the views are "
                                + String.join(", ", project.features().views().keySet())
                                + "; materialise one with: millrace features materialize PROJECT VIEW"));
                List<ObjectNode> rows = new ArrayList<>();
                for (StructField field : table.schema().fields()) {
                    rows.add(JSON.createObjectNode()
                            .put("column", field.name())
                            .put("type", field.dataType().simpleString())
                            .put("role", role(table, field.name()))
                            .put("comment", field.getComment().getOrElse(() -> "")));
                }
                printer.print(List.of("column", "type", "role", "comment"), rows);
                printer.remark("\n" + workshop.lakehouse().tables().version(name) + "  owner " + table.owner()
                        + "  tags " + table.tags() + "\n" + table.comment());
            }
            return 0;
        }

        private static String role(TableSpec table, String column) {
            if (table.primaryKeys().contains(column)) {
                return table.timeSeries().filter(column::equals).isPresent() ? "key, time series" : "key";
            }
            return table.timeSeries().filter(column::equals).isPresent() ? "time series" : "";
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

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() {
            new StepRunner(spec).runStep(options.project(), StepKind.FEATURES, view);
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

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() {
            new StepRunner(spec).runStep(options.project(), StepKind.TRAINING_SET, name);
            return 0;
        }
    }
}
