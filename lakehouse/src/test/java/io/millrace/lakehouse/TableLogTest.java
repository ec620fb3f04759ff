package io.millrace.lakehouse;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.config.TableName;
import io.millrace.testkit.SharedSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** What the files of a log tell is what a session tells of the same table. */
class TableLogTest {
    private static final Environment ENVIRONMENT = Environment.local(SharedSpark.root());
    private static final StoredTables STORED = Backend.of(ENVIRONMENT).storedTables();

    private final TableLog log = new TableLog(SharedSpark.session(), STORED);

    @Test
    void filesTellWhatTheSessionTellsAfterEachKindOfCommit() {
        TableName table = ENVIRONMENT.table(Layer.RAW, "log_kinds");
        String name = table.sql();
        List<String> statements = List.of(
                "CREATE SCHEMA IF NOT EXISTS main.raw",
                "CREATE TABLE " + name + " (a BIGINT, b STRING) CLUSTER BY (a) COMMENT 'one \"two\"'"
                        + " TBLPROPERTIES ('x.y' = 'z', 'delta.enableChangeDataFeed' = 'true')",
                "INSERT INTO " + name + " VALUES (1, 'x'), (2, 'y')",
                "UPDATE " + name + " SET b = 'ü' WHERE a = 1",
                "MERGE INTO " + name + " t USING (SELECT 2L AS a, 'z' AS b) s ON t.a = s.a"
                        + " WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *",
                "ALTER TABLE " + name + " SET TBLPROPERTIES ('x.y' = 'new', 'empty' = '')",
                "ALTER TABLE " + name + " UNSET TBLPROPERTIES ('empty')",
                "ALTER TABLE " + name + " ADD COLUMNS (c INT COMMENT 'third')",
                "COMMENT ON TABLE " + name + " IS 'of another kind'",
                "ALTER TABLE " + name + " CLUSTER BY (b, a)",
                "OPTIMIZE " + name,
                "RESTORE TABLE " + name + " TO VERSION AS OF 1",
                "ALTER TABLE " + name + " CLUSTER BY NONE",
                "ALTER TABLE " + name + " SET TBLPROPERTIES ('delta.columnMapping.mode' = 'name')",
                "ALTER TABLE " + name + " RENAME COLUMN b TO `b c`",
                "ALTER TABLE " + name + " CLUSTER BY (`b c`)",
                "DELETE FROM " + name);
        int told = 0;
        for (String statement : statements) {
            SharedSpark.session().sql(statement);
            if (!statement.startsWith("CREATE SCHEMA")) {
                Optional<StoredRow> facts = STORED.facts(table);
                facts.ifPresent(found -> assertFactsAreTheSame(found, table, statement));
                told += facts.isPresent() ? 1 : 0;
            }
        }
        assertCommitsAreTheSame(table);
        // a restore leaves no note
        assertThat(told).isGreaterThanOrEqualTo(statements.size() - 3);
        assertThat(log.commits(table, 3))
                .hasSize(3)
                .first()
                .extracting(TableCommit::operation)
                .isEqualTo("DELETE");
        assertThat(log.facts(table).clusterBy()).containsExactly("b c");
    }

    private static void assertFactsAreTheSame(StoredRow facts, TableName table, String statement) {
        Row detail = one("DESCRIBE DETAIL " + table.sql());
        assertThat(facts.text("id")).as(statement).isEqualTo(detail.getAs("id"));
        assertThat(facts.text("description"))
                .as(statement)
                .isEqualTo(Objects.requireNonNullElse(detail.<String>getAs("description"), ""));
        assertThat(facts.texts("properties"))
                .as(statement)
                .isEqualTo(detail.getJavaMap(detail.fieldIndex("properties")));
        assertThat(facts.list("clusteringColumns"))
                .as(statement)
                .isEqualTo(detail.<String>getList(detail.fieldIndex("clusteringColumns")).stream()
                        .map(RowShape::unquoted)
                        .toList());
    }

    private static void assertCommitsAreTheSame(TableName table) {
        List<StoredRow> commits = STORED.commits(table, Integer.MAX_VALUE).orElseThrow();
        List<Row> history =
                SharedSpark.session().sql("DESCRIBE HISTORY " + table.sql()).collectAsList();
        assertThat(commits).hasSameSizeAs(history);
        for (int i = 0; i < commits.size(); i++) {
            StoredRow commit = commits.get(i);
            Row told = history.get(i);
            String about = told.toString();
            assertThat(commit.whole("version")).as(about).isEqualTo(told.<Long>getAs("version"));
            assertThat(commit.text("operation")).as(about).isEqualTo(told.getAs("operation"));
            assertThat(commit.texts("operationMetrics")).as(about).isEqualTo(texts(told, "operationMetrics"));
            for (String asked : List.of("mode", "version")) {
                assertThat(commit.texts("operationParameters").get(asked))
                        .as(about)
                        .isEqualTo(texts(told, "operationParameters").get(asked));
            }
        }
    }

    private static Map<String, String> texts(Row row, String column) {
        var texts = new HashMap<String, String>();
        row.<String, String>getJavaMap(row.fieldIndex(column)).forEach((key, value) -> {
            if (value != null) {
                texts.put(key, value);
            }
        });
        return texts;
    }

    private static Row one(String statement) {
        return SharedSpark.session().sql(statement).collectAsList().get(0);
    }

    @Test
    void aSessionTellsWhereTheFilesDoNot() throws Exception {
        TableName table = ENVIRONMENT.table(Layer.RAW, "log_notes");
        SharedSpark.session().sql("CREATE SCHEMA IF NOT EXISTS main.raw");
        SharedSpark.session()
                .sql("CREATE TABLE " + table.sql() + " (s STRUCT<x: INT>) CLUSTER BY (s.x) COMMENT 'nested'");

        assertThat(STORED.facts(table)).isEmpty();
        TableLog.Facts facts = log.facts(table);
        assertThat(facts.comment()).isEqualTo("nested");
        assertThat(facts.clusterBy()).containsExactly("s.x");

        SharedSpark.session().sql("ALTER TABLE " + table.sql() + " CLUSTER BY NONE");
        assertThat(STORED.facts(table)).isPresent();
        for (Path note : notes(table)) {
            Files.delete(note);
        }
        assertThat(STORED.facts(table)).isEmpty();
        assertThat(log.facts(table).id()).isEqualTo(facts.id());

        TableName absent = ENVIRONMENT.table(Layer.RAW, "log_absent");
        assertThat(STORED.commits(absent, 1)).isEmpty();
        assertThat(STORED.facts(absent)).isEmpty();
    }

    private static List<Path> notes(TableName table) throws Exception {
        Path folder = SharedSpark.root()
                .resolve("warehouse/main")
                .resolve(table.schema())
                .resolve(table.name());
        try (Stream<Path> files = Files.walk(folder)) {
            return new ArrayList<>(
                    files.filter(file -> file.toString().endsWith(".crc")).toList());
        }
    }
}
