package io.millrace.metrics.spark;

import static org.apache.spark.sql.functions.col;

import io.millrace.config.DataException;
import io.millrace.metrics.MetricState;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The one Spark aggregation of this package: each partition folds its rows into states by key, a small shuffle brings the
 * states of a key together, and the merged states come to the driver. Rows are never shuffled or multiplied.
 */
final class StateJob {
    private static final StructType STATE_ROWS = new StructType()
            .add("key", DataTypes.StringType, true)
            .add("state", DataTypes.BinaryType, true)
            .add("problem", DataTypes.StringType, true);

    private StateJob() {}

    /** Folds the rows of one partition. */
    interface Fold<S extends MetricState<S>> {
        void add(Row row);

        /** The states of the rows so far, by key. */
        Map<String, S> states();

        /** What is wrong with the rows, the least of such messages; it stops the job on the driver. */
        Optional<String> problem();
    }

    /** Makes the fold of a partition, on the executor. */
    interface FoldSource<S extends MetricState<S>> extends Serializable {
        Fold<S> open();
    }

    /** Reads a state from its bytes, on executors and on the driver. */
    interface StateReading<S extends MetricState<S>> extends Serializable {
        S read(byte[] bytes);
    }

    /**
     * Returns the states by key, sorted; no key without rows.
     *
     * @throws DataException if a fold met a problem
     */
    static <S extends MetricState<S>> SortedMap<String, S> run(
            Dataset<Row> rows, FoldSource<S> source, StateReading<S> reading) {
        MapPartitionsFunction<Row, Row> fold = partition -> fold(partition, source.open());
        MapPartitionsFunction<Row, Row> merge = partition -> merge(partition, reading);
        Dataset<Row> states = rows.mapPartitions(fold, Encoders.row(STATE_ROWS))
                .repartition(col("key"))
                .mapPartitions(merge, Encoders.row(STATE_ROWS));
        SortedMap<String, S> result = new TreeMap<>();
        List<String> problems = new ArrayList<>();
        for (Row row : states.collectAsList()) {
            if (row.isNullAt(0)) {
                problems.add(row.getString(2));
            } else {
                result.put(row.getString(0), reading.read(row.getAs(1)));
            }
        }
        problems.stream().sorted().findFirst().ifPresent(problem -> {
            throw new DataException(problem);
        });
        return result;
    }

    private static <S extends MetricState<S>> Iterator<Row> fold(Iterator<Row> partition, Fold<S> fold) {
        while (partition.hasNext()) {
            fold.add(partition.next());
        }
        List<Row> states = new ArrayList<>();
        fold.problem().ifPresent(problem -> states.add(RowFactory.create(null, null, problem)));
        if (states.isEmpty()) {
            fold.states().forEach((key, state) -> states.add(RowFactory.create(key, state.toBytes(), null)));
        }
        return states.iterator();
    }

    private static <S extends MetricState<S>> Iterator<Row> merge(Iterator<Row> partition, StateReading<S> reading) {
        Map<String, S> merged = new TreeMap<>();
        List<Row> result = new ArrayList<>();
        while (partition.hasNext()) {
            Row row = partition.next();
            if (row.isNullAt(0)) {
                result.add(row);
            } else {
                merged.merge(row.getString(0), reading.read(row.getAs(1)), (left, right) -> left.merge(right));
            }
        }
        merged.forEach((key, state) -> result.add(RowFactory.create(key, state.toBytes(), null)));
        return result.iterator();
    }
}
