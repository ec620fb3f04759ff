package io.millrace.lakehouse;

import io.millrace.config.TableName;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * States of computations between runs, as bytes in a Delta table: what folds rows and merges need not fold them twice.
 *
 * <p>One row for each owner and key; the table is made by the first write. The bytes are those of the state, which knows its format.
 */
public final class StateStore {
    private static final String OWNER = "owner";
    private static final String KEY = "state_key";
    private static final String STATE = "state";
    private static final StructType SCHEMA = new StructType()
            .add(OWNER, DataTypes.StringType, false)
            .add(KEY, DataTypes.StringType, false)
            .add(STATE, DataTypes.BinaryType)
            .add("run_id", DataTypes.StringType);

    private final Lakehouse lakehouse;
    private final TableName table;

    private StateStore(Lakehouse lakehouse, TableName table) {
        this.lakehouse = lakehouse;
        this.table = table;
    }

    /** Returns the store in a table. Touches nothing. */
    public static StateStore in(Lakehouse lakehouse, TableName table) {
        return new StateStore(lakehouse, table);
    }

    /**
     * Puts states in the places of those that stand under their keys; others stay. One commit; repeated with an equal write, none.
     *
     * @param owner whose states they are
     * @throws io.millrace.config.BackendException as {@link Tables#merge}
     */
    public WriteResult put(String owner, Map<String, byte[]> states, Write write) {
        List<Row> rows = states.entrySet().stream()
                .map(entry -> RowFactory.create(owner, entry.getKey(), entry.getValue(), write.runId()))
                .toList();
        TableSpec spec = TableSpec.builder(table, SCHEMA)
                .primaryKeys(List.of(OWNER, KEY))
                .comment("States of computations, by owner and key")
                .build();
        return lakehouse
                .governed(spec)
                .merge(lakehouse.spark().createDataFrame(rows, SCHEMA), List.of(OWNER, KEY), write);
    }

    /** Returns the states of an owner by their keys; none if there is no table. One small Spark job; collects them. */
    public Map<String, byte[]> states(String owner) {
        Map<String, byte[]> states = new TreeMap<>();
        if (lakehouse.tables().exists(table)) {
            Dataset<Row> rows = lakehouse.tables().read(table);
            rows.where(Columns.named(OWNER).equalTo(owner))
                    .select(KEY, STATE)
                    .collectAsList()
                    .forEach(row -> states.put(row.getString(0), row.getAs(1)));
        }
        return states;
    }
}
