package io.millrace.training;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import io.millrace.config.ConfigReader;
import io.millrace.config.DataException;
import io.millrace.definitions.Spine;
import io.millrace.lakehouse.Columns;
import io.millrace.metrics.spark.BinaryLabels;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * A split in time: rows before {@code trainUntil} train, rows before {@code validateUntil} validate, the rest tests.
 *
 * <p>A row trains only if its timestamp and its label-time are both before {@code trainUntil}, and validates only if both
 * are before {@code validateUntil}; a row whose label comes later is dropped, since its label was not known when the part
 * closed. A spine without a label-time has labels that are known at once. A NULL or NaN label, and a NULL
 * timestamp or label-time, put a row in no part. All that is left out is counted. Bounds are exclusive instants.
 *
 * @param trainUntil end of the train part
 * @param validateUntil end of the validate part, after {@code trainUntil}; empty for a split without a validate part
 */
public record Split(Instant trainUntil, Optional<Instant> validateUntil) {
    /** The column that {@link #assign} adds. */
    public static final String COLUMN = "split";

    /** Where a row of the training set goes. */
    enum Place {
        TRAIN("in the train part"),
        VALIDATE("in the validate part"),
        TEST("in the test part"),
        LATE_IN_TRAIN("known too late for the train part"),
        LATE_IN_VALIDATE("known too late for the validate part"),
        NULL_LABEL("not known"),
        NULL_TIMESTAMP("of rows without timestamp"),
        NULL_LABEL_TIME("of rows without label-time");

        private final String told;

        Place(String told) {
            this.told = told;
        }

        /** Returns where labels of this place stand, in words. */
        String told() {
            return told;
        }

        String value() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private enum Type {
        TEMPORAL
    }

    public Split {
        if (validateUntil.isPresent() && !validateUntil.get().isAfter(trainUntil)) {
            throw new IllegalArgumentException("validate-until " + validateUntil.get() + " is not after train-until "
                    + trainUntil + "; the parts follow each other in time");
        }
    }

    /** Reads {@code split { type = temporal, train-until, validate-until }}; problems stay with the reader. */
    public static Optional<Split> from(ConfigReader reader) {
        reader.choice("type", Type.class, Type.TEMPORAL);
        Instant trainUntil = reader.instant("train-until");
        Optional<Instant> validateUntil = reader.optionalInstant("validate-until");
        return reader.build(() -> new Split(trainUntil, validateUntil));
    }

    /**
     * Returns the rows that are in a part, with the column {@value #COLUMN}: {@code train}, {@code validate} or
     * {@code test}. All other columns stay as they are. No Spark job.
     *
     * @throws DataException if a column is missing, has a type that cannot be used, or {@value #COLUMN} exists already
     */
    public Dataset<Row> assign(Dataset<Row> rows, Spine spine) {
        Column place = place(rows, spine);
        List<String> parts = Arrays.stream(Part.values()).map(Part::value).toList();
        return rows.withColumn(COLUMN, place).where(Columns.named(COLUMN).isInCollection(parts));
    }

    /**
     * Returns how many rows each part gets and how many are left out, by cause. One Spark job, one scan.
     *
     * @throws DataException as {@link #assign}, or if a label is neither 0 nor 1; says how many in which part
     */
    public SplitCounts count(Dataset<Row> rows, Spine spine) {
        Column place = place(rows, spine);
        Column label = BinaryLabels.read(rows.schema(), label(spine));
        List<Row> counted = rows.select(
                        place.alias("place"),
                        label.alias("label"),
                        Columns.named(spine.timestamp()).alias("time"))
                .groupBy("place")
                .agg(
                        functions.count(lit(1)),
                        sum(when(Columns.named("label").equalTo(1), 1L).otherwise(0L)),
                        sum(when(Columns.named("label").equalTo(BinaryLabels.NEITHER), 1L)
                                .otherwise(0L)),
                        unix_micros(min("time")),
                        unix_micros(max("time")))
                .collectAsList();
        return SplitCounts.of(this, label(spine), counted);
    }

    private Column place(Dataset<Row> rows, Spine spine) {
        check(rows, spine);
        Column label = BinaryLabels.read(rows.schema(), label(spine));
        Column time = Columns.named(spine.timestamp());
        Column known = spine.labelTime().map(Columns::named).orElse(time);
        Column trainEnd = lit(trainUntil);
        Column place = when(label.isNull().or(label.isNaN()), Place.NULL_LABEL.value())
                .when(time.isNull(), Place.NULL_TIMESTAMP.value())
                .when(known.isNull(), Place.NULL_LABEL_TIME.value())
                .when(time.lt(trainEnd).and(known.lt(trainEnd)), Place.TRAIN.value())
                .when(time.lt(trainEnd), Place.LATE_IN_TRAIN.value());
        if (validateUntil.isPresent()) {
            Column validateEnd = lit(validateUntil.get());
            place = place.when(time.lt(validateEnd).and(known.lt(validateEnd)), Place.VALIDATE.value())
                    .when(time.lt(validateEnd), Place.LATE_IN_VALIDATE.value());
        }
        return place.otherwise(Place.TEST.value());
    }

    private static void check(Dataset<Row> rows, Spine spine) {
        List<String> problems = new ArrayList<>();
        ColumnTypes.type(rows, label(spine), problems).ifPresent(type -> {
            if (!BinaryLabels.readable(rows.schema().apply(label(spine)).dataType())) {
                problems.add("label " + label(spine) + " is " + type
                        + "; must be boolean, a number that is 0 or 1, or text that is 0, 1, true or false");
            }
        });
        List<String> times = new ArrayList<>(List.of(spine.timestamp()));
        spine.labelTime().ifPresent(times::add);
        for (String time : times) {
            ColumnTypes.type(rows, time, problems).ifPresent(type -> {
                if (!type.equals("timestamp")) {
                    problems.add("time column " + time + " is " + type + "; must be timestamp");
                }
            });
        }
        if (List.of(rows.columns()).contains(COLUMN)) {
            problems.add("column " + COLUMN + " exists already; rename it in the source");
        }
        if (!problems.isEmpty()) {
            throw new DataException("The training set cannot be split: " + String.join("; ", problems));
        }
    }

    private static String label(Spine spine) {
        return spine.label()
                .orElseThrow(() -> new DataException("The spine over source " + spine.source()
                        + " has no label, so nothing can be trained on it; declare spine.label"));
    }
}
