package io.millrace.pipelines;

import io.millrace.definitions.FeatureSpec;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.lakehouse.Layer;
import io.millrace.lakehouse.TableState;
import io.millrace.lakehouse.Write;
import io.millrace.registry.Inference;
import io.millrace.training.Part;
import io.millrace.training.SplitCounts;
import io.millrace.training.Trained;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Fits a model; the fitted model lies among the artifacts of a run in the tracker. */
final class TrainAction extends ModelAction {
    TrainAction(RunContext context) {
        super(context);
    }

    @Override
    public Map<String, String> inputs(String item) {
        return Map.of(TRAINING_SET, trainingSet(item));
    }

    private String trainingSet(String item) {
        return context()
                .completed(StepKind.TRAINING_SET, model(item).trainingSet(), "", entry -> true)
                .output(LedgerEntry.TABLE)
                .toString();
    }

    /** What would not fit where scores are kept is not trained. */
    @Override
    public void check(String item) {
        LedgerEntry made = trainingSetMade(item, trainingSet(item));
        Lakehouse lakehouse = context().lakehouse();
        TableState rows = TableState.parse(trainingSet(item));
        lakehouse.tables().requireSame(rows);
        FeatureSpec spec = spec(made);
        Inference.requireFits(
                lakehouse,
                lakehouse.tables().read(rows.version()).schema(),
                spec,
                model(item).inputColumns(spec.inputs()),
                lakehouse.table(Layer.INFERENCE, item));
    }

    @Override
    public StepResult run(String item, Write write) {
        Trained trained = trainingRun(item, write.runId(), trainingSet(item)).train();
        return StepResult.of(new Made(
                        "run",
                        trained.runId(),
                        parts(trained.split()),
                        context().lakehouse().backend().tracking().toString()))
                .with(TRAINED_IN, write.runId())
                .with(TRACKER_RUN, trained.runId())
                .with(SETTINGS, settings(item));
    }

    private static String parts(SplitCounts split) {
        String parts = Arrays.stream(Part.values())
                .map(part -> String.format(
                        Locale.ROOT, "%s %,d", part.value(), split.part(part).rowCount()))
                .collect(Collectors.joining(", "));
        return parts + String.format(Locale.ROOT, ", left out %,d rows", split.leftOutCount());
    }
}
