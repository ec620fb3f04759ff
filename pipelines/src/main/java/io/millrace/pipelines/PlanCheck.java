package io.millrace.pipelines;

import io.millrace.config.ConfigReader;
import io.millrace.config.DataException;
import io.millrace.config.InvalidConfigException;
import io.millrace.definitions.Aggregation;
import io.millrace.definitions.FeatureOutput;
import io.millrace.definitions.FeatureView;
import io.millrace.features.PointInTimeJoin;
import io.millrace.features.SpecLookup;
import io.millrace.features.TrainingSets;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.lakehouse.Layer;
import io.millrace.lakehouse.Sources;
import io.millrace.metrics.AggregateFunction;
import io.millrace.models.InputColumn;
import io.millrace.registry.Inference;
import io.millrace.training.ModelDefinition;
import io.millrace.training.ScoreDefinition;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * The features that a project's views give, and whether its definitions fit the columns of the real sources.
 *
 * <p>Columns, expressions and types are resolved through all that a run would make of the sources: views with their
 * expectations, training sets with their lookups and functions, the inputs that models take, the rows that are scored, the
 * tables that are monitored. No row is computed, so that what hangs on values is left to the steps; so is what the champion
 * decides: with which features it scores, and which columns a monitor watches that names none.
 */
public final class PlanCheck {
    private final Project project;
    private final Lakehouse lakehouse;
    private final CheckScope scope;
    private final CheckProblems problems;
    private final PlannedRows rows;
    private final Map<String, Optional<List<InputColumn>>> inputs = new HashMap<>();
    private final Map<String, Optional<Dataset<Row>>> looked = new HashMap<>();

    private PlanCheck(Project project, Lakehouse lakehouse, Sources sources, CheckScope scope) {
        this.project = project;
        this.lakehouse = lakehouse;
        this.scope = scope;
        this.problems = new CheckProblems(project);
        this.rows = new PlannedRows(project, lakehouse, sources, scope, problems);
    }

    /** Returns the features of each view in file order, with the types that the definitions tell. No session. */
    public static Map<String, List<FeatureOutput>> declared(Project project) {
        Map<String, List<FeatureOutput>> features = new LinkedHashMap<>();
        project.features().views().forEach((name, view) -> features.put(name, view.outputs()));
        return features;
    }

    /**
     * Opens the project's environment and resolves every definition against the sources as they are now; reads file headers and
     * samples, writes nothing. Returns the features of each view with all their types.
     *
     * @throws InvalidConfigException with every problem found, each as {@code file:line path: problem; remedy}, if definitions
     *     alone are wrong
     * @throws DataException with every problem found, if definitions and data do not go together
     */
    public static Map<String, List<FeatureOutput>> resolve(Project project) {
        try (Lakehouse lakehouse = Lakehouse.open(project.environment())) {
            return resolve(project, lakehouse);
        }
    }

    static Map<String, List<FeatureOutput>> resolve(Project project, Lakehouse lakehouse) {
        Sources sources = Sources.of(lakehouse, project.sources());
        PlanCheck check = new PlanCheck(project, lakehouse, sources, CheckScope.all(project));
        project.sources().keySet().forEach(check.rows::source);
        check.run();
        Map<String, List<FeatureOutput>> features = new LinkedHashMap<>();
        project.features().views().forEach((name, view) -> features.put(name, check.features(view)));
        return features;
    }

    /** Resolves what these steps of a run will make, before the first of them. Throws as {@link #resolve(Project)}. */
    static void before(RunContext context, List<Step> steps) {
        CheckScope scope = CheckScope.of(context.project(), steps);
        new PlanCheck(context.project(), context.lakehouse(), context.sources(), scope).run();
    }

    private void run() {
        scope.items().forEach((kind, items) -> items.forEach(item -> kind.check(this, item)));
        problems.finish();
    }

    void source(String item) {
        rows.source(item);
    }

    void view(String item) {
        rows.view(item);
    }

    void trainingSet(String item) {
        rows.trainingSet(item);
    }

    void monitor(String item) {
        new MonitorCheck(project, lakehouse, scope, problems, rows, this::inference).run(project.monitor(item));
    }

