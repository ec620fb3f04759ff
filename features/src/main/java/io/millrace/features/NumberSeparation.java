package io.millrace.features;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.millrace.lakehouse.Columns;
import io.millrace.metrics.SingleFeatureAuc;
import io.millrace.metrics.spark.BinaryLabels;
import io.millrace.metrics.spark.ModelQuality;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.TimestampType;

/** Finds numbers, booleans and times that tell the label, by their value or by being missing. */
final class NumberSeparation {

    private NumberSeparation() {}

    /**
     * How a suspect's values stand to the label.
     *
     * @param rows labelled rows
     * @param positives positive ones among them
     * @param values labelled rows with a value
     * @param positiveValues positive ones among them
     * @param same labelled rows in which the value is the label
     * @param opposite labelled rows in which it is the opposite
     */
    private record Counts(long rows, long positives, long values, long positiveValues, long same, long opposite) {

        boolean valuesProve() {
            return proves(values, positiveValues);
        }

        boolean rowsProve() {
            return proves(rows, positives);
        }

        private static boolean proves(long all, long positive) {
            return all >= LeakageAudit.FEWEST_ROWS
                    && Math.min(positive, all - positive) >= LeakageAudit.FEWEST_OF_A_CLASS;
        }
    }

    /** Returns the findings, from one Spark job over all columns and, if any is suspect, another over the suspects. */
    static List<LeakageFinding> findings(Dataset<Row> rows, String label, List<String> names) {
        List<String> columns = names.stream()
                .filter(name -> ColumnChecks.find(rows.schema(), name)
                        .map(StructField::dataType)
                        .filter(NumberSeparation::isOrdered)
                        .isPresent())
                .toList();
        if (columns.isEmpty()) {
            return List.of();
        }
        List<SingleFeatureAuc> suspects = ModelQuality.singleFeatures(rows, label, columns).stream()
                .filter(auc -> auc.separation() >= LeakageAudit.SEPARATES)
                .toList();
        if (suspects.isEmpty()) {
            return List.of();
        }
        List<Counts> counts = counts(rows, label, suspects);
        List<LeakageFinding> findings = new ArrayList<>();
        for (int i = 0; i < suspects.size(); i++) {
            finding(suspects.get(i), label, counts.get(i)).ifPresent(findings::add);
        }
        return findings;
    }

    private static Optional<LeakageFinding> finding(SingleFeatureAuc auc, String label, Counts counts) {
        boolean opposite = counts.opposite() == counts.rows();
        if (counts.rowsProve() && (opposite || counts.same() == counts.rows())) {
            return Optional.of(LeakageFinding.open(
                    LeakageFinding.Kind.LABEL_COPY,
                    auc.column(),
                    "is the " + (opposite ? "opposite of the " : "") + "label " + label + " in all " + counts.rows()
                            + " rows"));
        }
        double byValue = eitherWay(auc.rocAuc().value());
        if (counts.valuesProve() && byValue >= LeakageAudit.SEPARATES) {
            return separates(auc.column(), "it alone tells", label, byValue, counts.values());
        }
        double byMissing = eitherWay(auc.missingAuc().value());
        return counts.rowsProve() && byMissing >= LeakageAudit.SEPARATES
                ? separates(auc.column(), "whether it is missing alone tells", label, byMissing, counts.rows())
                : Optional.empty();
    }

    private static Optional<LeakageFinding> separates(
            String column, String what, String label, double auc, long rowCount) {
        String evidence =
                String.format(Locale.ROOT, "%s %s with ROC AUC %.4f over %d rows", what, label, auc, rowCount);
        return Optional.of(LeakageFinding.open(LeakageFinding.Kind.SEPARATES_LABEL, column, evidence));
    }

    private static double eitherWay(double auc) {
        return Math.max(auc, 1 - auc);
    }

    private static List<Counts> counts(Dataset<Row> rows, String label, List<SingleFeatureAuc> suspects) {
        Column truth = BinaryLabels.read(rows.schema(), label).cast("double");
        List<Column> sums = new ArrayList<>();
        sums.add(sum(truth).as("positives"));
        for (int i = 0; i < suspects.size(); i++) {
            DataType type = ColumnChecks.find(rows.schema(), suspects.get(i).column())
                    .orElseThrow()
                    .dataType();
            Column value = asNumber(Columns.named(suspects.get(i).column()), type);
            Column present = value.isNotNull().and(value.notEqual(lit(Double.NaN)));
            sums.add(countIf(present).as("values" + i));
            sums.add(countIf(present.and(truth.equalTo(1))).as("positive_values" + i));
            sums.add(countIf(value.eqNullSafe(truth)).as("same" + i));
            sums.add(countIf(value.eqNullSafe(lit(1).minus(truth))).as("opposite" + i));
        }
        Row row = rows.where(truth.isNotNull())
                .agg(count(lit(1)).as("rows"), sums.toArray(Column[]::new))
                .first();
        List<Counts> counts = new ArrayList<>();
        for (int i = 0; i < suspects.size(); i++) {
            counts.add(new Counts(
                    Numbers.longAt(row, "rows"),
                    Numbers.longAt(row, "positives"),
                    Numbers.longAt(row, "values" + i),
                    Numbers.longAt(row, "positive_values" + i),
                    Numbers.longAt(row, "same" + i),
                    Numbers.longAt(row, "opposite" + i)));
        }
        return counts;
    }

    private static Column asNumber(Column value, DataType type) {
        return type instanceof DateType ? value.cast("timestamp").cast("double") : value.cast("double");
    }

    private static Column countIf(Column condition) {
        return sum(when(condition, 1L).otherwise(0L));
    }

    private static boolean isOrdered(DataType type) {
        return type instanceof NumericType
                || type instanceof BooleanType
                || type instanceof TimestampType
                || type instanceof DateType;
    }
}
