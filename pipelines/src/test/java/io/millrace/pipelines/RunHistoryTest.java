package io.millrace.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.DataException;
import io.millrace.lakehouse.Environment;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.testkit.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunHistoryTest {
    @TempDir
    Path root;

    @Test
    void readsWithoutASessionWhatTheLedgerReadsWithOne() {
        Lakehouse lakehouse = Lakehouse.over(
                SharedSpark.session(),
                Environment.builder("history").localRoot(SharedSpark.root()).build());
        RunLedger ledger = RunLedger.open(lakehouse, "seen");

        for (int i = 1; i <= 12; i++) { // past Delta's first checkpoint
            ledger.record(List.of(entry("run-" + i % 3, i)));
            ledger.save();
        }

        RunHistory stored = RunHistory.stored(lakehouse.environment(), "seen").orElseThrow();
        assertThat(stored.entries())
                .isEqualTo(RunLedger.open(lakehouse, "seen").entries())
                .hasSize(12);
        assertThat(stored.find(RunSelection.LAST)).contains("run-0");
        assertThat(stored.seconds(StepKind.TRAIN, "model")).hasValue(12.5);
        assertThat(RunHistory.stored(lakehouse.environment(), "other")
                        .orElseThrow()
                        .entries())
                .isEmpty();
    }

    @Test
    void isEmptyWhereNothingRanYet() {
        assertThat(RunHistory.stored(Environment.local(root), "new")
                        .orElseThrow()
                        .runs())
                .isEmpty();
    }

    @Test
    void tellsOfALedgerThatCannotBeRead() throws IOException {
        Path log = Files.createDirectories(root.resolve("warehouse/main/ops/run_ledger/_delta_log"));
        for (int version : new int[] {0, 2}) {
            Files.writeString(log.resolve(String.format("%020d.json", version)), "{\"commitInfo\":{}}\n");
        }

        assertThatThrownBy(() -> RunHistory.stored(Environment.local(root), "new"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("main.ops.run_ledger")
                .hasMessageContaining("lacks a commit file");
    }

    private static LedgerEntry entry(String run, int number) {
        return new LedgerEntry(
                run,
                1,
                "nightly",
                StepKind.TRAIN,
                "model",
                StepState.DONE,
                Instant.parse("2024-01-01T00:00:00.000001Z").plusSeconds(number),
                number + 0.5,
                number * 10L,
                "digest",
                number,
                Map.of("source", "main.raw.a@" + number),
                Map.of(),
                List.of(new Made("run", "r" + number, "1 row", "")),
                "");
    }
}
