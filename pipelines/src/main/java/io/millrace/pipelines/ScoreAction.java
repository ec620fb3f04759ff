package io.millrace.pipelines;

import io.millrace.config.DataException;
import io.millrace.config.TableName;
import io.millrace.definitions.FeatureSpec;
import io.millrace.definitions.FeatureView;
import io.millrace.definitions.TrainingSet;
import io.millrace.features.SpecLookup;
import io.millrace.lakehouse.Layer;
import io.millrace.lakehouse.Write;
import io.millrace.lakehouse.WriteResult;
import io.millrace.models.LoadedModel;
import io.millrace.models.ModelFolder;
import io.millrace.registry.Inference;
import io.millrace.registry.ModelRegistry;
import io.millrace.registry.ModelVersion;
import io.millrace.training.ModelDefinition;
import io.millrace.training.ScoreDefinition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Scores the rows that a model's champion has not scored yet, or not with the features that they have now, into its
 * inference table. What the champion looks up is what its own spec says, whatever the project's training set has become.
 */
final class ScoreAction implements StepAction {
    /** The output with the newest spine time that the champion has scored. */
    private static final Output<String> SCORED_UNTIL = Output.text("scored_until");

    private final RunContext context;
    private final Map<String, Champion> champions = new HashMap<>();

    ScoreAction(RunContext context) {
        this.context = context;
    }

    static List<String> reads(Project project, String item) {
        ModelDefinition model = project.requireModel(item);
        TrainingSet set = project.trainingSet(model.trainingSet());
        String spine = model.score()
                .flatMap(ScoreDefinition::source)
                .orElse(set.spine().source());
        List<String> reads = new ArrayList<>(Plan.joined(project, set, spine));
        reads.add(PromoteAction.championOf(item));
        return reads;
    }

    static List<TableName> tables(Project project, String item) {
        return List.of(project.environment().table(Layer.INFERENCE, item));
    }

    private record Champion(ModelVersion version, LoadedModel model) {
        FeatureSpec spec() {
            return model.spec();
        }
    }

    @Override
    public Map<String, String> inputs(String item) {
        Champion champion = champion(item);
        requireDeclared(item, champion);
        Map<String, String> inputs = new TreeMap<>();
        inputs.put("model", ModelRegistry.CHAMPION + " " + champion.version().version());
        context.addSourceVersions(spineSource(item), inputs);
        for (FeatureView view : champion.spec().views()) {
            inputs.put(
                    "features " + view.name(), context.featureState(view.name()).toString());
        }
        return inputs;
    }

    @Override
    public List<String> configuration(String item) {
        List<String> paths = new ArrayList<>(List.of("models." + item + ".score"));
        paths.addAll(context.project().sourcePaths(spineSource(item)));
        return paths;
    }

    @Override
    public void check(String item) {
        SpecLookup.of(champion(item).spec()).requireTables(context.lakehouse(), asker(item, champion(item)));
    }

    @Override
    public StepResult run(String item, Write write) {
        Champion champion = champion(item);
        Dataset<Row> rows = context.sources().read(spineSource(item));
        Optional<String> where = score(item).flatMap(ScoreDefinition::where);
        Dataset<Row> spine = where.isPresent() ? rows.where(where.get()) : rows;
        TableName table = context.lakehouse().table(Layer.INFERENCE, item);
        WriteResult result = Inference.scoreToTable(
                context.lakehouse(), champion.model(), champion.version(), spine, table, write, context.startedAt());
        String until = Inference.scoredUntil(context.lakehouse(), table, champion.version(), champion.model())
                .map(Object::toString)
                .orElse("");
        Made made = StepResult.tableMade("inference table", result);
        String detail = String.format(
                Locale.ROOT,
                "%,d rows new or changed, scored until %s",
                result.rowCount(),
                until.isEmpty() ? "-" : until);
        return StepResult.of(new Made(made.kind(), made.name(), detail, made.look()))
                .writing(result.version())
                .counting(result.rowCount())
                .with(SCORED_UNTIL, until);
    }

    private Champion champion(String item) {
        return champions.computeIfAbsent(item, model -> {
            ModelVersion version = context.registry().champion(model);
            return new Champion(version, ModelFolder.load(context.registry().download(version)));
        });
    }

    /** A table whose view is not declared any more is refreshed by nobody. */
    private void requireDeclared(String item, Champion champion) {
        for (FeatureView view : champion.spec().views()) {
            if (!context.project().features().views().containsKey(view.name())) {
                throw new DataException(asker(item, champion) + " looks up the feature view " + view.name()
                        + ", which the project does not declare any more, so that nothing refreshes "
                        + context.lakehouse().table(Layer.FEATURES, view.name()) + "; declare it again until a model"
                        + " without it is the champion");
            }
        }
    }

    private static String asker(String item, Champion champion) {
        return "the champion of " + item + ", version " + champion.version().version() + ",";
    }

    private Optional<ScoreDefinition> score(String item) {
        return context.project().requireModel(item).score();
    }

    private String spineSource(String item) {
        return score(item)
                .flatMap(ScoreDefinition::source)
                .orElseGet(() -> champion(item).spec().definition().spine().source());
    }
}
