package io.millrace.definitions;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.metrics.AggregateFunction;
import io.millrace.metrics.TieRule;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which columns decide between two rows of a view. */
final class RowOrderTest {

    @Test
    void rowsRankByTimeCreatedTimeAndSequence() {
        FeatureView view = view().created("written").feature("b").feature("a").build();

        RowOrder order = RowOrder.ofRows(view);

        assertThat(order.deciding(TieRule.FAIL)).containsExactly("at", "written", "seq");
        assertThat(order.deciding(TieRule.TOTAL_ORDER)).containsExactly("at", "written", "seq", "b", "a");
    }

    @Test
    void versionsRankByCreatedTimeWhateverTheirOwn() {
        FeatureView view = events().created("written").where("ok").build();

        RowOrder order = RowOrder.ofVersions(view, List.of("n"));

        assertThat(order.rank()).containsExactly("written", "seq");
        assertThat(order.rest()).containsExactly("at", FeatureView.COUNTS, "n");
    }

    @Test
    void versionsWithoutCreatedTimeRankByTheirOwn() {
        RowOrder order = RowOrder.ofVersions(events().build(), List.of("n"));

        assertThat(order.rank()).containsExactly("at", "seq");
        assertThat(order.rest()).containsExactly("at", "n");
    }

    @Test
    void aColumnThatPlaysTwoPartsDecidesOnce() {
        FeatureView view = view().created("at").feature("a").build();

        assertThat(RowOrder.ofRows(view).rank()).containsExactly("at", "seq");
    }

    private static FeatureView.Builder view() {
        return FeatureView.builder("v").entity("k").source("s").timestamp("at").sequence("seq");
    }

    private static FeatureView.Builder events() {
        return view().eventId("event")
                .aggregate(Aggregation.builder("n")
                        .functions(AggregateFunction.SUM)
                        .windows(Duration.ofHours(1))
                        .build());
    }
}
