package io.millrace.lakehouse;

import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import io.millrace.config.DataException;
import io.millrace.config.SqlName;
import io.millrace.config.TableName;
import io.millrace.config.TableVersion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.spark.sql.DataFrameWriterV2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only door to data: reads tables at exact versions, and writes each write once.
 *
 * <p>Every write takes a {@link Write}. Repeating one changes nothing and answers {@link WriteResult.Outcome#ALREADY_DONE};
 * a number lower than the table's last of the same application is refused, so that an old driver that wakes up late
 * cannot undo newer work. A write is one Delta commit: it is there whole, or the table is as it was. The commit's user
 * metadata names run, application and number. Rows are matched to columns by name and cast where no value can be lost.
 *
 * <p>Safe from many threads. {@link #merge} and the making of a table set session settings while they run, so these of one
 * session take turns, and nothing else should write Delta tables by SQL on the same session meanwhile; the other writes run
 * side by side.
 */
public final class Tables {
    private static final Logger LOG = LoggerFactory.getLogger(Tables.class);

    private final SparkSession spark;
    private final TableLog log;
    private final TableHistory history;
    private final Failures failures;
    private final Commits commits;

    Tables(SparkSession spark, Backend backend) {
        this.spark = spark;
        this.log = new TableLog(spark, backend.storedTables());
        this.history = new TableHistory(log);
        this.failures = new Failures(backend);
        this.commits = new Commits(history, failures);
    }

    /**
     * Returns whether there is such a table. Lists no rows and starts no job.
     *
     * @throws DataException if there is one that cannot be opened, since a file of its log is gone
     */
    public boolean exists(TableName table) {
        return look(table, () -> spark.catalog().tableExists(table.sql()));
    }

    /**
     * Returns the rows of the table as it is when they are read.
     *
     * @throws DataException if there is no such table
     */
    public Dataset<Row> read(TableName table) {
        try {
            return Columns.analyzed(spark.table(table.sql()));
        } catch (Exception e) { // Spark throws checked exceptions that it does not declare
            throw failures.translated("read " + table, e);
        }
    }

    /**
     * Returns the rows of the table at the version.
     *
     * @throws DataException if there is no such table or version, or its files were removed by VACUUM
     */
    public Dataset<Row> read(TableVersion version) {
        requireExists(version.table());
        try {
            Dataset<Row> rows =
                    spark.sql("SELECT * FROM " + version.table().sql() + " VERSION AS OF " + version.version());
            if (history.latest(version.table()).version() > version.version()) {
                DataFiles.requirePresent(version, rows);
            }
            return rows;
        } catch (Exception e) { // Spark throws checked exceptions that it does not declare
            throw DataFiles.missingVersion(version, e).orElseGet(() -> failures.translated("read " + version, e));
        }
    }

    /**
     * Returns the result of a SQL statement. A statement that changes something does so at once.
     *
     * @throws io.millrace.config.InvalidConfigException if the statement cannot be understood, names what is not there, or asks for what this
     *     session cannot do; gives the line and the column where Spark knows them
     * @throws DataException if a value stops the statement
     */
    public Dataset<Row> query(String statement) {
        try {
            return spark.sql(statement);
        } catch (Exception e) { // Spark throws checked exceptions that it does not declare
            throw failures.ofStatement(e);
        }
    }

    /**
     * Returns the newest version. Reads one commit.
     *
     * @throws DataException if there is no such table
     */
    public TableVersion version(TableName table) {
        requireExists(table);
        return look(table, () -> new TableVersion(table, history.latest(table).version()));
    }

    /**
     * Returns what the table holds now. Reads one commit or a few, and the table's facts.
     *
     * @throws DataException if there is no such table
     */
    public TableState state(TableName table) {
        String id = id(table);
        return look(
                table,
                () -> new TableState(
                        new TableVersion(table, history.content(table).version()), id));
    }

    /**
     * Returns what this library's last write up to a version noted of the rows ({@link Write#notes}), whatever others have changed
     * since; empty if it noted nothing, or no such write stands in the table's history any more. Reads one commit or a few.
     *
     * @throws DataException if there is no such table
     */
    public Map<String, String> notes(TableVersion version) {
        requireExists(version.table());
        return look(version.table(), () -> history.marked(version.table(), version.version())
                .flatMap(TableCommit::mark)
                .map(WriteMark::notes)
                .orElse(Map.of()));
    }

    /** Returns the id that Delta gave the table when it was made: another one, if it was removed and made again. */
    public String id(TableName table) {
        requireExists(table);
        return facts(table).id();
    }

    /**
     * Passes if the table of that name is still the one that had this state, so that its versions are those from then.
     *
     * @throws DataException if it is gone, or was removed and made again
     */
    public void requireSame(TableState state) {
        String id = id(state.table());
        if (!id.equals(state.id())) {
            throw new DataException("the table " + state.table() + " was removed and made again since "
                    + state.version()
                    + " was written, so that its versions hold other rows (its id was " + state.id() + " and is " + id
                    + " now); make what relies on it again");
        }
    }

    /** Returns whether a write of this library made the rows that the table holds now. */
    boolean isOwnContent(TableName table) {
        return history.content(table).mark().isPresent();
    }

    /** Returns the project whose table it is; empty if the table says nothing of one. */
    Optional<String> project(TableName table) {
        return TableFacts.project(facts(table).properties());
    }

    /** Returns what the table is now, which must be there. */
    TableLog.Facts facts(TableName table) {
        return look(table, () -> log.facts(table));
    }

    private <T> T look(TableName table, Callable<T> looked) {
        try {
            return looked.call();
        } catch (Exception e) { // Spark throws checked exceptions that it does not declare
            throw failures.translated("look at " + table, e);
        }
    }

    /**
     * Adds the rows. Never conflicts with other appends.
     *
     * @throws DataException if there is no such table, a column is missing, unknown or of another type (names the column
     *     and both types), or a value is NULL in a NOT NULL column
     * @throws io.millrace.config.BackendException if a later write of the application is there already, or a service or disk fails
     */
    public WriteResult append(TableName table, Dataset<Row> rows, Write write) {
        Dataset<Row> fitted = RowShape.fit(table, columns(table), rows);
        return commits.commit("append to " + table, table, write, mark -> writer(fitted, table, mark)
                .append());
    }

    /**
     * Updates the rows whose key is in the table and adds the others. Evaluates {@code rows} twice: once to check the keys,
     * once to merge; merges of one session take turns.
     *
     * @param keys the columns that tell rows apart; at least one
     * @throws DataException as {@link #append}, and if a key of {@code rows} has a NULL or comes twice
     * @throws io.millrace.config.BackendException as {@link #append}
     */
    public WriteResult merge(TableName table, Dataset<Row> rows, List<String> keys, Write write) {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("a merge into " + table + " needs key columns");
        }
        StructType columns = columns(table);
        for (String key : keys) {
            if (!List.of(columns.fieldNames()).contains(key)) {
                throw new DataException("the table " + table + " has no key column " + key + "; it has "
                        + String.join(", ", columns.fieldNames()));
            }
        }
        Dataset<Row> fitted = RowShape.fit(table, columns, rows);
        try {
            KeyCheck.require(table, fitted, keys);
        } catch (Exception e) { // Spark throws checked exceptions that it does not declare
            throw failures.translated("check the keys for " + table, e);
        }
        return commits.commit(
                "merge into " + table,
                table,
                write,
                mark -> SessionSettings.during(spark, mark.settings(), () -> mergeInto(table, fitted, keys)));
    }

    /**
     * Removes rows of the table and adds others, in one commit; exchanges of one session take turns with its merges.
     *
     * @param rows the table's columns and {@code removing}: a row where it is true takes away every row of the table that is
     *     equal in {@code keys}, NULL being equal to NULL; the others are added. At most one row of a key is true.
     * @param keys the columns by which rows go; at least one
     * @param removing a BOOLEAN column of {@code rows} that the table does not have
     * @throws DataException as {@link #append}
     * @throws io.millrace.config.BackendException as {@link #append}
     */
    public WriteResult exchange(TableName table, Dataset<Row> rows, List<String> keys, String removing, Write write) {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("an exchange in " + table + " needs key columns");
        }
        StructType columns = columns(table).asNullable().add(removing, DataTypes.BooleanType);
        Dataset<Row> fitted = RowShape.fit(table, columns, rows);
        String marked = "source." + SqlName.quoted(removing);
        String condition = marked + " AND " + matching(table, keys, "<=>");
        return commits.commit(
                "exchange rows of " + table,
                table,
                write,
                mark -> SessionSettings.during(spark, mark.settings(), () -> fitted.as("source")
                        .mergeInto(table.sql(), expr(condition))
                        .whenMatched()
                        .delete()
                        .whenNotMatched(expr("NOT " + marked))
                        .insertAll()
                        .merge()));
    }

    /**
     * Replaces all rows, and creates the table if there is none. The table keeps its facts; if {@code rows} has other
     * columns or types than the table, also narrower ones, the table takes those of {@code rows}, all nullable. Where names of
     * columns have characters that Parquet does not take, Delta's change feed is off for a commit that changes columns.
     *
     * @throws DataException if a value is NULL in a NOT NULL column that stays
     * @throws io.millrace.config.BackendException as {@link #append}
     */
    public WriteResult replace(TableName table, Dataset<Row> rows, Write write) {
        String action = "replace " + table;
        if (!exists(table)) {
            TableSpec spec =
                    TableSpec.builder(table, rows.schema().asNullable()).build();
            Optional<WriteResult> created = create(spec, rows, write);
            if (created.isPresent()) {
                return created.get();
            }
        }
        StructType columns = columns(table);
        if (RowShape.same(columns, rows.schema())) {
            Dataset<Row> fitted = RowShape.fit(table, columns, rows);
            return commits.commit(
                    action, table, write, mark -> writer(fitted, table, mark).overwrite(lit(true)));
        }
        return commits.commit(action, table, write, mark -> {
            Map<String, String> before = facts(table).properties();
            boolean mapping = ColumnNames.needMapping(rows.schema()) || ColumnNames.isMapped(before);
            if (mapping) { // Delta's change feed cannot tell of other columns under mapped names
                spark.sql(DeltaSql.setProperties(table, ColumnNames.MAPPING));
                setChangeFeed(table, Map.of());
            }
            try {
                writer(rows, table, mark).option("overwriteSchema", "true").overwrite(lit(true));
            } finally {
                if (mapping) {
                    setChangeFeed(table, before);
                }
            }
        });
    }

    /**
     * Replaces the rows that match the predicate by {@code rows}, in one commit.
     *
     * @param predicate a SQL condition on the table's columns, such as {@code day >= '2024-01-01' AND day < '2024-02-01'}
     * @throws DataException as {@link #append}, and if a row does not match the predicate
     * @throws io.millrace.config.BackendException as {@link #append}
     */
    public WriteResult replaceSlice(TableName table, Dataset<Row> rows, String predicate, Write write) {
        Dataset<Row> fitted = RowShape.fit(table, columns(table), rows);
        return commits.commit("replace a slice of " + table, table, write, mark -> writer(fitted, table, mark)
                .option("replaceWhere", predicate)
                .overwrite(lit(true)));
    }

    /**
     * Takes a write back: the table has the rows, columns and facts again that it had before it. A repeat of the write is
     * still known as done, and its rows can be read at its version. A table that the write made is dropped, and all of
     * this with it.
     *
     * @param write the newest write to the table; the caller sees to it that no other follows meanwhile
     * @throws DataException if the earlier files were removed by VACUUM
     */
    public void undo(WriteResult write) {
        TableVersion version = write.version();
        String table = version.table().sql();
        try {
            spark.sql(
                    version.version() == 0
                            ? "DROP TABLE " + table
                            : "RESTORE TABLE " + table + " TO VERSION AS OF " + (version.version() - 1));
        } catch (Exception e) { // Spark throws checked exceptions that it does not declare
            throw failures.translated("undo " + version, e);
        }
    }

    /**
     * Brings the rows of a table's many small files together in few. Readers see the same rows; the old files stay for those who read
     * earlier versions. One job.
     *
     * @throws DataException if the table is not there or cannot be read
     */
    void compact(TableName table) {
        try {
            spark.sql("OPTIMIZE " + table.sql());
        } catch (Exception e) { // Spark throws checked exceptions that it does not declare
            throw failures.translated("compact " + table, e);
        }
    }

    /**
     * Creates the table with its facts and its first rows, in one commit; key columns may hold NULLs. Empty if another
     * writer has made the table meanwhile.
     */
    Optional<WriteResult> create(TableSpec spec, Dataset<Row> rows, Write write) {
        TableName table = spec.name();
        Dataset<Row> fitted = RowShape.made(table, spec.schema(), rows);
        try {
            return Optional.of(commits.commit("create " + table, table, write, mark -> create(spec, fitted, mark)));
        } catch (RuntimeException e) {
            if (exists(table)) {
                LOG.info("create {}: it is there now ({})", table, Failures.firstLine(e.getMessage()));
                return Optional.empty();
            }
            throw e;
        }
    }

    /** By SQL, since Delta takes clustering columns from no writer. */
    private void create(TableSpec spec, Dataset<Row> rows, WriteMark mark) throws Exception {
        String view = "millrace_" + UUID.randomUUID().toString().replace('-', '_');
        spark.sql(DeltaSql.createSchema(spec.name()));
        rows.createOrReplaceTempView(view);
        try {
            SessionSettings.during(spark, mark.settings(), () -> spark.sql(DeltaSql.createTableAs(spec, view)));
            if (ColumnNames.needMapping(spec.schema())) {
                setChangeFeed(spec.name(), TableFacts.properties(spec));
            }
        } finally {
            spark.catalog().dropTempView(view);
        }
    }

    /** Turns the change feed on if these properties do, else off. */
    private void setChangeFeed(TableName table, Map<String, String> properties) {
        String feed = properties.getOrDefault(TableFacts.CHANGE_FEED, "false");
        spark.sql(DeltaSql.setProperties(table, Map.of(TableFacts.CHANGE_FEED, feed)));
    }

    private void mergeInto(TableName table, Dataset<Row> rows, List<String> keys) {
        rows.as("source")
                .mergeInto(table.sql(), expr(matching(table, keys, "=")))
                .whenMatched()
                .updateAll()
                .whenNotMatched()
                .insertAll()
                .merge();
    }

    /** The condition that a row of the table and one of the source are equal in the keys, by this operator. */
    private static String matching(TableName table, List<String> keys, String equal) {
        return keys.stream()
                .map(SqlName::quoted)
                .map(key -> table.sql() + "." + key + " " + equal + " source." + key)
                .collect(Collectors.joining(" AND "));
    }

    private static DataFrameWriterV2<Row> writer(Dataset<Row> rows, TableName table, WriteMark mark) {
        return rows.writeTo(table.sql()).options(mark.options());
    }

    private StructType columns(TableName table) {
        requireExists(table);
        return read(table).schema();
    }

    private void requireExists(TableName table) {
        if (!exists(table)) {
            throw new DataException("there is no table " + table);
        }
    }
}
