package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class FramesTest {
    private static final Row ONE = RowFactory.create(1L, Double.NaN, "a");
    private static final Row NONE = RowFactory.create(2L, null, null);

    @Test
    void comparesRowsInAnyOrderAndAsOften() {
        var rows = Frames.of("id BIGINT NOT NULL, x DOUBLE, s STRING", ONE, NONE, NONE);

        Frames.assertSameRows(rows, Frames.of("id BIGINT, x DOUBLE, s STRING", NONE, ONE, NONE));

        assertThatThrownBy(() -> Frames.assertSameRows(
                        rows, Frames.of("id BIGINT, x DOUBLE, s STRING", NONE, ONE, RowFactory.create(3L, 0.5, "b"))))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("only actual: [2, null, null]")
                .hasMessageContaining("only expected: [3, 0.5, \"b\"]");
        assertThatThrownBy(() -> Frames.assertSameRows(rows, Frames.of("id INT, x DOUBLE, s STRING")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("actual:   id BIGINT, x DOUBLE, s STRING");
        assertThat(SharedSpark.root()).isDirectory();
    }
}
