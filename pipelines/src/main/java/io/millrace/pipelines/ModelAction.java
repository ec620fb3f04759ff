package io.millrace.pipelines;

import io.millrace.definitions.FeatureSpec;
import io.millrace.features.TrainingSetReport;
import io.millrace.lakehouse.TableState;
import io.millrace.training.ModelDefinition;
import io.millrace.training.TrainingRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the steps that make a model version share: they work on models, one training run at a time.
 *
 * <p>The steps after {@code train} belong to the newest training under the model's present settings, on the rows that it
 * had; what was trained under other settings since, or a newer training set, is not theirs.
 */
abstract sealed class ModelAction implements StepAction
        permits TrainAction, EvaluateAction, RegisterAction, PromoteAction {
    /** The output of {@code train} that names the pipeline run under which the model was trained. */
    static final Output<String> TRAINED_IN = Output.text("trained_in");

    /** The output of {@code train} that names the tracker's run. */
    static final Output<String> TRACKER_RUN = Output.text("tracker_run");

    /** The output of {@code train} that holds the digest of its settings. */
    static final Output<String> SETTINGS = Output.text("settings");

    /** The input of {@code train}: a table and its version. */
    static final String TRAINING_SET = "training set";

    /** The input of the steps after {@code train}: the tracker's run. */
    static final String TRAINING_RUN = "training run";

    private final RunContext context;

    ModelAction(RunContext context) {
        this.context = context;
    }

    static List<String> reads(Project project, String item) {
        return Plan.names(
                TrainingSetAction.tables(project, project.requireModel(item).trainingSet()));
    }

    @Override
    public List<String> configuration(String item) {
        return trainingConfiguration(item);
    }

    private static List<String> trainingConfiguration(String item) {
        List<String> paths = new ArrayList<>();
        for (String part : List.of(
                "training-set",
                "task",
                "inputs",
                "exclude",
                "split",
                "estimator",
                "preparation",
                "slices",
                "threshold")) {
            paths.add("models." + item + "." + part);
        }
        paths.add("tracking.uri");
        return paths;
    }

    @Override
    public Map<String, String> inputs(String item) {
        return Map.of(TRAINING_RUN, training(item).output(TRACKER_RUN));
    }

    @Override
    public Reuse reuse() {
        return Reuse.ANY;
    }

    final RunContext context() {
        return context;
    }

    final ModelDefinition model(String item) {
        return context.project().requireModel(item);
    }

    /** Returns the digest of what shapes a training, apart from the rows. */
    final String settings(String item) {
        return Digest.of(context.project().text(trainingConfiguration(item)));
    }

    /** Returns the training run under that pipeline run, on that version of the training set. */
    final TrainingRun trainingRun(String item, String trainedIn, String trainingSet) {
        LedgerEntry made = trainingSetMade(item, trainingSet);
        TableState rows = TableState.parse(trainingSet);
        context.lakehouse().tables().requireSame(rows);
        return TrainingRun.builder(context.lakehouse(), context.tracker(), context.registry())
                .model(model(item))
                .spec(spec(made))
                .findings(TrainingSetReport.fromJson(context.files().read(made, TrainingSetAction.REPORT))
                        .findings())
                .trainingSet(rows)
                .experiment(context.project().name())
                .codeVersion(CodeVersion.current())
                .runId(trainedIn)
                .build();
    }

    /** Returns how the features of a completed {@code training-set} were looked up. */
    final FeatureSpec spec(LedgerEntry made) {
        return FeatureSpec.fromJson(context.files().read(made, TrainingSetAction.SPEC));
    }

    /** Returns the completed {@code training-set} that wrote those rows. */
    final LedgerEntry trainingSetMade(String item, String trainingSet) {
        return context.completed(
                StepKind.TRAINING_SET,
                model(item).trainingSet(),
                "",
                entry -> entry.has(LedgerEntry.TABLE, TableState.parse(trainingSet)));
    }

    /** Returns the newest completed {@code train} under the present settings. */
    private LedgerEntry training(String item) {
        String settings = settings(item);
        return context.completed(
                StepKind.TRAIN, item, " with its present settings", entry -> entry.has(SETTINGS, settings));
    }

    /** Returns the training run of the newest completed {@code train} under the present settings. */
    final TrainingRun trained(String item) {
        LedgerEntry training = training(item);
        return trainingRun(item, training.output(TRAINED_IN), training.input(TRAINING_SET));
    }

    /** Returns the completed {@code register} of that training. */
    final LedgerEntry registration(String item) {
        String run = training(item).output(TRACKER_RUN);
        return context.completed(
                StepKind.REGISTER,
                item,
                " for its newest training",
                entry -> run.equals(entry.inputs().get(TRAINING_RUN)));
    }
}
