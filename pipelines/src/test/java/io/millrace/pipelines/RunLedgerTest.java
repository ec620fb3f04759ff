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
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A ledger that has lost a file: told, left as it is, and in nobody's way. */
class RunLedgerTest {
    @TempDir
    Path root;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void goesOnInAnotherTableWhileACommitIsGone(int number) throws IOException {
        save("one", "run-1");
        save("one", "run-2");
        save("two", "run-3");
        Path commit = folder("run_ledger").resolve("_delta_log/0000000000000000000" + number + ".json");
        Path aside = Files.move(commit, root.resolve("aside.json"));

        assertThatThrownBy(() -> RunHistory.stored(environment(), "one"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("lacks a commit file");
        assertThat(open("two").runs()).isEmpty();
        save("two", "run-4");
        save("one", "run-5");

        assertThat(open("one").table().name()).isEqualTo("run_ledger_2");
        assertThat(open("one").runs()).containsExactly("run-5");
        assertThat(stored("one")).containsExactly("run-5");
        assertThat(stored("two")).containsExactly("run-4");
        Files.move(aside, commit);
        assertThat(open("one").runs()).containsExactly("run-1", "run-2", "run-5");
        assertThat(stored("two")).containsExactly("run-3", "run-4");
    }

    @Test
    void goesOnInAnotherTableWhileADataFileIsGone() throws IOException {
        save("one", "run-1");
        Path ledger = folder("run_ledger");
        try (Stream<Path> files = Files.list(ledger)) {
            Files.delete(files.filter(file -> file.toString().endsWith(".parquet"))
                    .findFirst()
                    .orElseThrow());
        }

        save("one", "run-2");

        assertThat(open("one").runs()).containsExactly("run-2");
        assertThat(stored("one")).containsExactly("run-2");
        assertThat(ledger).exists();
    }

    @Test
    void goesOnInAnotherTableWhereTheWholeLogIsGone() throws IOException {
        save("one", "run-1");
        Path log = folder("run_ledger").resolve("_delta_log");
        try (Stream<Path> files = Files.list(log)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }

        save("one", "run-2");

        assertThat(open("one").runs()).containsExactly("run-2");
        assertThat(stored("one")).containsExactly("run-2");
        assertThat(folder("run_ledger")).isNotEmptyDirectory();
    }

    @Test
    void givesNoNumberThatALostLedgerGave() {
        RunLedger before = open("one");
        long number = before.nextNumber("nightly", StepKind.TRAIN, "model");
        before.record(List.of(entry("run-1", number)));

        long next = before.nextNumber("nightly", StepKind.TRAIN, "model");
        long afterLoss = open("other").nextNumber("nightly", StepKind.TRAIN, "model");

        assertThat(next).isGreaterThan(number);
        assertThat(afterLoss).isGreaterThanOrEqualTo(number);
    }

    @Test
    void writersOfOneLedgerSeeEachOtherOnceTheyLookAgain() {
        RunLedger one = open("one");
        RunLedger other = open("one");
        one.record(List.of(entry("run-1", 1)));

        assertThatThrownBy(one::refresh).hasMessage("1 events of the run ledger are not saved yet");
        one.save();
        other.record(List.of(entry("run-2", 2)));
        other.save();
        one.refresh();
        one.record(List.of(entry("run-3", 3)));
        one.save();
        one.save();
        other.refresh();

        assertThat(other.entries()).extracting(LedgerEntry::runId).containsExactly("run-1", "run-2", "run-3");
        assertThat(open("one").entries()).isEqualTo(other.entries());
    }

    private Path folder(String table) {
        return root.resolve("warehouse/lost/ops").resolve(table);
    }

    private Environment environment() {
        return Environment.builder("lost").localRoot(root).catalog("lost").build();
    }

    private List<String> stored(String project) {
        return RunHistory.stored(environment(), project).orElseThrow().runs();
    }

    private void save(String project, String run) {
        RunLedger ledger = open(project);
        ledger.record(List.of(entry(run, 1)));
        ledger.save();
    }

    /** Each opening as a new process has it, which knows no log yet. */
    private RunLedger open(String project) {
        SparkSession session = SharedSpark.session("lost", root.resolve("warehouse"));
        return RunLedger.open(Lakehouse.over(session, environment()), project);
    }

    private static LedgerEntry entry(String run, long number) {
        return new LedgerEntry(
                run,
                1,
                "nightly",
                StepKind.TRAIN,
                "model",
                StepState.DONE,
                Instant.parse("2024-01-01T00:00:00Z").plusSeconds(Long.parseLong(run.substring(4))),
                0.5,
                0,
                "digest",
                number,
                Map.of(),
                Map.of(),
                List.of(),
                "");
    }
}
