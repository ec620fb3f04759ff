package io.millrace.pipelines;

import io.millrace.config.TableName;
import io.millrace.lakehouse.FileLocation;
import io.millrace.lakehouse.Layer;
import io.millrace.lakehouse.Write;
import io.millrace.metrics.QualityMetric;
import io.millrace.training.Evaluated;
import java.util.List;
import java.util.Locale;

/** Measures a trained model on its held-out rows. */
final class EvaluateAction extends ModelAction {
    /** The page that tells how good the model is. */
    static final Output<FileLocation> PAGE = Output.of("page", FileLocation::toString, FileLocation::parse);

    EvaluateAction(RunContext context) {
        super(context);
    }

    static List<TableName> tables(Project project, String item) {
        return List.of(project.environment().table(Layer.TRAINING, item + "_predictions"));
    }

    @Override
    public StepResult run(String item, Write write) {
        Evaluated evaluated = trained(item).evaluate(write);
        QualityMetric lead = QualityMetric.lead(model(item).task());
        String figure = String.format(
                Locale.ROOT, "test %s %.4f", lead.title(), evaluated.metrics().getOrDefault(lead.name(), Double.NaN));
        return StepResult.of(new Made("evaluation", evaluated.page().toString(), figure, "a browser"))
                .writing(evaluated.predictions())
                .with(PAGE, evaluated.page());
    }
}
