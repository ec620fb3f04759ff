package io.millrace.benchmarks;

import java.util.List;

/** Measures one claim. */
public interface Benchmark {
    /** Returns what is claimed. */
    Claim claim();

    /** Returns how many pairs of runs are enough, if the user does not say. */
    int usualRuns();

    /** Returns the folders of real data that it needs, by name; looked for before anything is measured. */
    default List<String> data() {
        return List.of();
    }

    /**
     * Measures: both sides in turn, {@code runs} times each, after or with the check that their results are equal.
     *
     * @throws BenchmarkException if a side cannot be run, or its output is not what it should be
     */
    Measurement measure(Workbench workbench, int runs);
}
