package io.millrace.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.TableVersion;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class DatasetInputTest {
    @Test
    void tellsADeltaTableAsMlflowDoes() {
        StructType schema = StructType.fromDDL(
                "id BIGINT NOT NULL, price DECIMAL(10,2), at TIMESTAMP, tags ARRAY<STRING>, small SMALLINT");

        DatasetInput input = DatasetInput.delta(TableVersion.parse("main.training.delays@7"), schema, 1200, "training");

        assertThat(input)
                .isEqualTo(new DatasetInput(
                        "main.training.delays",
                        "v7",
                        "delta_table",
                        "{\"delta_table_name\":\"main.training.delays\",\"delta_table_version\":7}",
                        "{\"mlflow_colspec\":[{\"type\":\"long\",\"name\":\"id\",\"required\":true},"
                                + "{\"type\":\"double\",\"name\":\"price\",\"required\":false},"
                                + "{\"type\":\"datetime\",\"name\":\"at\",\"required\":false},"
                                + "{\"type\":\"any\",\"name\":\"tags\",\"required\":false},"
                                + "{\"type\":\"integer\",\"name\":\"small\",\"required\":false}]}",
                        "{\"approx_count\":1200}",
                        "training"));
    }

    @Test
    void needsANameAndADigest() {
        assertThatThrownBy(() -> new DatasetInput("d", " ", "t", "{}", "{}", "{}", "test"))
                .hasMessageContaining("'d' ' '");
    }
}
