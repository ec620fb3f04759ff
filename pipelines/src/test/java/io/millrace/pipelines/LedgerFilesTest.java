package io.millrace.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.DataException;
import io.millrace.lakehouse.Backend;
import io.millrace.lakehouse.Environment;
import io.millrace.lakehouse.StoredFiles;
import io.millrace.lakehouse.Write;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LedgerFilesTest {
    private static final Output<String> SPEC = TrainingSetAction.SPEC;

    @TempDir
    Path root;

    private LedgerFiles files;

    @BeforeEach
    void open() {
        StoredFiles stored =
                Backend.of(Environment.builder("local").localRoot(root).build()).files();
        files = new LedgerFiles(stored, "shop", "local", "night:1");
    }

    @Test
    void givesBackWhatEachWriteKeptLast() {
        keep("returns", 7, "{\"tries\":1}");
        String name = keep("returns", 7, "{\"tries\":2}");
        String later = keep("returns", 8, "{\"later\":true}");
        String other = keep("refunds", 7, "{\"other\":true}");

        assertThat(files.read(entry(name), SPEC)).isEqualTo("{\"tries\":2}");
        assertThat(files.read(entry(later), SPEC)).isEqualTo("{\"later\":true}");
        assertThat(files.read(entry(other), SPEC)).isEqualTo("{\"other\":true}");
        assertThat(name).doesNotContain(root.toString());
    }

    @Test
    void readsWhatEarlierLedgersHeldThemselves() {
        assertThat(files.read(entry("{\"format\":\"of old\"}"), SPEC)).isEqualTo("{\"format\":\"of old\"}");
    }

    @Test
    void tellsHowToMakeALostFileAnew() throws Exception {
        String name = keep("returns", 7, "{}");
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.filter(path -> path.endsWith("spec-7.json")).toList()) {
                Files.delete(file);
            }
        }

        assertThatThrownBy(() -> files.read(entry(name), SPEC))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "the file run_ledger/shop/local/night:1/training-set/returns/spec-7.json, which run night:1 left,"
                                + " is gone; make it anew with --only training-set:returns");
    }

    private String keep(String item, long number, String json) {
        return files.keep(StepKind.TRAINING_SET, item, "spec", Write.of("shop", number, "night:1"), json);
    }

    private static LedgerEntry entry(String spec) {
        return new LedgerEntry(
                "night:1",
                1,
                "nightly",
                StepKind.TRAINING_SET,
                "returns",
                StepState.DONE,
                Instant.EPOCH,
                0,
                0,
                "digest",
                1,
                Map.of(),
                Map.of("spec", spec),
                List.of(),
                "");
    }
}
