package io.millrace.pipelines;

import io.millrace.lakehouse.Write;
import io.millrace.training.Trained;
import java.util.List;
import java.util.Map;

/** Fits a model; the fitted model lies among the artifacts of a run in the tracker. */
final class TrainAction extends ModelAction {
    TrainAction(RunContext context) {
        super(context);
    }

    @Override
    public Map<String, String> inputs(String item) {
        return Map.of("training set", trainingSet(item).toString());
    }

    @Override
    public StepResult run(String item, Write write) {
        Trained trained = trainingRun(item, write.runId()).train();
        return new StepResult(
                0,
                Map.of(TRAINED_IN, write.runId(), "tracker_run", trained.runId()),
                List.of(new Made(
                        "run",
                        trained.runId(),
                        trained.split().toString(),
                        context().project().environment().trackingFile().toString())));
    }
}
