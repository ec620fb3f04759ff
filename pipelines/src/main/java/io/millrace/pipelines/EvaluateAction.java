package io.millrace.pipelines;

import io.millrace.config.TableName;
import io.millrace.lakehouse.Layer;
import io.millrace.lakehouse.Write;
import io.millrace.metrics.QualityMetric;
import io.millrace.training.Evaluated;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Measures a trained model on its held-out rows. */
final class EvaluateAction extends ModelAction {
    EvaluateAction(RunContext context) {
        super(context);
    }

    @Override
    public List<TableName> writes(String item) {
        return List.of(context().lakehouse().table(Layer.TRAINING, item + "_predictions"));
    }

    @Override
    public StepResult run(String item, Write write) {
        Evaluated evaluated = trained(item).evaluate(write);
        String table = evaluated.predictions().toString();
        QualityMetric lead = QualityMetric.lead(model(item).task());
        String figure = String.format(
                Locale.ROOT, "test %s %.4f", lead.title(), evaluated.metrics().getOrDefault(lead.name(), Double.NaN));
        return new StepResult(
                0,
                Map.of(StepResult.TABLE, table, "page", evaluated.page().toString()),
                List.of(new Made("evaluation", evaluated.page().toString(), figure, "a browser")));
    }
}
