package io.millrace.pipelines;

import io.millrace.features.FeatureSpec;
import io.millrace.features.TrainingSetReport;
import io.millrace.lakehouse.TableVersion;
import io.millrace.training.ModelDefinition;
import io.millrace.training.TrainingRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the steps that make a model version share: they work on models, one training run at a time. */
abstract sealed class ModelAction implements StepAction
        permits TrainAction, EvaluateAction, RegisterAction, PromoteAction {
    /** The output of {@code train} that names the pipeline run under which the model was trained. */
    static final String TRAINED_IN = "trained_in";

    private final RunContext context;

    ModelAction(RunContext context) {
        this.context = context;
    }

    @Override
    public List<String> items() {
        return List.copyOf(context.project().models().keySet());
    }

    @Override
    public List<String> configuration(String item) {
        List<String> paths = new ArrayList<>();
        for (String part : List.of("training-set", "split", "estimator", "preparation", "slices", "threshold")) {
            paths.add("models." + item + "." + part);
        }
        paths.add("tracking.uri");
        return paths;
    }

    @Override
    public Map<String, String> inputs(String item) {
        return Map.of("training run", context.output(StepKind.TRAIN, item, TRAINED_IN));
    }

    final RunContext context() {
        return context;
    }

    final ModelDefinition model(String item) {
        return context.project().requireModel(item);
    }

    final TableVersion trainingSet(String item) {
        return TableVersion.parse(
                context.output(StepKind.TRAINING_SET, model(item).trainingSet(), StepResult.TABLE));
    }

    /** Returns the training run that {@code train} began under that pipeline run. */
    final TrainingRun trainingRun(String item, String trainedIn) {
        String set = model(item).trainingSet();
        return TrainingRun.builder(context.lakehouse(), context.tracker(), context.registry())
                .model(model(item))
                .spec(FeatureSpec.fromJson(context.output(StepKind.TRAINING_SET, set, TrainingSetAction.SPEC)))
                .findings(
                        TrainingSetReport.fromJson(context.output(StepKind.TRAINING_SET, set, TrainingSetAction.REPORT))
                                .findings())
                .trainingSet(trainingSet(item))
                .experiment(context.project().name())
                .codeVersion(CodeVersion.current())
                .runId(trainedIn)
                .build();
    }

    /** Returns the training run of the newest completed {@code train}. */
    final TrainingRun trained(String item) {
        return trainingRun(item, context.output(StepKind.TRAIN, item, TRAINED_IN));
    }
}
