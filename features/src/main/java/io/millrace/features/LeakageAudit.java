package io.millrace.features;

import io.millrace.config.DataException;
import io.millrace.definitions.FeatureColumn;
import io.millrace.definitions.TrainingSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Looks for features that know what could not be known at prediction time.
 *
 * <p>{@link TrainingSets} runs it on every training set. It finds features that read columns before they are known
 * (from the declarations of the sources), copies of the label, features that alone separate the classes (ROC AUC of 0.99
 * or more in either direction), and identifiers of rows. A few rows prove nothing: under 50 rows, or 5 of a class, only the
 * declarations count.
 */
public final class LeakageAudit {

    /** From this ROC AUC on, in either direction, a single feature is a finding. */
    static final double SEPARATES = 0.99;

    /** So many rows of each class, at least, must have a value; fewer are separated by chance. */
    static final long FEWEST_OF_A_CLASS = 5;

    /** So many rows, at least, must have a value. */
    static final long FEWEST_ROWS = 50;

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
            findings.addAll(NumberSeparation.findings(rows, label, names));
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
}
