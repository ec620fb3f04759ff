package io.millrace.registry;

import io.millrace.config.DataException;
import io.millrace.config.Task;
import io.millrace.models.InputColumn;
import io.millrace.models.PortableModel;
import io.millrace.models.PredictionColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Scores rows of a table with a {@link PortableModel}: the same bits as scoring them one by one. */
public final class BatchScorer {
    /** What a score adds to a row. */
    static final StructType RESULT = result(Task.BINARY_CLASSIFICATION);

    private BatchScorer() {}

    private static StructType result(Task task) {
        StructType result = new StructType();
        for (PredictionColumn column : PredictionColumn.of(task)) {
            result = result.add(column.name(), DataType.fromDDL(column.type()), false);
        }
        return result;
    }

    /**
     * Returns every row of {@code features}, once, with {@link PortableModel#PREDICTION} and {@link PortableModel#PROBABILITY} after its columns.
     *
     * <p>Inputs are found by name; order and extra columns do not matter. A narrower type that widens without loss is
     * taken. SQL NULL is missing. One pass, no shuffle, starts no job; the model is read once for each partition.
     *
     * @throws DataException before any work if inputs are missing or have a type that would lose something, or the result
     *     columns exist; names all of them
     */
    public static Dataset<Row> score(Dataset<Row> features, PortableModel model) {
        StructType schema = features.schema();
        check(schema, model);
        int[] positions = model.inputs().stream()
                .mapToInt(input -> schema.fieldIndex(input.name()))
                .toArray();
        StructType scored = schema;
        for (StructField result : RESULT.fields()) {
            scored = scored.add(result);
        }
        return features.mapPartitions(new Scoring(model.toBytes(), positions), Encoders.row(scored));
    }

    private static void check(StructType schema, PortableModel model) {
        List<String> columns = Arrays.asList(schema.fieldNames());
        List<String> problems = new ArrayList<>();
        for (InputColumn input : model.inputs()) {
            if (!columns.contains(input.name())) {
                problems.add("column " + input.name() + " (" + input.type() + ") is missing");
                continue;
            }
            StructField field = schema.fields()[schema.fieldIndex(input.name())];
            String given = field.dataType().sql().toLowerCase(Locale.ROOT);
            if (!Widening.lossless(given, input.type())) {
                problems.add("column " + input.name() + " is " + given + ", the model takes " + input.type());
            }
        }
        for (String result : RESULT.fieldNames()) {
            if (columns.contains(result)) {
                problems.add("column " + result + " exists already");
            }
        }
        if (!problems.isEmpty()) {
            throw new DataException("Cannot score: " + String.join("; ", problems) + "; the columns are " + columns);
        }
    }

    /** What runs in a task; captures the model's bytes. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Scoring(byte[] model, int[] positions) implements MapPartitionsFunction<Row, Row> {
        @Override
        public Iterator<Row> call(Iterator<Row> rows) {
            if (!rows.hasNext()) {
                return rows;
            }
            PortableModel portable = PortableModel.fromBytes(model);
            return new ScoredRows(rows, portable, positions);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record ScoredRows(Iterator<Row> rows, PortableModel model, int[] positions) implements Iterator<Row> {
        @Override
        public boolean hasNext() {
            return rows.hasNext();
        }

        @Override
        public Row next() {
            Row row = rows.next();
            Object[] inputs = new Object[positions.length];
            for (int i = 0; i < inputs.length; i++) {
                inputs[i] = row.get(positions[i]);
            }
            double probability = model.score(inputs);
            int width = row.size();
            Object[] values = new Object[width + 2];
            for (int i = 0; i < width; i++) {
                values[i] = row.get(i);
            }
            values[width] = model.prediction(probability);
            values[width + 1] = probability;
            return RowFactory.create(values);
        }
    }
}
