package io.millrace.lakehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.BackendException;
import io.millrace.config.DataException;
import io.millrace.config.TableName;
import io.millrace.config.TableVersion;
import io.millrace.lakehouse.WriteResult.Outcome;
import io.millrace.testkit.Frames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What {@link Tables} does on every backend. A test extends it and says which lakehouse to try. */
abstract class TablesContract {
    private static final StructType SCHEMA = StructType.fromDDL("id BIGINT, day STRING, amount DOUBLE");

    abstract Lakehouse lakehouse();

    /** Returns names of tables, all different, as odd as the backend takes them. */
    abstract List<String> oddNames();

    private Tables tables() {
        return lakehouse().tables();
    }

    @Test
    void appendsOnceAndSaysSoOnARetry() {
        TableName table = created("appends");

        WriteResult first = tables().append(table, rows(row(1, "mon", 1.5), row(2, "tue", 2.5)), write(table, 1));
        WriteResult retry = tables().append(table, rows(row(9, "mon", 9.5)), write(table, 1));
        WriteResult second = tables().append(table, rows(row(3, "wed", 3.5)), write(table, 2));

        assertThat(first).isEqualTo(new WriteResult(new TableVersion(table, 1), 2, Outcome.WRITTEN));
        assertThat(retry).isEqualTo(new WriteResult(new TableVersion(table, 1), 2, Outcome.ALREADY_DONE));
        assertThat(second).isEqualTo(new WriteResult(new TableVersion(table, 2), 1, Outcome.WRITTEN));
        assertThat(tables().read(table).count()).isEqualTo(3);
        assertThat(tables().version(table)).isEqualTo(second.version());
        assertThat(tables().read(first.version()).count()).isEqualTo(2);
        assertThatThrownBy(() -> tables().append(table, rows(row(4, "thu", 4.5)), write(table, 1)))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("superseded by run run-2")
                .hasMessageContaining("number 2");
        assertThat(tables().read(table).count()).isEqualTo(3);
    }

    @Test
    void mergesByKey() throws Exception {
        TableName table = created("merges");
        tables().append(table, rows(row(1, "mon", 1.0), row(2, "tue", 2.0)), Write.of("load", 1, "r"));

        WriteResult merged =
                tables().merge(table, rows(row(2, "tue", 20.0), row(3, "wed", 3.0)), List.of("id"), write(table, 1));
        WriteResult retry = tables().merge(table, rows(row(2, "tue", 99.0)), List.of("id"), write(table, 1));

        assertThat(merged).isEqualTo(new WriteResult(new TableVersion(table, 2), 2, Outcome.WRITTEN));
        assertThat(retry.outcome()).isEqualTo(Outcome.ALREADY_DONE);
        Frames.assertSameRows(tables().read(table), rows(row(1, "mon", 1.0), row(2, "tue", 20.0), row(3, "wed", 3.0)));
        assertThat(isSet(lakehouse().spark(), "spark.databricks.delta.write.txnAppId"))
                .isFalse();
    }

    /** Whether a setting stays in the session, which tests that run beside set for a moment. */
    static boolean isSet(SparkSession session, String key) throws Exception {
        return SessionSettings.giving(session, Map.of(), () -> session.conf().contains(key));
    }

