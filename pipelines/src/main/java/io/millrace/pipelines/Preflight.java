package io.millrace.pipelines;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a run finds out before it writes anything. */
final class Preflight {
    private static final Logger LOG = LoggerFactory.getLogger(Preflight.class);

    private final RunContext context;
    private final List<Step> steps;
    private boolean due;

    Preflight(RunContext context, List<Step> steps, RunSelection selection) {
        this.context = context;
        this.steps = steps;
        this.due = selection.resume().isEmpty();
    }

    /** What would be refused at its write, since the table is another project's, is refused before any work. */
    void requireOwn() {
        CheckScope.of(context.project(), steps).items().forEach((kind, items) -> {
            StepAction action = StepAction.of(kind, context);
            items.stream().flatMap(item -> action.writes(item).stream()).forEach(context.lakehouse()::requireOwn);
        });
    }

    /**
     * Resolves what this step and those after it will make; once, before the first step that has work to do. A run that finds
     * all done, or that is resumed, is not looked at: its steps look for themselves.
     *
     * @throws io.millrace.config.LakehouseException as {@link PlanCheck#resolve(Project)}
     */
    void before(Step step) {
        if (!due) {
            return;
        }
        due = false;
        long begin = System.nanoTime();
        PlanCheck.before(context, steps.subList(steps.indexOf(step), steps.size()));
        LOG.info("definitions and sources go together, looked at in {} ms", (System.nanoTime() - begin) / 1_000_000);
    }
}
