package io.millrace.monitoring;

import io.millrace.config.Task;
import io.millrace.metrics.ColumnKind;
import io.millrace.metrics.ColumnProfile;
import io.millrace.metrics.Confusion;
import io.millrace.metrics.Metric;
import io.millrace.metrics.MetricStatus;
import io.millrace.metrics.QualityMetric;
import io.millrace.metrics.QualityMetric.ProfileColumn;
import io.millrace.metrics.QualityReport;
import io.millrace.metrics.Slice;
import io.millrace.metrics.ThresholdQuality;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** Writes profiles and model quality as rows of the profile metrics. */
final class ProfileRows {
    private static final int QUANTILES = 1000;
    private static final int MEDIAN = 500;
    private static final int ITEMS = 100;

    private final Stamp stamp;
    private final StructType schema;

    ProfileRows(Stamp stamp) {
        this.stamp = stamp;
        this.schema = MetricTables.profile(stamp.modelId());
    }

    /** Returns the row of one column of a window. */
    Row column(Segment segment, String column, ColumnProfile profile) {
        return profile(input(segment), column, profile, segment.slice().kind() == Slice.Kind.ALL);
    }

    /** Returns the row of a column that the model takes and the table does not have. */
    Row gone(Segment segment, String column, long rowCount) {
        return input(segment)
                .set("column_name", column)
                .set("count", rowCount)
                .set("status", MetricStatus.COLUMN_MISSING.name())
                .row();
    }

    /** Returns the row of one column of the baseline: without window, granularity and model. */
    Row baseline(Slice slice, String column, ColumnProfile profile) {
        RowFields fields = Stamp.slice(stamp.on(new RowFields(schema)), slice).set("log_type", "BASELINE");
        return profile(fields, column, profile, slice.kind() == Slice.Kind.ALL);
    }

    /**
     * Returns the row of the table as a whole in a window.
     *
     * @param nonNull the columns that hold values
     * @param quality what is known of the predictions
     * @param outside of a slice that is true: what is known of the rows in which it is false
     * @param coverage least share of labels
     */
    Row table(
            Segment segment,
            long rowCount,
            List<String> nonNull,
            Optional<Quality> quality,
            Optional<Quality> outside,
            double coverage) {
        RowFields fields = input(segment)
                .set("column_name", MetricTables.TABLE_ROW)
                .set("count", rowCount)
                .set("non_null_columns", RowFields.array(nonNull))
                .set("status", (rowCount == 0 ? MetricStatus.EMPTY_WINDOW : MetricStatus.OK).name());
        quality.ifPresent(known -> quality(fields, known, coverage));
        quality.filter(known -> known.covered(coverage))
                .flatMap(Quality::decisions)
                .ifPresent(inside -> outside.filter(known -> known.covered(coverage))
                        .flatMap(Quality::decisions)
                        .ifPresent(other -> fairness(fields, inside, other)));
        return fields.row();
    }

    private RowFields input(Segment segment) {
        return stamp.on(new RowFields(schema), segment)
                .set("log_type", "INPUT")
                .set("logging_table_commit_version", Math.toIntExact(stamp.inputVersion()));
    }

    private Row profile(RowFields fields, String column, ColumnProfile profile, boolean quantiles) {
        fields.set("column_name", column)
                .set("count", profile.rowCount())
                .set("data_type", profile.dataType())
                .set("num_nulls", profile.nullCount())
                .number("percent_null", percent(profile.nullCount(), profile.rowCount()))
                .set("status", profile.status().name())
                .set("state_exact", profile.valuesExact());
        switch (profile.kind()) {
            case NUMERIC -> numbers(fields, profile, quantiles);
            case TIMESTAMP ->
                fields.number("min", profile.min())
                        .number("max", profile.max())
                        .number("median", profile.quantiles(QUANTILES)[MEDIAN]);
            case CATEGORICAL, SIZED ->
                fields.number("min_length", profile.minLength())
                        .number("max_length", profile.maxLength())
                        .number("avg_length", profile.meanLength());
            case OPAQUE -> {}
        }
        if (profile.kind() != ColumnKind.OPAQUE && profile.kind() != ColumnKind.SIZED) {
            fields.set("distinct_count", profile.distinctCount())
                    .number("percent_distinct", percent(profile.distinctCount(), profile.rowCount()))
                    .set("frequent_items", DriftRows.items(profile.frequentItems(ITEMS), ITEMS));
        }
        return fields.row();
    }

