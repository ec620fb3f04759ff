package io.millrace.lakehouse;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.config.BackendException;
import io.millrace.config.DataException;
import io.millrace.config.InvalidConfigException;
import io.millrace.config.LakehouseException;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;

/** The texts are those of Spark 4.1.0's client. */
class RemoteErrorTest {
    @Test
    void aConditionThatTheClientDoesNotKnowIsTheCondition() {
        LakehouseException told =
                told("[INTERNAL_ERROR] Cannot find main error class 'DELTA_REPLACE_WHERE_MISMATCH' SQLSTATE: XX000");

        assertThat(told).isInstanceOf(DataException.class).hasMessageContaining("DELTA_REPLACE_WHERE_MISMATCH (");
    }

    @Test
    void aClassThatTheClientDoesNotKnowIsToldByItsNameAndItsConditionByItsText() {
        assertThat(told("org.apache.spark.sql.delta.schema.DeltaInvariantViolationException:"
                        + " [DELTA_NOT_NULL_CONSTRAINT_VIOLATED] NOT NULL constraint violated for column: k.\n"))
                .isInstanceOf(DataException.class)
                .hasMessage("write: NOT NULL constraint violated for column: k.");
        assertThat(told("io.delta.exceptions.ConcurrentAppendException: [DELTA_CONCURRENT_APPEND] Files were added"))
                .isInstanceOfSatisfying(
                        BackendException.class, e -> assertThat(e.retryable()).isTrue());
        assertThat(told("java.nio.file.FileSystemException: /x: No space left on device"))
                .isInstanceOf(BackendException.class)
                .hasMessage("write: /x: No space left on device");
        assertThat(told("java.lang.ClassNotFoundException: Class org.apache.hadoop.fs.s3a.S3AFileSystem not found"))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("hadoop-aws");
    }

    @Test
    void whatStandsForItselfHidesNothing() {
        assertThat(RemoteError.of(new SparkException("Job aborted: java.io.IOException: gone")))
                .isEmpty();
        assertThat(RemoteError.of(new IllegalStateException("java.io.IOException: gone")))
                .isEmpty();
        assertThat(RemoteError.className(new SparkException("Job aborted"))).isEqualTo(SparkException.class.getName());
    }

    private static LakehouseException told(String message) {
        return Failures.known("write", new SparkException(message)).orElseThrow();
    }
}
