package io.millrace.benchmarks;

import java.util.Locale;

/** What a claim is about; the names are those of the command line. */
public enum Area {
    FEATURES,
    TRAINING,
    MONITORING,
    JOBS;

    /** Returns the name on the command line: {@code jobs}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
