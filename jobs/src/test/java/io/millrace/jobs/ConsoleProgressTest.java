package io.millrace.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.pipelines.LedgerEntry;
import io.millrace.pipelines.StepKind;
import io.millrace.pipelines.StepState;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

final class ConsoleProgressTest {
    @Test
    void saysWhichItemOfHowManyAndWhatIsLeft() {
        Map<String, OptionalDouble> items = new LinkedHashMap<>();
        items.put("ingest/orders", OptionalDouble.of(3));
        items.put("ingest/customers", OptionalDouble.of(40));
        items.put("train/returns", OptionalDouble.empty());
        StringWriter err = new StringWriter();
        try (ConsoleProgress progress = new ConsoleProgress(new PrintWriter(err), items)) {
            progress.itemEnded(done(StepKind.INGEST, "orders"));
            progress.itemEnded(done(StepKind.TRAIN, "returns"));
            progress.itemEnded(done(StepKind.INGEST, "customers"));
        }

        List<String> lines = err.toString().lines().toList();
        assertThat(lines.get(0)).startsWith("[1/3] ingest").endsWith("done; over 40 s left");
        assertThat(lines.get(1)).startsWith("[2/3] train").endsWith("done; about 40 s left");
        assertThat(lines.get(2)).startsWith("[3/3] ingest").endsWith("done");
    }

    private static LedgerEntry done(StepKind step, String item) {
        return new LedgerEntry(
                "run",
                1,
                "nightly",
                step,
                item,
                StepState.DONE,
                Instant.EPOCH,
                1.5,
                10,
                "d",
                1,
                Map.of(),
                Map.of(),
                List.of(),
                "");
    }
}
