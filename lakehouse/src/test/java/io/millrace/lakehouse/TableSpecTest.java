package io.millrace.lakehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.TableName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class TableSpecTest {
    private static final TableName NAME = TableName.parse("main.features.x");
    private static final StructType COLUMNS =
            StructType.fromDDL("a BIGINT, b STRING, ok BOOLEAN, raw BINARY, c DATE, d INT, e INT");

    @Test
    void hasThePlainestDefaults() {
        TableSpec spec = TableSpec.builder(NAME, COLUMNS).build();

        assertThat(spec)
                .isEqualTo(new TableSpec(
                        NAME,
                        COLUMNS,
                        List.of(),
                        Optional.empty(),
                        List.of(),
                        "",
                        "",
                        Map.of(),
                        Map.of(),
                        Optional.empty()));
    }

    @Test
    void clustersByTheKeysThatCanBe() {
        TableSpec spec = TableSpec.builder(NAME, COLUMNS)
                .primaryKeys(List.of("ok", "raw", "e", "d", "c", "b", "a"))
                .build();

        assertThat(spec.clusterBy()).containsExactly("e", "d", "c", "b");
        assertThat(spec.schema().fields()).noneMatch(field -> field.nullable());
    }

    @Test
    void refusesPartsThatDoNotFit() {
        assertThatThrownBy(() -> TableSpec.builder(NAME, COLUMNS)
                        .primaryKeys(List.of("a", "nope"))
                        .build())
                .hasMessageContaining("main.features.x has no column nope, named among its primary keys");
        assertThatThrownBy(() ->
                        TableSpec.builder(NAME, COLUMNS).timeSeries("when").build())
                .hasMessageContaining("no column when");
        assertThatThrownBy(() -> TableSpec.builder(NAME, COLUMNS)
                        .primaryKeys(List.of("a", "a"))
                        .build())
                .hasMessageContaining("names one twice");
        assertThatThrownBy(() -> TableSpec.builder(NAME, COLUMNS)
                        .clusterBy(List.of("a", "b", "c", "d", "e"))
                        .build())
                .hasMessageContaining("at most 4");
        assertThatThrownBy(() -> TableSpec.builder(NAME, COLUMNS)
                        .properties(Map.of("millrace.owner", "me"))
                        .build())
                .hasMessageContaining("millrace. is the library's own prefix");
    }
}