    private List<FeatureOutput> features(FeatureView view) {
        Map<String, DataType> types = new LinkedHashMap<>();
        StructType schema = rows.view(view.name()).orElseThrow().schema();
        view.features()
                .keySet()
                .forEach(name -> types.put(name, schema.apply(name).dataType()));
        for (Aggregation aggregation : view.aggregates().values()) {
            DataType input = schema.apply(aggregation.name()).dataType();
            for (AggregateFunction function : aggregation.functions()) {
                aggregation
                        .windows()
                        .forEach(window -> types.put(
                                aggregation.outputName(function, window), PointInTimeJoin.resultType(function, input)));
            }
        }
        return view.outputs().stream().map(output -> typed(output, types)).toList();
    }

    private static FeatureOutput typed(FeatureOutput output, Map<String, DataType> types) {
        DataType type = types.get(output.name());
        return type == null
                ? output
                : new FeatureOutput(output.name(), Optional.of(type.simpleString()), output.definition());
    }

    /** The training set that a model will be trained on, if this run makes it; else the step looks at the one that is there. */
    private Optional<TrainingSets.Planned> trainedOn(ModelDefinition model) {
        return scope.makes(StepKind.TRAIN, model.name()) && scope.makes(StepKind.TRAINING_SET, model.trainingSet())
                ? rows.trainingSet(model.trainingSet())
                : Optional.empty();
    }

    void model(String item) {
        ModelDefinition model = project.requireModel(item);
        trainedOn(model).ifPresent(planned -> {
            problems.columns(problems.section("models", model.name()), "slices", model.slices(), planned.rows());
            inputs(model, planned);
        });
    }

    /** The columns that a model takes; tells what it cannot take, or what would not fit its inference table. */
    private Optional<List<InputColumn>> inputs(ModelDefinition model, TrainingSets.Planned planned) {
        ConfigReader section = problems.section("models", model.name());
        String key =
                Stream.of("inputs", "exclude").filter(section::has).findFirst().orElse("training-set");
        return PlannedRows.known(
                inputs,
                model.name(),
                () -> problems.attempt(section, key, () -> {
                    List<InputColumn> taken = model.inputColumns(planned.spec().inputs());
                    Inference.requireFits(
                            lakehouse,
                            planned.rows().schema(),
                            planned.spec(),
                            taken,
                            lakehouse.table(Layer.INFERENCE, model.name()));
                    return taken;
                }));
    }

    /** A model that is not trained now is scored by its own spec, whatever the training set has become. */
    void score(String item) {
        ModelDefinition model = project.requireModel(item);
        boolean own = model.score().flatMap(ScoreDefinition::source).isPresent();
        if (!own && trainedOn(model).isEmpty()) {
            return;
        }
        model.score().flatMap(ScoreDefinition::where).ifPresent(where -> scored(model)
                .ifPresent(spine -> problems.condition(section(model), "where", Optional.of(where), spine)));
        if (own) {
            looked(model);
        }
    }

    private ConfigReader section(ModelDefinition model) {
        return problems.section("models", model.name()).section("score");
    }

    /** The rows that are scored, before their condition. */
    private Optional<Dataset<Row>> scored(ModelDefinition model) {
        String spine = project.trainingSet(model.trainingSet()).spine().source();
        return rows.source(model.score().flatMap(ScoreDefinition::source).orElse(spine));
    }

    /** The rows that are scored, with the features that the model will be trained on. */
    private Optional<Dataset<Row>> looked(ModelDefinition model) {
        return PlannedRows.known(looked, model.name(), () -> trainedOn(model)
                .flatMap(planned ->
                        model.score().flatMap(ScoreDefinition::source).isEmpty()
                                ? Optional.of(planned.rows())
                                : looked(model, planned)));
    }

    private Optional<Dataset<Row>> looked(ModelDefinition model, TrainingSets.Planned planned) {
        Optional<Dataset<Row>> spine = scored(model);
        Optional<Map<String, Dataset<Row>>> tables = rows.featureRows(project.trainingSet(model.trainingSet()));
        return spine.isEmpty() || tables.isEmpty()
                ? Optional.empty()
                : problems.attempt(section(model), "source", () -> SpecLookup.of(planned.spec())
                        .features(spine.get(), tables.get()));
    }

    /** The rows of a model's inference table, as the model will score that is trained now. */
    private Optional<Dataset<Row>> inference(String name) {
        ModelDefinition model = project.requireModel(name);
        return trainedOn(model).flatMap(planned -> inputs(model, planned)
                .flatMap(taken -> looked(model).map(featured -> Inference.planned(featured, planned.spec(), taken))));
    }
}
