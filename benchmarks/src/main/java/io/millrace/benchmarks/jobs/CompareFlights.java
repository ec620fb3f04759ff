package io.millrace.benchmarks.jobs;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Compares the tables that Millrace and the hand-written program made of the flights: rows, values, ROC AUC. */
final class CompareFlights {
    static final String VERDICT = "comparison: ";
    static final String SAYS = "compared: ";
    static final String EQUAL = "equal";
    private static final double TOLERANCE = 1e-9;
    private static final double AUC_TOLERANCE = 1e-3;

    private CompareFlights() {}

    /** Takes the folder of Millrace's tables and that of the hand-written ones. */
    public static void main(String[] arguments) throws IOException {
        Path ours = Path.of(arguments[0]);
        Path theirs = Path.of(arguments[1]);
        try (SparkSession spark = HandWritten.session(theirs)) {
            List<String> differences =
                    trainingSets(read(spark, ours, "training/delays"), read(spark, theirs, "training/delays"));
            double auc = HandWrittenModel.rocAuc(read(spark, ours, "training/flight_delay_predictions"));
            double other = HandWrittenModel.rocAuc(read(spark, theirs, "training/flight_delay_predictions"));
            System.out.println(SAYS + String.format(Locale.ROOT, "test ROC AUC %.6f and by hand %.6f", auc, other));
            if (!(Math.abs(auc - other) <= AUC_TOLERANCE)) {
                differences.add(String.format(Locale.ROOT, "test ROC AUC %.6f and %.6f", auc, other));
            }
            System.out.println(VERDICT + (differences.isEmpty() ? EQUAL : String.join("; ", differences)));
        }
    }

    private static Dataset<Row> read(SparkSession spark, Path root, String table) {
        return spark.read().format("delta").load(root.resolve(table).toString());
    }

    private static List<String> trainingSets(Dataset<Row> ours, Dataset<Row> theirs) {
        List<String> differences = new ArrayList<>();
        if (!Arrays.equals(ours.columns(), theirs.columns())) {
            differences.add("columns " + Arrays.toString(ours.columns()) + " and " + Arrays.toString(theirs.columns()));
            return differences;
        }
        Dataset<Row> both = ours.as("ours")
                .join(theirs.as("theirs"), ours.col("flight_id").equalTo(theirs.col("flight_id")), "full");
        List<Column> counts = new ArrayList<>();
        for (String name : ours.columns()) {
            counts.add(sum(when(same(name), 0L).otherwise(1L)).as(name));
        }
        counts.add(count(col("ours.flight_id")).as("ours"));
        counts.add(count(col("theirs.flight_id")).as("theirs"));
        Row row = both.agg(count(lit(1)).as("rows"), counts.toArray(Column[]::new))
                .first();
        System.out.println(
                SAYS + "training sets of " + row.getLong(0) + " rows, " + ours.columns().length + " columns");
        for (String name : row.schema().fieldNames()) {
            long value = row.getAs(name);
            boolean rows = name.equals("rows") || name.equals("ours") || name.equals("theirs");
            if (rows ? value != row.getLong(0) : value != 0) {
                differences.add(value + (rows ? " rows (" + name + ")" : " rows differ in " + name));
            }
        }
        return differences;
    }

    private static Column same(String name) {
        Column one = col("ours." + name);
        Column other = col("theirs." + name);
        if (!name.contains("_avg_") && !name.contains("_stddev_")) {
            return one.eqNullSafe(other);
        }
        Column close = abs(one.minus(other)).leq(greatest(abs(one), abs(other)).multiply(TOLERANCE));
        return one.isNull()
                .and(other.isNull())
                .or(one.isNotNull().and(other.isNotNull()).and(close));
    }
}
