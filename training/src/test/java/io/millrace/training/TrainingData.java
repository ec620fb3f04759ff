package io.millrace.training;

import io.millrace.definitions.Spine;
import io.millrace.models.ColumnEncoder;
import io.millrace.models.FittedPreparation;
import io.millrace.models.InputColumn;
import io.millrace.models.NumericEncoder;
import io.millrace.testkit.Frames;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;

/** Seeded rows with a label that hangs on the numbers, a category and what is missing. */
final class TrainingData {
    static final Instant START = Instant.parse("2024-01-01T00:00:00Z");
    static final int WIDTH = 6;
    static final Split SPLIT =
            new Split(START.plus(Duration.ofMinutes(1200)), Optional.of(START.plus(Duration.ofMinutes(1600))));

    private TrainingData() {}

    static Spine spine() {
        return Spine.builder("events")
                .entity("id")
                .timestamp("at")
                .label("late")
                .build();
    }

    /** Returns one row a minute: id, at, late, f0 to f5 with a tenth missing, and a category. */
    static Dataset<Row> rows(int count, long seed) {
        Random random = new Random(seed);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Object[] values = new Object[WIDTH + 4];
            values[0] = (long) i;
            values[1] = Timestamp.from(START.plus(Duration.ofMinutes(i)));
            double margin = 0;
            for (int f = 0; f < WIDTH; f++) {
                double value = random.nextGaussian() * (f + 1);
                boolean missing = random.nextInt(10) == 0;
                values[3 + f] = missing ? null : value;
                margin += missing ? 0.3 : value * (f % 2 == 0 ? 0.5 : -0.2);
            }
            int category = random.nextInt(4);
            values[3 + WIDTH] = category == 3 ? null : "kind-" + category;
            values[2] = margin + category + random.nextGaussian() * 1.5 > 1.5;
            rows.add(RowFactory.create(values));
        }
        String numbers = String.join(
                ", ",
                IntStream.range(0, WIDTH).mapToObj(f -> "f" + f + " double").toList());
        return Frames.of(
                "id bigint, at timestamp, late boolean, " + numbers + ", kind string", rows.toArray(Row[]::new));
    }

    static List<InputColumn> numericInputs() {
        return IntStream.range(0, WIDTH)
                .mapToObj(f -> new InputColumn("f" + f, "double"))
                .toList();
    }

    static List<InputColumn> inputsWithKind() {
        List<InputColumn> inputs = new ArrayList<>(numericInputs());
        inputs.add(new InputColumn("kind", "string"));
        return List.copyOf(inputs);
    }

    static FittedPreparation asIs() {
        return new FittedPreparation(IntStream.range(0, WIDTH)
                .<ColumnEncoder>mapToObj(f -> NumericEncoder.asIs("f" + f))
                .toList());
    }

    static FittedPreparation imputed() {
        return new FittedPreparation(IntStream.range(0, WIDTH)
                .<ColumnEncoder>mapToObj(f -> new NumericEncoder("f" + f, OptionalDouble.of(0.1), 0.05, f + 1))
                .toList());
    }

    /** Returns the same rows in another order, in {@code partitions} partitions. */
    static Dataset<Row> shuffled(Dataset<Row> rows, int partitions) {
        return rows.orderBy(functions.hash(rows.col("id"))).repartition(partitions);
    }

    /** Returns the numeric inputs of every row, as the model takes them. */
    static List<Object[]> inputs(Dataset<Row> rows) {
        List<Object[]> inputs = new ArrayList<>();
        for (Row row : rows.collectAsList()) {
            Object[] values = new Object[WIDTH];
            for (int f = 0; f < WIDTH; f++) {
                values[f] = row.getAs("f" + f);
            }
            inputs.add(values);
        }
        return inputs;
    }
}
