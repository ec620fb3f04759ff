package io.millrace.lakehouse;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.Frames;
import io.millrace.testkit.SharedSpark;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class OpsTableTest {
    private static final Environment ENVIRONMENT = Environment.local(SharedSpark.root());

    private static final StructType SCHEMA = StructType.fromDDL("project STRING, name STRING, small INT, large BIGINT,"
            + " share DOUBLE, at TIMESTAMP, texts MAP<STRING, STRING>, list ARRAY<STRING>,"
            + " parts ARRAY<STRUCT<kind: STRING, look: STRING>>");

    private static final List<Row> ROWS = List.of(
            RowFactory.create(
                    "one",
                    "full",
                    7,
                    1L << 60,
                    0.1,
                    Timestamp.from(Instant.parse("2026-11-20T10:00:00.123456Z")),
                    Map.of("a", "1", "b", ""),
                    List.of("x", "y"),
                    List.of(RowFactory.create("table", null), RowFactory.create("page", "open it"))),
            RowFactory.create("one", "nulls", null, null, null, null, null, null, null),
            RowFactory.create("other", "unwanted", 1, 1L, 1.0, null, null, null, null));

    @Test
    void aSessionReadsTheRowsThatAreReadWithoutOne() {
        try (Lakehouse lakehouse = Lakehouse.over(SharedSpark.session(), ENVIRONMENT)) {
            OpsTable table = new OpsTable(
                    lakehouse,
                    "ops_table_test",
                    name -> TableSpec.builder(name, SCHEMA).build(),
                    "Nothing follows");
            Map<String, String> wanted = Map.of("project", "one");
            assertThat(table.rows(wanted)).isEmpty();
            table.append(Frames.of(SCHEMA, ROWS), Write.of("ops-table-test", 1, "run"));

            Optional<List<StoredRow>> stored =
                    OpsTable.stored(ENVIRONMENT, "ops_table_test", wanted).map(OpsTableTest::sorted);
            List<StoredRow> bySession = sorted(table.bySession(table.current(), wanted));

            assertThat(bySession).hasSize(2);
            assertThat(bySession.get(0).instant("at")).isEqualTo("2026-11-20T10:00:00.123456Z");
            assertThat(bySession.get(0).structures("parts").get(1).text("look")).isEqualTo("open it");
            assertThat(sorted(table.rows(wanted))).usingRecursiveComparison().isEqualTo(bySession);
            assertThat(stored.isPresent()).as("Delta's kernel is there").isEqualTo(hasKernel());
            stored.ifPresent(rows -> assertThat(rows).usingRecursiveComparison().isEqualTo(bySession));
        }
    }

    @Test
    void manyAppendsComeTogetherInFewFiles() {
        try (Lakehouse lakehouse = Lakehouse.over(SharedSpark.session(), ENVIRONMENT)) {
            OpsTable table = new OpsTable(
                    lakehouse,
                    "ops_table_together",
                    name -> TableSpec.builder(name, SCHEMA).build(),
                    "Nothing follows",
                    4);
            List<Integer> files = new ArrayList<>();
            for (int number = 1; number <= 6; number++) {
                Row row = RowFactory.create("one", "row " + number, number, 1L, 0.5, null, null, null, null);
                table.append(
                        lakehouse.spark().createDataFrame(List.of(row), SCHEMA),
                        Write.of("ops-table-together", number, "run"));
                files.add(lakehouse.tables().read(table.current()).inputFiles().length);
            }

            assertThat(files).containsExactly(1, 2, 3, 1, 2, 3);
            assertThat(sorted(table.rows(Map.of("project", "one"))))
                    .extracting(row -> row.whole("small"))
                    .containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
            assertThat(table.rows(Map.of("project", "other"))).isEmpty();
        }
    }

    /** Spark 4.0 brings an older Parquet than Delta's kernel needs. */
    private static boolean hasKernel() {
        return !SharedSpark.session().version().startsWith("4.0.");
    }

    private static List<StoredRow> sorted(List<StoredRow> rows) {
        return rows.stream()
                .sorted(Comparator.comparing(row -> row.text("name")))
                .toList();
    }
}
