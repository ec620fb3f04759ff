package io.millrace.features;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.millrace.lakehouse.Columns;
import io.millrace.metrics.spark.BinaryLabels;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Finds text columns of few categories that tell the label, each category standing for its share of positives. */
final class CategorySeparation {

    private static final long MOST_CATEGORIES = 256;
    private static final long ROWS_PER_CATEGORY = 30;

    private CategorySeparation() {}

    /** One category: its rows and the positive ones among them. */
    private record Category(long rowCount, double positiveCount) {
        double share() {
            return positiveCount / rowCount;
        }
    }

    /** Returns the findings, from one Spark job over all such columns; no job if there are none. */
    static List<LeakageFinding> findings(Dataset<Row> rows, String label, List<ColumnShape> shapes) {
        List<ColumnShape> texts = shapes.stream()
                .filter(ColumnShape::text)
                .filter(shape -> shape.distinctCount() >= 2 && shape.distinctCount() <= MOST_CATEGORIES)
                .filter(shape -> shape.valueCount() >= ROWS_PER_CATEGORY * shape.distinctCount())
                .toList();
        if (texts.isEmpty()) {
            return List.of();
        }
        Map<Integer, List<Category>> categories = categories(rows, label, texts);
        List<LeakageFinding> findings = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            finding(texts.get(i).column(), label, categories.getOrDefault(i, List.of()), findings);
        }
        return findings;
    }

    private static void finding(String column, String label, List<Category> found, List<LeakageFinding> findings) {
        double auc = auc(found);
        long rowCount = found.stream().mapToLong(Category::rowCount).sum();
        double positives = found.stream().mapToDouble(Category::positiveCount).sum();
        if (rowCount < LeakageAudit.FEWEST_ROWS
                || Math.min(positives, rowCount - positives) < LeakageAudit.FEWEST_OF_A_CLASS) {
            return;
        }
        boolean pure = found.stream().allMatch(category -> category.share() == 0 || category.share() == 1);
        if (found.size() == 2 && pure && auc == 1) {
            findings.add(LeakageFinding.open(
                    LeakageFinding.Kind.LABEL_COPY,
                    column,
                    "its two values are the label " + label + " in all " + rowCount + " rows"));
        } else if (auc >= LeakageAudit.SEPARATES) {
            findings.add(LeakageFinding.open(
                    LeakageFinding.Kind.SEPARATES_LABEL,
                    column,
                    String.format(
                            Locale.ROOT,
                            "its %d values alone tell %s with ROC AUC %.4f over %d rows",
                            found.size(),
                            label,
                            auc,
                            rowCount)));
        }
    }

    private static Map<Integer, List<Category>> categories(Dataset<Row> rows, String label, List<ColumnShape> texts) {
        List<Column> values = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            values.add(struct(
                    lit(i).as("column"),
                    Columns.named(texts.get(i).column()).cast("string").as("value")));
        }
        Column truth = BinaryLabels.read(rows.schema(), label);
        Column refused =
                when(truth.equalTo(BinaryLabels.NEITHER), Columns.named(label).cast("string"));
        List<Row> groups = rows.where(truth.isNotNull())
                .select(
                        explode(array(values.toArray(Column[]::new))).as("cell"),
                        truth.cast("double").as("truth"),
                        refused.as("refused"))
                .groupBy(col("cell"))
                .agg(
                        count(lit(1)).as("rows"),
                        sum(col("truth")).as("positives"),
                        min(col("refused")).as("refused"))
                .select(col("cell.column"), col("rows"), col("positives"), col("refused"))
                .collectAsList();
        groups.stream()
                .filter(group -> !group.isNullAt(3))
                .map(group -> group.getString(3))
                .min(String::compareTo)
                .ifPresent(value -> {
                    throw BinaryLabels.refused(label, value);
                });
        Map<Integer, List<Category>> categories = new LinkedHashMap<>();
        for (Row group : groups) {
            categories
                    .computeIfAbsent(group.getInt(0), column -> new ArrayList<>())
                    .add(new Category(group.getLong(1), group.getDouble(2)));
        }
        return categories;
    }

    /** ROC AUC of the categories ordered by their share of positives, ties one half; NaN with one class. */
    private static double auc(List<Category> categories) {
        List<Category> ordered = new ArrayList<>(categories);
        ordered.sort(Comparator.comparingDouble(Category::share));
        double negatives = 0;
        double positives = 0;
        double wins = 0;
        for (Category category : ordered) {
            double categoryNegatives = category.rowCount() - category.positiveCount();
            wins += category.positiveCount() * (negatives + categoryNegatives / 2);
            negatives += categoryNegatives;
            positives += category.positiveCount();
        }
        return wins / (negatives * positives);
    }
}
