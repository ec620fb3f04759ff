package io.millrace.features;

import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.millrace.lakehouse.DataException;
import io.millrace.metrics.SingleFeatureAuc;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.TimestampType;

/**
 * Looks for features that know what could not be known at prediction time.
 *
 * <p>{@link TrainingSets} runs it on every training set. It finds features that read columns before they are known
 * (from the declarations of the sources), copies of the label, features that alone separate the classes (ROC AUC of 0.99
 * or more in either direction), and identifiers of rows.
 */
public final class LeakageAudit {

    /** From this ROC AUC on, in either direction, a single feature is a finding. */
    static final double SEPARATES = 0.99;

    private LeakageAudit() {}

    /**
     * Returns what the rows of a training set give away, waived findings marked.
     *
     * <p>At most four Spark jobs over the rows, each over all columns at once, so read them from a table. Nothing can be
     * found about labels if there is only one class.
     *
     * @throws DataException if the label is not one of 0, 1, true, false
     */
    public static List<LeakageFinding> of(Dataset<Row> rows, TrainingSet definition, List<FeatureColumn> inputs) {
        List<LeakageFinding> findings = new ArrayList<>();
        List<String> names = inputs.stream().map(FeatureColumn::name).toList();
        List<ColumnShape> shapes =
                ColumnShape.of(rows, names, definition.spine().timestamp());
        if (definition.spine().label().isPresent()) {
            String label = definition.spine().label().get();
            findings.addAll(numbers(rows, label, names));
            findings.addAll(CategorySeparation.findings(rows, label, shapes));
        }
        Set<String> found = new HashSet<>();
        findings.forEach(finding -> found.add(finding.feature()));
        for (ColumnShape shape : shapes) {
            if (!found.contains(shape.column())) {
                shape.identifierEvidence()
                        .ifPresent(evidence -> findings.add(
                                LeakageFinding.open(LeakageFinding.Kind.IDENTIFIER, shape.column(), evidence)));
            }
        }
        return findings.stream()
                .map(finding -> finding.waivedBy(definition.leakageWaivers()))
                .toList();
    }

    /**
     * Refuses findings that are not waived.
     *
     * @throws DataException that names every one of them with its evidence
     */
    public static void require(List<LeakageFinding> findings) {
        List<String> open = findings.stream()
                .filter(finding -> !finding.waived())
                .map(LeakageFinding::toString)
                .toList();
        if (!open.isEmpty()) {
            throw new DataException(
                    "the leakage audit found " + open.size() + (open.size() == 1 ? " feature" : " features")
                            + " that may know the future:\n  " + String.join("\n  ", open)
                            + "\nremove them, or accept them by name with waive-leakage = [ … ]");
        }
    }

    private static List<LeakageFinding> numbers(Dataset<Row> rows, String label, List<String> names) {
        List<String> columns = names.stream()
                .filter(name -> Columns.find(rows.schema(), name)
                        .map(StructField::dataType)
                        .filter(LeakageAudit::isOrdered)
                        .isPresent())
                .toList();
        if (columns.isEmpty()) {
            return List.of();
        }
        List<SingleFeatureAuc> suspects = SingleFeatureAuc.of(rows, label, columns).stream()
                .filter(auc -> auc.separation() >= SEPARATES)
                .toList();
        return suspects.isEmpty() ? List.of() : findings(rows, label, suspects);
    }

    private static List<LeakageFinding> findings(Dataset<Row> rows, String label, List<SingleFeatureAuc> suspects) {
        Column truth = Columns.named(label).cast("double");
        List<Column> differences = new ArrayList<>();
        for (int i = 0; i < suspects.size(); i++) {
            Column value = asNumber(rows, suspects.get(i).column());
            differences.add(count(value.eqNullSafe(truth)).as("same" + i));
            differences.add(count(value.eqNullSafe(truth.multiply(-1).plus(1))).as("opposite" + i));
        }
        Dataset<Row> labelled = rows.where(Columns.named(label).isNotNull());
        Row counts = labelled.agg(
                        differences.get(0),
                        differences.subList(1, differences.size()).toArray(Column[]::new))
                .first();
        List<LeakageFinding> findings = new ArrayList<>();
        for (int i = 0; i < suspects.size(); i++) {
            SingleFeatureAuc auc = suspects.get(i);
            long labelledCount = auc.valueCount() + auc.missingCount();
            boolean same = Numbers.longAt(counts, "same" + i) == labelledCount;
            boolean opposite = Numbers.longAt(counts, "opposite" + i) == labelledCount;
            if (same || opposite) {
                findings.add(LeakageFinding.open(
                        LeakageFinding.Kind.LABEL_COPY,
                        auc.column(),
                        "is the " + (opposite ? "opposite of the " : "") + "label " + label + " in all " + labelledCount
                                + " rows"));
            } else {
                findings.add(
                        LeakageFinding.open(LeakageFinding.Kind.SEPARATES_LABEL, auc.column(), evidence(auc, label)));
            }
        }
        return findings;
    }

    private static String evidence(SingleFeatureAuc auc, String label) {
        double byValue = Math.max(auc.rocAuc().value(), 1 - auc.rocAuc().value());
        boolean missing = !(byValue >= SEPARATES);
        return String.format(
                Locale.ROOT,
                "%s alone tells %s with ROC AUC %.4f over %d rows",
                missing ? "whether it is missing" : "it",
                label,
                auc.separation(),
                missing ? auc.valueCount() + auc.missingCount() : auc.valueCount());
    }

    private static Column asNumber(Dataset<Row> rows, String name) {
        DataType type = Columns.find(rows.schema(), name).orElseThrow().dataType();
        return type instanceof DateType
                ? Columns.named(name).cast("timestamp").cast("double")
                : Columns.named(name).cast("double");
    }

    private static Column count(Column condition) {
        return sum(when(condition, 1L).otherwise(0L));
    }

    private static boolean isOrdered(DataType type) {
        return type instanceof NumericType
                || type instanceof BooleanType
                || type instanceof TimestampType
                || type instanceof DateType;
    }
}
