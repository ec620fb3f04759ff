package io.millrace.lakehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.millrace.config.BackendException;
import io.millrace.config.DataException;
import io.millrace.config.InvalidConfigException;
import io.millrace.config.LakehouseException;
import io.millrace.config.TableName;
import io.millrace.testkit.Classic;
import io.millrace.testkit.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.SparkException;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FailuresTest {
    static Lakehouse lakehouse;

    @TempDir
    Path root;

    @BeforeAll
    static void open() {
        lakehouse = Lakehouse.over(SharedSpark.session(), Environment.local(SharedSpark.root()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            SELECT 1/0                                           | DATA   | Division by zero
            SELECT 1/0                                           | DATA   | in 1/0
            SELECT cast('x' AS INT)                              | DATA   | 'x' of the type "STRING" cannot be cast to "INT"
            SELECT 9223372036854775807 + id FROM range(1, 2)     | DATA   | long overflow
            SELECT array(1)[5]                                   | DATA   | index 5 is out of bounds
            SELECT to_date('x')                                  | DATA   | cannot be cast
            SELECT raise_error('boo')                            | DATA   | boo
            SELECT assert_true(id > 5) FROM range(3)             | DATA   | is not true
            SELECT map(1, 2, 1, 3)                               | DATA   | Duplicate map key 1
            SELECT (SELECT id FROM range(2))                     | DATA   | More than one row
            SELECT sequence(id, 10, -1) FROM range(1, 2)         | DATA   | Illegal sequence boundaries
            SELECT parse_json('{')                               | DATA   | Malformed
            SELECT regexp_extract('a', '(', 1)                   | DATA   | is invalid: '('
            SELECT date '2020-13-01'                             | CONFIG | '2020-13-01'
            SELECT nofn(1)                                       | CONFIG | Cannot resolve routine `nofn`
            SELECT id FROM range(1) GROUP BY 1 + id              | CONFIG | GROUP BY
            SELECT id FROM range(1) a, range(1) b                | CONFIG | ambiguous
            SELECT from_json('{', 'a')                           | CONFIG | Unsupported data type
            SELECT decode(NULL)                                  | CONFIG | requires 2 parameters
            SELECT * FROM main.raw.nosuch                        | CONFIG | `main`.`raw`.`nosuch` cannot be found
            SELECT * FROM parquet.`/no/such`                     | CONFIG | Path does not exist: file:/no/such
            SELECT * FROM delta.`/no/such`                       | CONFIG | Path does not exist: /no/such
            SELECT * FROM parquet.`s3a://bucket/x`               | CONFIG | hadoop-aws
            SELECT * FROM csv.`https://example.org/x.csv`        | CONFIG | copy the files to this machine
            SELECT * FROM csv.`nosuch://example.org/x.csv`       | CONFIG | No FileSystem for scheme
            CREATE TABLE main.raw.dup AS SELECT 1 a, 2 A         | CONFIG | The column `a` already exists
            CREATE TABLE main.raw.bad (a INT) USING parquet      | CONFIG | the catalog holds Delta tables only
            SET spark.sql.shuffle.partitions = x                 | CONFIG | spark.sql.shuffle.partitions
            """)
    void tellsWhoMustActOnAStatement(String statement, Kind kind, String message) {
        Throwable thrown =
                catchThrowable(() -> lakehouse.tables().query(statement).collectAsList());

        LakehouseException told = Failures.known(thrown).orElseThrow();

        assertThat(Kind.of(told)).as(told.getMessage()).isEqualTo(kind);
        assertThat(told.getMessage())
                .contains(message)
                .doesNotContain("\n")
                .doesNotContain("SQLSTATE")
                .doesNotContain(".,")
                .doesNotStartWith("[");
    }

    @Classic("the client hands on neither the place of an error in SQL nor what Delta says of one")
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            SELCT 1                                              | CONFIG | Syntax error at or near 'SELCT', at line 1, column 1
            SELECT 1 +                                           | CONFIG | at line 1, column 11
            SELECT a b c FROM                                    | CONFIG | near 'c', at line 1, column 12
            SELECT nocol FROM range(1)                           | CONFIG | Did you mean one of the following? [`id`], at line 1, column 8
            CREATE TABLE main.raw.bad (`a b` INT) USING delta    | CONFIG | column names
            """)
    void tellsWhereInAStatement(String statement, Kind kind, String message) {
        tellsWhoMustActOnAStatement(statement, kind, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            csv     | a INT, b INT | a.csv      | mend or remove the file
            json    | a INT        | a.csv      | mend or remove the file
            parquet | a INT        | a.csv      | is not a Parquet file
            orc     | a INT        | a.csv      | Malformed ORC file
            """)
    void tellsOfAFileThatCannotBeRead(String format, String schema, String file, String message) throws IOException {
        Files.writeString(root.resolve("a.csv"), "a,b\n1,2\nx,y\n");

        Throwable thrown = catchThrowable(() -> SharedSpark.session()
                .read()
                .format(format)
                .schema(schema)
                .option("mode", "FAILFAST")
                .load(root.toString())
                .collectAsList());

        LakehouseException told = Failures.known("read", thrown).orElseThrow();
        assertThat(told).isInstanceOf(DataException.class);
        assertThat(told.getMessage())
                .startsWith("read: ")
                .contains(file, message)
                .doesNotContain("\n");
    }

    @Test
    void tellsOfADataFileThatIsGone() throws IOException {
        TableName table = TableName.parse("main.raw.files_gone");
        Path folder = made(table);
        for (Path file : files(folder, ".parquet")) {
            Files.delete(file);
        }

        Throwable thrown = catchThrowable(() -> lakehouse.tables().read(table).collectAsList());

        LakehouseException told = Failures.known("read " + table, thrown).orElseThrow();
        assertThat(told).isInstanceOf(DataException.class);
        assertThat(told.getMessage())
                .contains("read main.raw.files_gone", ".parquet", "a data file of a table is gone")
                .doesNotContain("\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void tellsOfACommitThatIsGoneWhereverTheTableIsOpened(int commit) throws IOException {
        TableName table = TableName.parse("main.raw.commit_gone_" + commit);
        Path folder = made(table);
        Write write = Write.of("load", 2, "r");
        lakehouse.tables().append(table, SharedSpark.session().range(3).toDF(), write);
        lakehouse.tables().append(table, SharedSpark.session().range(3).toDF(), Write.of("load", 3, "r"));
        Files.delete(folder.resolve("_delta_log/0000000000000000000" + commit + ".json"));
        SparkSession fresh = SharedSpark.newSession();
        Tables tables = Lakehouse.over(fresh, lakehouse.environment()).tables();

        for (Throwable thrown : List.of(
                catchThrowable(() -> tables.exists(table)),
                catchThrowable(() -> tables.version(table)),
                catchThrowable(() -> tables.read(table)))) {
            assertThat(thrown)
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining(table.toString())
                    .hasMessageContaining("lacks a commit file")
                    .hasMessageContaining("from a copy")
                    .hasMessageNotContaining("MiB free");
        }
    }

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
        assertThat(Failures.known("merge", new IllegalStateException(known))).containsSame(known);
        assertThat(failures().translated("merge", new Exception("checked"))).isInstanceOf(IllegalStateException.class);
        assertThat(Failures.isConflict(overflow)).isFalse();
    }

    private static Path made(TableName table) throws IOException {
        var rows = SharedSpark.session().range(3).toDF();
        lakehouse.governed(TableSpec.builder(table, rows.schema()).build()).append(rows, Write.of("load", 1, "r"));
        return SharedSpark.root().resolve("warehouse/main/raw/" + table.name());
    }

    private static List<Path> files(Path folder, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(suffix)).toList();
        }
    }

    private Failures failures() {
        return new Failures(Backend.of(Environment.local(root)));
    }

    private enum Kind {
        CONFIG,
        DATA,
        SERVICE;

        static Kind of(LakehouseException told) {
            return told instanceof InvalidConfigException ? CONFIG : told instanceof DataException ? DATA : SERVICE;
        }
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
