package io.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class BenchmarksTest {
    private static List<String> ids(String... names) {
        return Benchmarks.named(List.of(names)).stream()
                .map(benchmark -> benchmark.claim().id())
                .toList();
    }

    @Test
    void noNamesAreAllBenchmarks() {
        assertThat(ids()).hasSameSizeAs(Benchmarks.all()).doesNotHaveDuplicates();
    }

    @Test
    void anAreaAndOneOfItsIdsGiveEachBenchmarkOnce() {
        assertThat(ids("upload", "jobs")).containsExactly("upload", "sql", "launch", "start", "overhead");
    }

    @Test
    void onlyWholeAreasAreWhole() {
        assertThat(Benchmarks.wholeAreas(Benchmarks.named(List.of("jobs")))).isTrue();
        assertThat(Benchmarks.wholeAreas(Benchmarks.named(List.of("start")))).isFalse();
    }

    @Test
    void anUnknownNameIsRefusedWithThoseThatThereAre() {
        assertThatThrownBy(() -> ids("strat"))
                .isInstanceOf(BenchmarkException.class)
                .hasMessageContaining("'strat'")
                .hasMessageContaining("start");
    }

    @Test
    void everyClaimSaysHowItIsMeasuredAndWhatBoundsIt() {
        assertThat(Benchmarks.all()).allSatisfy(benchmark -> {
            assertThat(benchmark.claim().equality()).isNotBlank();
            assertThat(benchmark.claim().method()).endsWith(".");
            assertThat(benchmark.claim().bounds()).endsWith(".");
        });
    }
}
