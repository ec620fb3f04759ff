package io.millrace.pipelines;

import io.millrace.features.FeatureView;
import io.millrace.features.TrainingSet;
import io.millrace.lakehouse.Layer;
import io.millrace.lakehouse.TableName;
import io.millrace.lakehouse.Write;
import io.millrace.lakehouse.WriteResult;
import io.millrace.models.Inference;
import io.millrace.models.LoadedModel;
import io.millrace.models.ModelFolder;
import io.millrace.models.ModelRegistry;
import io.millrace.models.ModelVersion;
import io.millrace.training.ModelDefinition;
import io.millrace.training.ScoreDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Scores rows with a model's champion and appends them to its inference table. */
record ScoreAction(RunContext context) implements StepAction {
    @Override
    public List<String> items() {
        return List.copyOf(context.project().models().keySet());
    }

    @Override
    public Reuse reuse() {
        return Reuse.ALWAYS;
    }

    @Override
    public Map<String, String> inputs(String item) {
        Map<String, String> inputs = new TreeMap<>();
        inputs.put(
                "model",
                ModelRegistry.CHAMPION + " " + context.registry().champion(item).version());
        context.addSourceVersions(spineSource(item), inputs);
        for (FeatureView view : context.project().viewsOf(trainingSet(item))) {
            inputs.put(
                    "features " + view.name(),
                    context.version(Layer.FEATURES, view.name(), "run the step features first")
                            .toString());
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
    public StepResult run(String item, Write write) {
        ModelVersion champion = context.registry().champion(item);
        LoadedModel model = ModelFolder.load(context.registry().download(champion));
        Dataset<Row> rows = context.sources().read(spineSource(item));
        Optional<String> where = score(item).flatMap(ScoreDefinition::where);
        Dataset<Row> spine = where.isPresent() ? rows.where(where.get()) : rows;
        TableName table = context.lakehouse().table(Layer.INFERENCE, item);
        WriteResult result =
                Inference.scoreToTable(context.lakehouse(), model, champion, spine, table, write, context.startedAt());
        return StepResult.table("inference table", result);
    }

    private TrainingSet trainingSet(String item) {
        return context.project()
                .trainingSet(context.project().requireModel(item).trainingSet());
    }

    private Optional<ScoreDefinition> score(String item) {
        ModelDefinition model = context.project().requireModel(item);
        return model.score();
    }

    private String spineSource(String item) {
        return score(item)
                .flatMap(ScoreDefinition::source)
                .orElse(trainingSet(item).spine().source());
    }
}
