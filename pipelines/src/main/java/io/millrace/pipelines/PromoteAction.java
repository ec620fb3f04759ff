package io.millrace.pipelines;

import io.millrace.lakehouse.Write;
import io.millrace.models.ModelRegistry;
import io.millrace.models.Promotion;
import io.millrace.models.PromotionResult;
import java.util.List;
import java.util.Map;

/** Judges the registered version by its gates, and makes it the champion if all hold; a failed gate stops the run. */
final class PromoteAction extends ModelAction {
    PromoteAction(RunContext context) {
        super(context);
    }

    @Override
    public Map<String, String> inputs(String item) {
        return Map.of("version", registration(item).output(RegisterAction.VERSION));
    }

    @Override
    public List<String> configuration(String item) {
        return List.of("models." + item + ".gates");
    }

    /** The alias is where the last promotion put it. */
    @Override
    public Reuse reuse() {
        return Reuse.LAST;
    }

    @Override
    public StepResult run(String item, Write write) {
        PromotionResult result = Promotion.of(
                        context().lakehouse(),
                        context().registry(),
                        context().project().name())
                .promote(trained(item).candidate(), model(item).gates(), write);
        result.requireChampion();
        String uri = "models:/" + item + "@" + ModelRegistry.CHAMPION;
        return new StepResult(
                0,
                Map.of("champion", Long.toString(result.version())),
                List.of(new Made(
                        "champion", uri, "version " + result.version(), "millrace models history PROJECT " + item)));
    }
}
