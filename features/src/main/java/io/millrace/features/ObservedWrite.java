package io.millrace.features;

import io.millrace.lakehouse.WriteResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;

/**
 * A write whose rows are counted on their way.
 *
 * @param result what the write did
 * @param reports what the lookups found
 */
record ObservedWrite(WriteResult result, List<LookupReport> reports) {

    private static final long PATIENCE_SECONDS = 30;

    /**
     * Writes the rows without their diagnostic columns and returns what these say. If the table had the write already, no
     * rows passed, so they are joined once more to be counted.
     */
    static ObservedWrite of(PointInTimeJoin.Joined joined, Function<Dataset<Row>, WriteResult> writer) {
        LookupCounts counts = new LookupCounts(joined.lookups());
        List<Column> aggregates = counts.aggregates();
        Column first = aggregates.get(0);
        Column[] others = aggregates.subList(1, aggregates.size()).toArray(Column[]::new);
        Observation observation = new Observation();
        PointInTimeJoin.Joined observed =
                new PointInTimeJoin.Joined(joined.rows().observe(observation, first, others), joined.lookups());
        WriteResult result = during(() -> writer.apply(observed.withoutDiagnostics()));
        Map<String, Object> values = result.outcome() == WriteResult.Outcome.WRITTEN ? observed(observation) : Map.of();
        if (values.isEmpty()) {
            values = values(during(() -> joined.rows().agg(first, others).first()));
        }
        return new ObservedWrite(result, counts.reports(values));
    }

    /** Runs the work and lets errors that feature rows caused on executors come out as such. */
    private static <T> T during(Supplier<T> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            throw DataErrors.in(e).<RuntimeException>map(ours -> ours).orElse(e);
        }
    }

    /** The observed values; empty if the session does not deliver them. */
    private static Map<String, Object> observed(Observation observation) {
        CompletableFuture<Map<String, Object>> values = CompletableFuture.supplyAsync(() -> {
            try {
                return observation.getAsJava();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Map.of();
            }
        });
        try {
            return values.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Map.of();
        } catch (ExecutionException | TimeoutException e) {
            return Map.of();
        }
    }

    private static Map<String, Object> values(Row row) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (String name : row.schema().fieldNames()) {
            int index = row.fieldIndex(name);
            if (!row.isNullAt(index)) {
                values.put(name, row.get(index));
            }
        }
        return values;
    }
}
