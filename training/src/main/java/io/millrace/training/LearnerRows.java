package io.millrace.training;

import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.millrace.lakehouse.Columns;
import io.millrace.metrics.spark.BinaryLabels;
import io.millrace.models.FittedPreparation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * The learner's rows: part, label and dense vector, in an order that hangs on nothing but their content.
 *
 * <p>Partition and place within it come from a hash of the row itself, so the same rows stand in the same order however
 * they were partitioned before. Rows that are equal in part, label and vector change places without effect.
 */
final class LearnerRows {
    /** Part (0 train, 1 validate), label, and the vector as little-endian bytes. */
    static final StructType SCHEMA = new StructType()
            .add("part", DataTypes.IntegerType, false)
            .add("label", DataTypes.DoubleType, false)
            .add("vector", DataTypes.BinaryType, false);

    static final int TRAIN = 0;
    static final int VALIDATE = 1;

    /** How wide the numbers of the vectors are. */
    enum Precision {
        FLOAT,
        DOUBLE
    }

    private LearnerRows() {}

    /** Returns the input's rows of {@code parts}, in {@code partitions} partitions, ordered. Shuffles once; no Spark job. */
    static Dataset<Row> of(FitInput input, List<Part> parts, Precision precision, int partitions) {
        FittedPreparation preparation = input.preparation();
        List<Column> columns = new ArrayList<>();
        columns.add(when(Columns.named(Split.COLUMN).equalTo(Part.TRAIN.value()), TRAIN)
                .otherwise(VALIDATE)
                .alias("part"));
        columns.add(BinaryLabels.read(input.rows().schema(), input.label())
                .cast("double")
                .alias("label"));
        preparation.columns().forEach(column -> columns.add(Columns.named(column)));
        Dataset<Row> encoded = input.rows()
                .where(Columns.named(Split.COLUMN)
                        .isInCollection(parts.stream().map(Part::value).toList()))
                .select(columns.toArray(Column[]::new))
                .mapPartitions(new Encode(preparation, precision), Encoders.row(SCHEMA));
        Column hash = xxhash64(encoded.col("part"), encoded.col("label"), encoded.col("vector"));
        Dataset<Row> placed = partitions == 1 ? encoded.repartition(1) : encoded.repartition(partitions, hash);
        return placed.sortWithinPartitions(encoded.col("part"), hash, encoded.col("label"), encoded.col("vector"));
    }

    static ByteBuffer buffer(byte[] vector) {
        return ByteBuffer.wrap(vector).order(ByteOrder.LITTLE_ENDIAN);
    }

    private record Encode(FittedPreparation preparation, Precision precision)
            implements MapPartitionsFunction<Row, Row> {
        @Override
        public Iterator<Row> call(Iterator<Row> rows) {
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return rows.hasNext();
                }

                @Override
                public Row next() {
                    return encode(rows.next());
                }
            };
        }

        private Row encode(Row row) {
            @Nullable Object[] values = new Object[row.size() - 2];
            for (int i = 0; i < values.length; i++) {
                values[i] = row.get(i + 2);
            }
            double[] vector = preparation.encode(values);
            byte[] encoded = new byte[vector.length * (precision == Precision.FLOAT ? 4 : 8)];
            ByteBuffer bytes = buffer(encoded);
            for (double value : vector) {
                // A sum with +0 turns -0 into +0: equal numbers have equal bytes.
                if (precision == Precision.FLOAT) {
                    bytes.putFloat((float) value + 0f);
                } else {
                    bytes.putDouble(value + 0d);
                }
            }
            return RowFactory.create(row.getInt(0), row.getDouble(1), encoded);
        }
    }
}