    private static void numbers(RowFields fields, ColumnProfile profile, boolean quantiles) {
        fields.number("avg", profile.mean())
                .number("min", profile.min())
                .number("max", profile.max())
                .number("stddev", profile.standardDeviation())
                .set("num_zeros", profile.zeroCount())
                .set("num_nan", profile.nanCount())
                .set("num_infinite", profile.positiveInfinityCount() + profile.negativeInfinityCount())
                .number("percent_zeros", percent(profile.zeroCount(), profile.rowCount()))
                .number("percent_nan", percent(profile.nanCount(), profile.rowCount()));
        if (profile.validCount() > 0) {
            double[] thousand = profile.quantiles(QUANTILES);
            fields.number("median", thousand[MEDIAN]);
            if (quantiles) {
                fields.set("quantiles", RowFields.array(thousand));
            }
        }
    }

    static double percent(long part, long whole) {
        return whole == 0 ? Double.NaN : 100.0 * part / whole;
    }

    private static void quality(RowFields fields, Quality quality, double minCoverage) {
        long labels = quality.labelCount();
        long rows = quality.rowCount();
        fields.set("label_count", labels)
                .set("undecided_count", quality.undecidedCount())
                .number("label_coverage", rows == 0 ? Double.NaN : (double) labels / rows);
        if (!quality.covered(minCoverage)) {
            fields.set(
                    "quality_status",
                    (labels == 0 ? MetricStatus.NO_VALID_VALUES : MetricStatus.INSUFFICIENT_SAMPLE).name());
            return;
        }
        boolean judged = quality.scores().isPresent() || quality.decisions().isPresent();
        fields.set("quality_status", (judged ? MetricStatus.OK : MetricStatus.NO_VALID_VALUES).name());
        quality.scores().ifPresent(report -> scores(fields, report));
        quality.decisions().ifPresent(confusion -> decisions(fields, confusion));
    }

    private static void scores(RowFields fields, QualityReport report) {
        for (QualityMetric metric : QualityMetric.of(report.task())) {
            Metric known = report.named().get(metric.name());
            if (known != null) {
                // of two classes each ranks the rows as the other does, turned round
                metric.profile()
                        .ifPresent(column -> number(fields, column, known.value(), known.value(), known.value()));
            }
        }
    }

    private static void decisions(RowFields fields, Confusion confusion) {
        fields.set(
                "confusion_matrix",
                RowFields.array(List.of(
                        RowFactory.create("0", "0", confusion.trueNegatives()),
                        RowFactory.create("0", "1", confusion.falseNegatives()),
                        RowFactory.create("1", "0", confusion.falsePositives()),
                        RowFactory.create("1", "1", confusion.truePositives()))));
        ThresholdQuality ones = ThresholdQuality.of(Double.NaN, confusion);
        ThresholdQuality zeros = ThresholdQuality.of(Double.NaN, confusion.swapped());
        long positives = confusion.truePositives() + confusion.falseNegatives();
        long all = confusion.rowCount();
        for (QualityMetric metric : QualityMetric.of(Task.BINARY_CLASSIFICATION)) {
            if (ones.metrics().containsKey(metric.name())) {
                double zero = zeros.metric(metric.name()).value();
                double one = ones.metric(metric.name()).value();
                double weighted = ((all - positives) * zero + positives * one) / all;
                metric.profile().ifPresent(column -> number(fields, column, zero, one, weighted));
            }
        }
    }

    /** A number, that of class 1; or one for each class and their mean, for which a class without a value leaves none. */
    private static void number(RowFields fields, ProfileColumn column, double zero, double one, double weighted) {
        if (column.shape() == ProfileColumn.Shape.NUMBER) {
            fields.number(column.name(), one);
            return;
        }
        SortedMap<String, Double> each = new TreeMap<>();
        if (Double.isFinite(zero)) {
            each.put("0", zero);
        }
        if (Double.isFinite(one)) {
            each.put("1", one);
        }
        if (!each.isEmpty()) {
            fields.set(
                    column.name(),
                    RowFactory.create(
                            RowFields.map(each), RowFields.finite((zero + one) / 2), RowFields.finite(weighted)));
        }
    }

    /** The slice minus the rest: precision, false positive rate, recall, selection rate. */
    private static void fairness(RowFields fields, Confusion inside, Confusion outside) {
        fields.number("predictive_parity", inside.precision() - outside.precision())
                .number("predictive_equality", inside.falsePositiveRate() - outside.falsePositiveRate())
                .number("equal_opportunity", inside.recall() - outside.recall())
                .number("statistical_parity", inside.selectionRate() - outside.selectionRate());
    }
}
