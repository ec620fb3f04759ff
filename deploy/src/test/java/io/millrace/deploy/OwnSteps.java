package io.millrace.deploy;

import io.millrace.pipelines.ProjectItems;
import io.millrace.pipelines.StepKind;
import io.millrace.pipelines.StepKinds;
import java.util.List;

/** A step of one's own, of which nothing is known but its place. */
public final class OwnSteps implements StepKinds {
    @Override
    public List<StepKind> kinds() {
        return List.of(StepKind.named("publish", ProjectItems.FEATURE_VIEWS)
                .after(StepKind.FEATURES)
                .build(context -> {
                    throw new IllegalStateException("nothing is run here");
                }));
    }
}
