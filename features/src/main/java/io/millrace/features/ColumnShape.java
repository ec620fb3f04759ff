package io.millrace.features;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.covar_pop;
import static org.apache.spark.sql.functions.hll_sketch_agg;
import static org.apache.spark.sql.functions.hll_sketch_estimate;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.stddev_pop;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import io.millrace.lakehouse.Columns;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;

/**
 * How the values of a text or whole-number column are spread.
 *
 * @param column the column
 * @param text whether it holds texts
 * @param valueCount rows in which it is not NULL
 * @param distinctCount about how many values it has; relative standard error 0.7 %
 * @param span greatest minus least value plus one; NaN for texts
 * @param timeCorrelation correlation with the spine time; NaN if there is none
 */
record ColumnShape(
        String column, boolean text, long valueCount, long distinctCount, double span, double timeCorrelation) {

    private static final long FEWEST_ROWS = 100;
    private static final double NEARLY_UNIQUE = 0.95;
    private static final double DENSE = 1.5;
    private static final double WITH_TIME = 0.99;
    /** Logarithm of the sketch's registers: a relative standard error of 0.7 %, in one buffer a column. */
    private static final int SKETCH_SIZE = 14;

    /** Returns the shapes of those columns that hold texts or whole numbers, from one Spark job. */
    static List<ColumnShape> of(Dataset<Row> rows, List<String> columns, String timestamp) {
        List<StructField> fields = columns.stream()
                .flatMap(name -> ColumnChecks.find(rows.schema(), name).stream())
                .filter(field -> isText(field.dataType()) || isWhole(field.dataType()))
                .toList();
        if (fields.isEmpty()) {
            return List.of();
        }
        Column time = unix_micros(Columns.named(timestamp)).cast("double");
        List<Column> aggregates = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            Column value = Columns.named(fields.get(i).name());
            aggregates.add(count(value).as("count" + i));
            aggregates.add(hll_sketch_estimate(hll_sketch_agg(value.cast("string"), lit(SKETCH_SIZE)))
                    .as("distinct" + i));
            if (isWhole(fields.get(i).dataType())) {
                Column number = value.cast("double");
                aggregates.add(max(number).minus(min(number)).plus(lit(1.0)).as("span" + i));
                aggregates.add(covar_pop(number, time).as("together" + i));
                aggregates.add(stddev_pop(when(time.isNotNull(), number)).as("spread" + i));
                aggregates.add(stddev_pop(when(value.isNotNull(), time)).as("time" + i));
            }
        }
        Row row = rows.agg(
                        aggregates.get(0),
                        aggregates.subList(1, aggregates.size()).toArray(Column[]::new))
                .first();
        List<ColumnShape> shapes = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            boolean text = isText(fields.get(i).dataType());
            shapes.add(new ColumnShape(
                    fields.get(i).name(),
                    text,
                    Numbers.longAt(row, "count" + i),
                    Numbers.longAt(row, "distinct" + i),
                    text ? Double.NaN : Numbers.doubleAt(row, "span" + i),
                    text ? Double.NaN : correlation(row, i)));
        }
        return shapes;
    }

    /**
     * Returns why the column names rows, if it does: nearly every value is another one, and whole numbers moreover fill
     * their range or grow with time, as row numbers do.
     */
    Optional<String> identifierEvidence() {
        if (valueCount < FEWEST_ROWS || distinctCount < NEARLY_UNIQUE * valueCount) {
            return Optional.empty();
        }
        String nearlyUnique = String.format(
                Locale.ROOT,
                "has about %d distinct values in %d rows",
                Math.min(distinctCount, valueCount),
                valueCount);
        if (text) {
            return Optional.of(nearlyUnique + ", so it names rows");
        }
        if (Math.abs(timeCorrelation) >= WITH_TIME) {
            return Optional.of(nearlyUnique
                    + String.format(
                            Locale.ROOT, " and follows time (correlation %.4f), as row numbers do", timeCorrelation));
        }
        return span <= DENSE * valueCount
                ? Optional.of(nearlyUnique + " and fills its range, as row numbers do")
                : Optional.empty();
    }

    /** Spark's own corr divides by zero in ANSI mode when a column is constant. */
    private static double correlation(Row row, int index) {
        double spreads = Numbers.doubleAt(row, "spread" + index) * Numbers.doubleAt(row, "time" + index);
        return spreads > 0 ? Numbers.doubleAt(row, "together" + index) / spreads : Double.NaN;
    }

    private static boolean isText(DataType type) {
        return type instanceof StringType;
    }

    private static boolean isWhole(DataType type) {
        return type instanceof ByteType
                || type instanceof ShortType
                || type instanceof IntegerType
                || type instanceof LongType
                || (type instanceof DecimalType decimal && decimal.scale() == 0);
    }
}
