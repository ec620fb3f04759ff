package io.millrace.monitoring;

import io.millrace.config.TableName;
import io.millrace.lakehouse.Environment;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.lakehouse.Layer;
import io.millrace.lakehouse.TableSpec;
import io.millrace.lakehouse.Write;
import io.millrace.testkit.Frames;
import io.millrace.testkit.SharedSpark;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/**
 * A small inference table with everything that makes profiles go wrong: nulls, NaN, infinities, an empty day, a column
 * without values, a constant one, a category that comes and one that goes.
 */
final class Watched {
    static final long SEED = 77;
    static final Instant FIRST = Instant.parse("2024-05-01T00:00:00Z");
    static final StructType SCHEMA = StructType.fromDDL(
            "id bigint, at timestamp, amount double, country string, items int, "
                    + "constant double, nothing double, weekend boolean, seen timestamp, prediction int, "
                    + "prediction_probability double, model_name string, model_version string, run_id string, scored_at timestamp");
    static final StructType TRAINING = StructType.fromDDL(
            "id bigint, at timestamp, amount double, country string, items int, constant double, nothing double, "
                    + "weekend boolean, seen timestamp, fraud int");
    static final StructType HELD_OUT =
            StructType.fromDDL("id bigint, prediction int, prediction_probability double, fraud int");
    static final StructType LABELS = StructType.fromDDL("id bigint, fraud int, known timestamp");

    private Watched() {}

    static Lakehouse lakehouse() {
        return Lakehouse.over(SharedSpark.session(), Environment.local(SharedSpark.root()));
    }

    /** Days 0, 1 and 3 have rows, the last one drifted; two rows have no time. */
    static List<Row> rows() {
        Random random = new Random(SEED);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 302; i++) {
            int day = i % 3 == 2 ? 3 : i % 3;
            boolean late = day == 3;
            Instant at = FIRST.plus(Duration.ofDays(day)).plusSeconds(random.nextInt(86_400));
            double score = Math.rint((late ? 0.3 : 0) * 100 + random.nextDouble() * 60) / 100;
            rows.add(RowFactory.create(
                    (long) i,
                    i >= 300 ? null : Timestamp.from(at),
                    amount(random, late ? 60 : 40),
                    country(random, late),
                    random.nextInt(late ? 9 : 5),
                    1.5,
                    null,
                    random.nextInt(7) >= 5,
                    Timestamp.from(at.minusSeconds(random.nextInt(3600))),
                    score >= 0.5 ? 1 : 0,
                    score,
                    "m",
                    i % 5 == 0 ? "2" : "1",
                    "run",
                    Timestamp.from(FIRST.plus(Duration.ofDays(5)))));
        }
        return rows;
    }

    static List<Row> trainingRows() {
        Random random = new Random(SEED + 1);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            Instant at = FIRST.minus(Duration.ofDays(30)).plusSeconds(random.nextInt(86_400 * 20));
            rows.add(RowFactory.create(
                    1000L + i,
                    Timestamp.from(at),
                    amount(random, 40),
                    country(random, false),
                    random.nextInt(5),
                    1.5,
                    null,
                    random.nextInt(7) >= 5,
                    Timestamp.from(at),
                    random.nextInt(4) == 0 ? 1 : 0));
        }
        return rows;
    }

    static List<Row> heldOutRows() {
        Random random = new Random(SEED + 2);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            double score = Math.rint(random.nextDouble() * 60) / 100;
            rows.add(RowFactory.create(2000L + i, score >= 0.5 ? 1 : 0, score, random.nextDouble() < score ? 1 : 0));
        }
        return rows;
    }

    /** Most labels are known by day 4; those of the last day come later. */
    static List<Row> labelRows() {
        Random random = new Random(SEED + 3);
        List<Row> labels = new ArrayList<>();
        for (Row row : rows()) {
            Instant known = FIRST.plus(Duration.ofDays(row.getLong(0) % 3 == 2 ? 20 : 4));
            if (row.getLong(0) % 10 != 0) {
                labels.add(RowFactory.create(
                        row.getLong(0), random.nextDouble() < row.getDouble(10) ? 1 : 0, Timestamp.from(known)));
            }
        }
        return labels;
    }

    static Dataset<Row> frame(StructType schema, List<Row> rows) {
        return Frames.of(schema, rows);
    }

    /** Writes the rows as a table of the inference layer. */
    static TableName table(Lakehouse lakehouse, String name, List<Row> rows, int partitions) {
        TableName table = lakehouse.table(Layer.INFERENCE, name);
        lakehouse
                .catalog()
                .ensure(TableSpec.builder(table, SCHEMA).timeSeries("at").build());
        Dataset<Row> frame = frame(SCHEMA, rows).repartition(partitions);
        lakehouse.tables().append(table, frame, Write.of("test/" + name, 1, "test"));
        return table;
    }

    private static Double amount(Random random, double center) {
        return switch (random.nextInt(25)) {
            case 0 -> null;
            case 1 -> Double.NaN;
            case 2 -> 0.0;
            case 3 -> random.nextBoolean() ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
            default -> Math.rint((center + random.nextGaussian() * 20) * 100) / 100;
        };
    }

    private static String country(Random random, boolean late) {
        int draw = random.nextInt(20);
        if (draw == 0) {
            return null;
        }
        if (draw == 1) {
            return "";
        }
        return draw < 8 ? "DE" : draw < 14 ? "FR" : late ? "XX" : "IT";
    }
}
