package io.millrace.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class StepKindTest {

    @Test
    void kindsOfOnesOwnStandBehindThoseThatTheyComeAfterHoweverTheyWereFound() {
        StepKind count = built(own("count").after(StepKind.FEATURES));
        StepKind audit = built(own("audit").after(count));
        StepKind bill = built(own("bill").after(StepKind.FEATURES));
        StepKind tell = built(own("tell"));
        StepKind send = built(own("send"));
        List<StepKind> found = new ArrayList<>(List.of(count, audit, bill, tell, send));

        for (int seed = 0; seed < 24; seed++) {
            Collections.shuffle(found, new Random(seed));

            assertThat(StepKind.withOwn(found))
                    .as("seed " + seed)
                    .extracting(StepKind::label)
                    .containsExactly(
                            "ingest",
                            "features",
                            "bill",
                            "count",
                            "audit",
                            "training-set",
                            "train",
                            "evaluate",
                            "register",
                            "promote",
                            "score",
                            "monitor",
                            "send",
                            "tell");
        }
    }

    @Test
    void aKindThatStandsAlreadyOrHasNoPlaceIsRefused() {
        StepKind train = built(own("train"));
        StepKind lost = built(own("lost").after(built(own("gone"))));
        StepKind more = built(own("more").after(lost));

        assertThatThrownBy(() -> StepKind.withOwn(List.of(train)))
                .hasMessageStartingWith("two steps are called train, ");
        assertThatThrownBy(() -> StepKind.withOwn(List.of(lost, more)))
                .hasMessageContaining("which no StepKinds on the class path brings; add its jar");
        assertThatThrownBy(() -> own("Row count"))
                .hasMessage("a step cannot be called 'Row count'; use small letters, digits and hyphens");
    }

    @Test
    void oneThatTheClassPathHasNoMoreIsToldOf() {
        assertThat(StepKind.recorded("gone").label()).isEqualTo("gone");
        assertThat(StepKind.recorded("train")).isEqualTo(StepKind.TRAIN);
    }

    private static StepKind built(StepKind.Builder kind) {
        return kind.build(context -> {
            throw new IllegalStateException("no work");
        });
    }

    private static StepKind.Builder own(String label) {
        return StepKind.named(label, ProjectItems.FEATURE_VIEWS);
    }
}
