package io.millrace.pipelines;

import io.millrace.config.InvalidConfigException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a run finds out before it writes anything. */
final class Preflight {
    private static final Logger LOG = LoggerFactory.getLogger(Preflight.class);

    private final RunContext context;
    private final List<Step> steps;
    private boolean due;

    /** Prepares the checks; {@code due} says whether the run is a new one. */
    Preflight(RunContext context, List<Step> steps, boolean due) {
        this.context = context;
        this.steps = steps;
        this.due = due;
    }

    /**
     * What Spark Connect cannot do, and what would be refused at its write since the table is another project's, is refused
     * before any work.
     */
    void require() {
        CheckScope.of(context.project(), steps).items().forEach((kind, items) -> {
            if (kind.needsClassicSession() && context.lakehouse().isRemote()) {
                throw InvalidConfigException.of("step " + kind
                        + " needs a classic session, and this one is remote (Spark Connect); start it by spark-submit, or as a"
                        + " job of the cluster");
            }
            items.stream()
                    .flatMap(item -> kind.tables(context.project(), item).stream())
                    .forEach(context.lakehouse()::requireOwn);
        });
    }

    /**
     * Resolves what this step and those after it will make; once, before the first step that has work to do. A run that finds
     * all done, or that goes on, is not looked at: its steps look for themselves.
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
