package io.millrace.features.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.definitions.FeatureView;
import io.millrace.definitions.RowOrder;
import io.millrace.definitions.WindowBound;
import io.millrace.metrics.AggregateFunction;
import io.millrace.metrics.AggregateInput;
import io.millrace.metrics.TieRule;
import java.util.List;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

/** What a key keeps in memory between spine rows. */
final class WindowStateTest {

    private static final long WIDTH = 60;

    @Test
    void eventsThatNoWindowCanWantAreLetGoWithoutASpineRow() {
        WindowState state = new WindowState(part(false), () -> "k");
        for (long time = 0; time < 100_000; time++) {
            state.accept(time + 1, RowFactory.create(time, (double) time));
            assertThat(state.held()).isLessThanOrEqualTo((int) WIDTH + 1);
        }

        Object[] out = new Object[2];
        state.emit(100_000, out, 0);
        assertThat(out).containsExactly(60L, 99_999.0);
    }

    @Test
    void replacedAndUncountedVersionsAreLetGoEvenIfTheirTimeIsStillToCome() {
        WindowState state = new WindowState(part(true), () -> "k");
        for (long created = 0; created < 100_000; created++) {
            boolean counts = created % 3 != 0;
            String id = created % 2 == 0 ? "always the same" : "event " + created;
            long time = created % 2 == 0 ? 1_000_000 : created;
            state.accept(created, RowFactory.create(time, created, id, counts, counts ? 1.0 : null));
            assertThat(state.held()).isLessThanOrEqualTo((int) WIDTH + 3);
        }

        Object[] out = new Object[2];
        state.emit(100_000, out, 0);
        // Of the last 60 microseconds every other row has its own event, and a third of those does not count.
        assertThat(out).containsExactly(20L, 1.0);
    }

    private static WindowPart part(boolean versions) {
        int input = versions ? 4 : 1;
        RowOrder order = new RowOrder(List.of("written"), List.of("at", FeatureView.COUNTS, "n"));
        return new WindowPart(
                "lookup",
                versions ? 2 : 1,
                RowRank.of(order, List.of("at", "written", "event", FeatureView.COUNTS, "n")),
                versions,
                versions ? 2 : -1,
                versions ? 3 : -1,
                List.of(new WindowPart.Input("n", input, AggregateInput.Kind.DOUBLE)),
                List.of(WIDTH),
                0,
                WindowBound.BEFORE,
                TieRule.FAIL,
                List.of(
                        new WindowPart.Output("n_count", 0, AggregateFunction.COUNT, 0),
                        new WindowPart.Output("n_max", 0, AggregateFunction.MAX, 0)));
    }
}
