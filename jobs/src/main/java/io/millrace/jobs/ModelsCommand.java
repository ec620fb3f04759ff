package io.millrace.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.config.InvalidConfigException;
import io.millrace.config.Task;
import io.millrace.lakehouse.Backend;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.metrics.QualityMetric;
import io.millrace.pipelines.Project;
import io.millrace.pipelines.ProjectHeader;
import io.millrace.pipelines.Rollback;
import io.millrace.pipelines.StepKind;
import io.millrace.pipelines.VersionPromotion;
import io.millrace.pipelines.Workshop;
import io.millrace.registry.GateResult;
import io.millrace.registry.ModelComparison;
import io.millrace.registry.ModelRegistry;
import io.millrace.registry.Promotion;
import io.millrace.registry.PromotionRecord;
import io.millrace.registry.PromotionResult;
import io.millrace.registry.Tracking;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "models",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Trains, evaluates, promotes, rolls back and scores with models, and tells what became of them.",
        subcommands = {
            ModelsCommand.Train.class,
            ModelsCommand.Evaluate.class,
            ModelsCommand.Promote.class,
            ModelsCommand.RollBack.class,
            ModelsCommand.History.class,
            ModelsCommand.Compare.class,
            ModelsCommand.Score.class
        })
final class ModelsCommand {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ModelsCommand() {}

    /** A step of the main line on one model or all. */
    abstract static class ModelStep implements Callable<Integer> {
        @Mixin
        private ProjectOptions options = new ProjectOptions();

        @Parameters(index = "1", arity = "0..1", paramLabel = "MODEL", description = "The model. Default: all.")
        private Optional<String> model = Optional.empty();

        @Mixin
        private RowPrinter printer = new RowPrinter();

        @Spec
        private CommandSpec spec = CommandSpec.create();

        private final StepKind step;

        ModelStep(StepKind step) {
            this.step = step;
        }

        final Project project() {
            return options.project();
        }

        final Optional<String> model() {
            return model;
        }

        final PrintWriter out() {
            return spec.commandLine().getOut();
        }

        @Override
        public Integer call() {
            new StepRunner(spec, printer, options).runStep(step, model);
            return 0;
        }
    }

    /** What is done with one model of the project. */
    abstract static class OneModel implements Callable<Integer> {
        @Mixin
        private ProjectOptions options = new ProjectOptions();

        @Parameters(index = "1", paramLabel = "MODEL", description = "The model.")
        private String model = "";

        @Override
        public final Integer call() {
            run(options, model);
            return 0;
        }

        abstract void run(ProjectOptions options, String model);
    }

    /** A look at one model; starts no session where it can. */
    abstract static class OneModelSeen extends OneModel {
        @Override
        final void run(ProjectOptions options, String model) {
            ProjectHeader project = options.header();
            project.requireModel(model);
            show(project, model);
        }

        abstract void show(ProjectHeader project, String model);
    }

    @Command(name = "train", mixinStandardHelpOptions = true, description = "Fits a model on its training set.")
    static final class Train extends ModelStep {
        Train() {
            super(StepKind.TRAIN);
        }
    }

    @Command(
            name = "evaluate",
            mixinStandardHelpOptions = true,
            description = "Measures the model that these settings trained last, and draws its evaluation page.")
    static final class Evaluate extends ModelStep {
        Evaluate() {
            super(StepKind.EVALUATE);
        }
    }

    @Command(
            name = "promote",
            description = "Makes the version that these settings trained last the champion, if its gates hold; what was"
                    + " promoted before stays as later decisions left it.")
    static final class Promote extends ModelStep {
        @Option(
                names = {"-h", "--help"},
                usageHelp = true,
                description = "Show this help message and exit.")
        @SuppressWarnings("UnusedVariable") // picocli asks for it
        private boolean help;

        @Option(
                names = "--version",
                paramLabel = "N",
                description =
                        "Makes this version the champion instead, if its gates hold: the way back after a rollback.")
        private Optional<Long> version = Optional.empty();

        Promote() {
            super(StepKind.PROMOTE);
        }

        @Override
        public Integer call() {
            if (version.isEmpty()) {
                return super.call();
            }
            String name = model().orElseThrow(() -> InvalidConfigException.of("--version " + version.get()
                    + " is of which model? Name it: models promote PROJECT MODEL --version N"));
            try (Workshop workshop = Workshop.open(project())) {
                VersionPromotion.of(workshop, name, version.get());
                out().println("models:/" + name + "@champion is version " + version.get());
            }
            return 0;
        }
    }