    @Test
    void refusesAMergeOfRowsThatAreNotUniqueByTheKey() {
        TableName table = created("merge_keys");

        assertThatThrownBy(() -> tables().merge(
                                table,
                                rows(row(1, "mon", 1.0), row(1, "tue", 2.0), RowFactory.create(null, "wed", 3.0)),
                                List.of("id"),
                                write(table, 1)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("key (id)")
                .hasMessageContaining("1 rows have a NULL")
                .hasMessageContaining("1 keys come more than once, for example id=1");
        assertThat(tables().version(table).version()).isZero();
    }

    @Test
    void replacesAllRowsOrASliceOrTheColumnsToo() {
        TableName table = lakehouse().table(Layer.RAW, "replaces");

        WriteResult created = tables().replace(table, rows(row(1, "mon", 1.0), row(2, "tue", 2.0)), write(table, 1));
        WriteResult retry = tables().replace(table, rows(row(7, "mon", 7.0)), write(table, 1));
        WriteResult slice = tables().replaceSlice(table, rows(row(5, "tue", 5.0)), "day = 'tue'", write(table, 2));
        Dataset<Row> afterSlice = tables().read(table);
        Frames.assertSameRows(afterSlice, rows(row(1, "mon", 1.0), row(5, "tue", 5.0)));
        WriteResult replaced = tables().replace(table, rows(row(8, "sun", 8.0)), write(table, 3));
        WriteResult reshaped = tables().replace(
                        table,
                        frame(StructType.fromDDL("id BIGINT, note STRING"), RowFactory.create(1L, "x")),
                        write(table, 4));

        assertThat(created).isEqualTo(new WriteResult(new TableVersion(table, 0), 2, Outcome.WRITTEN));
        assertThat(retry).isEqualTo(new WriteResult(new TableVersion(table, 0), 2, Outcome.ALREADY_DONE));
        assertThat(slice).isEqualTo(new WriteResult(new TableVersion(table, 1), 1, Outcome.WRITTEN));
        assertThat(replaced).isEqualTo(new WriteResult(new TableVersion(table, 2), 1, Outcome.WRITTEN));
        assertThat(reshaped).isEqualTo(new WriteResult(new TableVersion(table, 3), 1, Outcome.WRITTEN));
        assertThat(tables().read(table).columns()).containsExactly("id", "note");
        assertThatThrownBy(() -> tables().replaceSlice(
                                table,
                                frame(StructType.fromDDL("id BIGINT, note STRING"), RowFactory.create(2L, "y")),
                                "id = 1",
                                write(table, 5)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("replace a slice of " + table);
    }

    @Test
    void undoesAWriteAndStillKnowsIt() {
        TableName table = created("undone");
        tables().replace(table, rows(row(1, "mon", 1.0)), write(table, 1));
        Dataset<Row> other = frame(StructType.fromDDL("id BIGINT, note STRING"), RowFactory.create(9L, "x"));

        WriteResult refused = tables().replace(table, other, write(table, 2));
        tables().undo(refused);

        Frames.assertSameRows(tables().read(table), rows(row(1, "mon", 1.0)));
        Frames.assertSameRows(tables().read(refused.version()), other);
        WriteResult again = tables().replace(table, other, write(table, 2));
        assertThat(again).isEqualTo(new WriteResult(refused.version(), 1, Outcome.ALREADY_DONE));
        tables().undo(again);
        Frames.assertSameRows(tables().read(table), rows(row(1, "mon", 1.0)));
        tables().replace(table, rows(row(3, "wed", 3.0)), write(table, 3));
        Frames.assertSameRows(
                tables().read(table).select("id"), rows(row(3, "wed", 3.0)).select("id"));
    }

    @Test
    void undoesTheWriteThatMadeTheTable() {
        TableName table = lakehouse().table(Layer.RAW, "undone_first");

        tables().undo(tables().replace(table, rows(row(1, "mon", 1.0)), write(table, 1)));

        assertThat(tables().exists(table)).isFalse();
        WriteResult again = tables().replace(table, rows(row(1, "mon", 1.0)), write(table, 1));
        assertThat(again).isEqualTo(new WriteResult(new TableVersion(table, 0), 1, Outcome.WRITTEN));
    }

    @Test
    void tellsWhatATableHoldsByItsIdAndTheCommitThatLastChangedRows() {
        TableName table = created("states");
        TableState empty = tables().state(table);
        tables().append(table, rows(row(1, "mon", 1.0)), write(table, 1));
        TableState one = tables().state(table);

        sql("ALTER TABLE " + table + " SET TBLPROPERTIES ('a' = 'b')");
        sql("OPTIMIZE " + table);
        tables().append(table, rows(), write(table, 2));
        tables().merge(table, rows(), List.of("id"), write(table, 3));
        assertThat(tables().state(table)).isEqualTo(one);
        assertThat(one.version()).isEqualTo(new TableVersion(table, 1));
        assertThat(tables().isOwnContent(table)).isTrue();
        assertThat(TableState.parse(one.toString())).isEqualTo(one);

        sql("UPDATE " + table + " SET amount = 2");
        assertThat(tables().state(table).version().version()).isGreaterThan(1);
        assertThat(tables().isOwnContent(table)).isFalse();
        sql("RESTORE TABLE " + table + " TO VERSION AS OF 1");
        assertThat(tables().state(table)).isEqualTo(one);

        sql("DROP TABLE " + table);
        created("states");
        assertThat(tables().state(table).version()).isEqualTo(empty.version());
        assertThat(tables().state(table)).isNotEqualTo(empty);
        assertThatThrownBy(() -> tables().requireSame(one))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("was removed and made again since " + table + "@1");
    }

    @Test
    void exchangesRowsOfAKeyOnceInOneCommit() {
        TableName table = created("exchanges");
        tables().append(
                        table,
                        rows(
                                row(1, "mon", 1.0),
                                row(1, "mon", 1.5),
                                row(2, "tue", 2.0),
                                RowFactory.create(3L, null, 3.0)),
                        Write.of("load", 1, "r"));
        Dataset<Row> changes = frame(
                StructType.fromDDL("gone BOOLEAN, id BIGINT, day STRING, amount DOUBLE"),
                RowFactory.create(true, 1L, "mon", 0.0),
                RowFactory.create(false, 1L, "mon", 10.0),
                RowFactory.create(true, 3L, null, 0.0),
                RowFactory.create(false, 4L, "thu", 4.0),
                RowFactory.create(false, 4L, "thu", 4.0));

        WriteResult done = tables().exchange(table, changes, List.of("id", "day"), "gone", write(table, 1));
        WriteResult retry = tables().exchange(table, changes, List.of("id", "day"), "gone", write(table, 1));

        assertThat(done).isEqualTo(new WriteResult(new TableVersion(table, 2), 3, Outcome.WRITTEN));
        assertThat(retry).isEqualTo(new WriteResult(new TableVersion(table, 2), 3, Outcome.ALREADY_DONE));
        Frames.assertSameRows(
                tables().read(table),
                rows(row(1, "mon", 10.0), row(2, "tue", 2.0), row(4, "thu", 4.0), row(4, "thu", 4.0)));
    }

    @Test
    void namesEveryColumnThatDoesNotFit() {
        TableName table = created("shapes");

        assertThatThrownBy(() -> tables().append(
                                table,
                                frame(
                                        StructType.fromDDL("id STRING, day STRING, extra INT"),
                                        RowFactory.create("1", "mon", 1)),
                                write(table, 1)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("column id is STRING; the table has BIGINT")
                .hasMessageContaining("column amount DOUBLE is missing")
                .hasMessageContaining("column extra INT is not in the table");
        tables().append(
                        table,
                        frame(StructType.fromDDL("AMOUNT INT, Day STRING, id INT"), RowFactory.create(3, "mon", 1)),
                        write(table, 1));
        Frames.assertSameRows(tables().read(table), rows(row(1, "mon", 3.0)));
    }

    @Test
    void refusesWhatIsNotThere() {
        TableName nowhere = lakehouse().table(Layer.RAW, "nowhere");
        TableName table = created("versions");
        tables().append(table, rows(row(1, "mon", 1.0)), write(table, 1));
        tables().replace(table, rows(row(2, "mon", 2.0)), write(table, 2));

        assertThatThrownBy(() -> tables().read(new TableVersion(table, 7)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("there is no " + table + "@7");
        assertThatThrownBy(() -> tables().read(nowhere))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(nowhere.toString());
        assertThatThrownBy(() -> tables().append(nowhere, rows(), write(table, 3)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("there is no table " + nowhere);
    }

    @Test
    void keepsTablesOfOddNamesApart() {
        List<String> names = oddNames();
        for (int i = 0; i < names.size(); i++) {
            TableName table = lakehouse().table(Layer.RAW, names.get(i));
            tables().replace(table, rows(row(i, "mon", i)), write(table, 1));
        }

        for (int i = 0; i < names.size(); i++) {
            TableName table = lakehouse().table(Layer.RAW, names.get(i));
            Frames.assertSameRows(tables().read(table), rows(row(i, "mon", i)));
            assertThat(tables().version(table).version()).isZero();
        }
    }

    @Test
    void countsAnEmptyWriteAsAWrite() {
        TableName table = created("empties");

        WriteResult appended = tables().append(table, rows(), write(table, 1));
        WriteResult merged = tables().merge(table, rows(), List.of("id"), write(table, 2));

        assertThat(appended).isEqualTo(new WriteResult(new TableVersion(table, 1), 0, Outcome.WRITTEN));
        assertThat(merged).isEqualTo(new WriteResult(new TableVersion(table, 2), 0, Outcome.WRITTEN));
    }

    @Test
    @Tag("slow")
    void keepsTheWritesOfTwoThreadsApart() throws Exception {
        TableName one = created("thread_one");
        TableName other = created("thread_other");
        Callable<Void> merges = () -> {
            for (int i = 1; i <= 2; i++) {
                tables().merge(one, rows(row(i, "mon", i)), List.of("id"), write(one, i));
            }
            return null;
        };
        Callable<Void> appends = () -> {
            for (int i = 1; i <= 2; i++) {
                tables().append(other, rows(row(i, "mon", i)), write(other, i));
                tables().merge(other, rows(row(10 + i, "tue", i)), List.of("id"), Write.of("merge " + other, i, "run"));
            }
            return null;
        };

        var threads = Executors.newFixedThreadPool(2);
        for (var done : threads.invokeAll(List.of(merges, appends))) {
            done.get();
        }
        threads.shutdown();

        assertThat(tables().read(one).count()).isEqualTo(2);
        assertThat(tables().read(other).count()).isEqualTo(4);
        assertThat(tables().version(other).version()).isEqualTo(4);
    }

    private void sql(String statement) {
        lakehouse().spark().sql(statement);
    }

    private TableName created(String name) {
        TableName table = lakehouse().table(Layer.RAW, name);
        lakehouse().catalog().create(TableSpec.builder(table, SCHEMA).build());
        return table;
    }

    private static Write write(TableName table, long number) {
        return Write.of("tests/" + table.name(), number, "run-" + number);
    }

    private static Row row(long id, String day, double amount) {
        return RowFactory.create(id, day, amount);
    }

    private Dataset<Row> rows(Row... rows) {
        return frame(SCHEMA, rows);
    }

    private Dataset<Row> frame(StructType schema, Row... rows) {
        return lakehouse().spark().createDataFrame(new ArrayList<>(List.of(rows)), schema);
    }
}
