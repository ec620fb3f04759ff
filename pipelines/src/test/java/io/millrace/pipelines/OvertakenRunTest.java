package io.millrace.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.BackendException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class OvertakenRunTest {
    @Test
    void aTryThatIsOvertakenEndsItsItemAndWritesNoOther() {
        Shop old = Shop.open("overtaken")
                .edited(
                        "steps = [ingest, features, train, evaluate, register, promote, score, monitor]",
                        "steps = [ingest, features]");
        Shop mended = old.edited("windows = [7d]", "windows = [14d]");
        RunSelection later = Shop.sharing("4712", Optional.of("features:overtaken_spending"), Optional.of(1));
        List<LedgerEntry> done = new ArrayList<>();
        RunListener overtakes = new RunListener() {
            @Override
            public void started(String runId, Pipeline pipeline) {}

            @Override
            public void itemStarted(Step step, String item) {
                if (item.equals("overtaken_customer")) {
                    done.addAll(mended.run(later, RunListener.SILENT));
                }
            }

            @Override
            public void itemEnded(LedgerEntry entry) {}
        };

        assertThatThrownBy(() -> old.run(Shop.sharing("4712", Optional.empty(), Optional.of(0)), overtakes))
                .isInstanceOfSatisfying(
                        BackendException.class, e -> assertThat(e.retryable()).isFalse())
                .hasMessage(
                        "run 4712 is at attempt 2, and this process belongs to attempt 1, which that one has taken the"
                                + " place of; this process does nothing more");

        assertThat(done).extracting(LedgerEntry::item).containsExactly("overtaken_spending");
        try (Workshop workshop = old.workshop()) {
            assertThat(workshop.openLedger().entries())
                    .filteredOn(entry -> entry.step().equals(StepKind.FEATURES) && entry.state() == StepState.DONE)
                    .extracting(entry -> entry.attempt() + " " + entry.item())
                    .containsExactlyInAnyOrder("1 overtaken_customer", "2 overtaken_spending");
        }
    }
}