    @Command(
            name = "score",
            mixinStandardHelpOptions = true,
            description = "Scores the rows of the project file with the champion.")
    static final class Score extends ModelStep {
        Score() {
            super(StepKind.SCORE);
        }
    }

    @Command(
            name = "rollback",
            mixinStandardHelpOptions = true,
            description = "Makes the champion before the present one the champion again.")
    static final class RollBack extends OneModel {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        void run(ProjectOptions options, String model) {
            Project project = options.project();
            project.requireModel(model);
            try (Workshop workshop = Workshop.open(project)) {
                PromotionResult result = Rollback.of(workshop, model).requireChampion();
                spec.commandLine()
                        .getOut()
                        .println("models:/" + model + "@champion is version " + result.version()
                                + " again, instead of version "
                                + result.previous().orElse(0));
            }
        }
    }

    @Command(
            name = "history",
            mixinStandardHelpOptions = true,
            description = "Shows every decision about a model, oldest first, and why it was taken.")
    static final class History extends OneModelSeen {
        @Mixin
        private RowPrinter printer = new RowPrinter();

        @Override
        void show(ProjectHeader project, String model) {
            List<String> columns = List.of("decided", "version", "decision", "before", "why", "run");
            List<PromotionRecord> records = Promotion.history(project.environment(), project.name(), model)
                    .orElseGet(() -> readBySession(project, model));
            printer.print(columns, records.stream().map(History::row).toList());
        }

        private static List<PromotionRecord> readBySession(ProjectHeader project, String model) {
            ModelRegistry registry =
                    Tracking.open(Backend.of(project.environment())).registry();
            try (Lakehouse lakehouse = Lakehouse.open(project.environment())) {
                return Promotion.of(lakehouse, registry, project.name()).history(model);
            }
        }

        private static ObjectNode row(PromotionRecord record) {
            String why = record.gates().stream().map(GateResult::reason).collect(Collectors.joining("; "));
            return JSON.createObjectNode()
                    .put("decided", record.decidedAt().toString())
                    .put("version", record.version())
                    .put(
                            "decision",
                            record.action().name().toLowerCase(Locale.ROOT).replace('_', ' '))
                    .put(
                            "before",
                            record.previous().isPresent()
                                    ? Long.toString(record.previous().getAsLong())
                                    : "")
                    .put("why", why)
                    .put("run", record.runId());
        }
    }

    @Command(
            name = "compare",
            mixinStandardHelpOptions = true,
            description = "Shows the versions of a model with their metrics, oldest first.")
    static final class Compare extends OneModelSeen {
        @Option(
                names = "--metrics",
                split = ",",
                paramLabel = "NAME",
                description = "The metrics to show. Default: those in which models are compared.")
        private List<String> asked = List.of();

        @Mixin
        private RowPrinter printer = new RowPrinter();

        @Override
        void show(ProjectHeader project, String model) {
            Tracking tracking = Tracking.open(Backend.of(project.environment()));
            ModelComparison comparison = ModelComparison.of(tracking.registry(), tracking.tracker(), model);
            List<String> metrics = asked.isEmpty()
                    ? QualityMetric.compared(Task.BINARY_CLASSIFICATION).stream()
                            .filter(comparison.metrics()::contains)
                            .toList()
                    : asked;
            for (String metric : metrics) {
                if (!comparison.metrics().contains(metric)) {
                    throw InvalidConfigException.of("--metrics " + metric + ": no version of " + model
                            + " has it; there are " + String.join(", ", comparison.metrics()));
                }
            }
            List<String> columns = new ArrayList<>(List.of("version", "aliases", "created"));
            columns.addAll(metrics);
            columns.add("run");
            printer.print(
                    columns,
                    comparison.lines().stream().map(line -> row(line, metrics)).toList());
        }

        private static ObjectNode row(ModelComparison.Line line, List<String> metrics) {
            ObjectNode row = JSON.createObjectNode()
                    .put("version", line.version().version())
                    .put(
                            "aliases",
                            String.join(" ", new TreeSet<>(line.version().aliases())))
                    .put("created", line.version().created().toString())
                    .put("run", line.version().runId());
            metrics.forEach(name -> row.put(name, line.metrics().get(name)));
            return row;
        }
    }
}
