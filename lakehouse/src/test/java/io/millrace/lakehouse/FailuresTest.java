package io.millrace.lakehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.SparkException;
import org.apache.spark.SparkThrowable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailuresTest {
    @TempDir
    Path root;

    @Test
    void tellsOfAFullDisk() {
        var failure = new SparkException("Job aborted", new IOException("No space left on device"));

        RuntimeException translated = failures().translated("append to main.raw.x", failure);

        assertThat(translated)
                .isInstanceOf(BackendException.class)
                .hasCause(failure)
                .hasMessageContaining("append to main.raw.x: No space left on device")
                .hasMessageContaining(root.resolve("warehouse").toString())
                .hasMessageContaining("MiB free and is writable; the table is as it was");
        assertThat(((BackendException) translated).retryable()).isFalse();
    }

    @Test
    void tellsDataFromConflictsAndBugs() {
        var overflow = new SparkException("Job aborted", new Overflow());
        var bug = new IllegalArgumentException("a bug");
        var known = new DataException("known");

        assertThat(failures().translated("merge", overflow)).isInstanceOf(DataException.class);
        assertThat(failures().translated("merge", bug)).isSameAs(bug);
        assertThat(failures().translated("merge", known)).isSameAs(known);
        assertThat(failures().translated("merge", new Exception("checked"))).isInstanceOf(IllegalStateException.class);
        assertThat(Failures.isConflict(overflow)).isFalse();
    }

    private Failures failures() {
        return new Failures(Environment.local(root));
    }

    private static final class Overflow extends RuntimeException implements SparkThrowable {
        private static final long serialVersionUID = 1;

        @Override
        public String getCondition() {
            return "ARITHMETIC_OVERFLOW";
        }

        @Override
        public String getSqlState() {
            return "22003";
        }
    }
}
