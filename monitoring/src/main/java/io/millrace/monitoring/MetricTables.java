package io.millrace.monitoring;

import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;

import io.millrace.config.Task;
import io.millrace.metrics.QualityMetric;
import io.millrace.metrics.QualityMetric.ProfileColumn;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of the two metric tables: first those of Databricks' data profiling, with its names, types and scales and in
 * its order, then ours; a metric that Databricks does not have brings its own column.
 */
final class MetricTables {
    /** The value of {@code column_name} in the rows that speak of the table as a whole. */
    static final String TABLE_ROW = ":table";

    /** The value of the model id column that stands for all versions. */
    static final String ALL_MODELS = "*";

    private static final StructType WINDOW =
            new StructType().add("start", TimestampType).add("end", TimestampType);
    private static final StructType TEST =
            new StructType().add("statistic", DoubleType).add("pvalue", DoubleType);
    private static final StructType PER_CLASS = new StructType()
            .add("one_vs_all", DataTypes.createMapType(StringType, DoubleType))
            .add("macro", DoubleType)
            .add("weighted", DoubleType);
    private static final StructType ITEM =
            new StructType().add("item", StringType).add("count", LongType);
    private static final StructType CONFUSION_CELL = new StructType()
            .add("prediction", StringType)
            .add("label", StringType)
            .add("count", LongType);
    private static final StructType SHIFT =
            new StructType().add("added", IntegerType).add("missing", IntegerType);

    private MetricTables() {}

    /** Returns the columns of the profile metrics of a table whose model versions stand in {@code modelId}. */
    static StructType profile(String modelId) {
        StructType schema = described(new StructType(), "window", WINDOW, "half-open, in UTC; NULL for the baseline");
        schema = described(schema, "log_type", StringType, "INPUT or BASELINE")
                .add("logging_table_commit_version", IntegerType)
                .add("monitor_version", LongType)
                .add("granularity", StringType);
        schema = described(schema, modelId, StringType, "model version; * for all")
                .add("slice_key", StringType)
                .add("slice_value", StringType);
        schema = described(schema, "column_name", StringType, ":table for the table as a whole")
                .add("count", LongType)
                .add("data_type", StringType)
                .add("num_nulls", LongType)
                .add("avg", DoubleType)
                .add("quantiles", DataTypes.createArrayType(DoubleType))
                .add("min", DoubleType)
                .add("max", DoubleType)
                .add("stddev", DoubleType)
                .add("num_zeros", LongType)
                .add("num_nan", LongType)
                .add("min_length", DoubleType)
                .add("max_length", DoubleType)
                .add("avg_length", DoubleType)
                .add("non_null_columns", DataTypes.createArrayType(StringType))
                .add("frequent_items", DataTypes.createArrayType(ITEM))
                .add("median", DoubleType)
                .add("distinct_count", LongType)
                .add("percent_nan", DoubleType)
                .add("percent_null", DoubleType)
                .add("percent_zeros", DoubleType)
                .add("percent_distinct", DoubleType)
                .add("accuracy_score", DoubleType)
                .add("log_loss", DoubleType)
                .add("confusion_matrix", DataTypes.createArrayType(CONFUSION_CELL))
                .add("precision", PER_CLASS)
                .add("recall", PER_CLASS)
                .add("f1_score", PER_CLASS)
                .add("roc_auc_score", PER_CLASS)
                .add("mean_squared_error", DoubleType)
                .add("root_mean_squared_error", DoubleType)
                .add("mean_average_error", DoubleType)
                .add("mean_absolute_percentage_error", DoubleType)
                .add("r2_score", DoubleType)
                .add("predictive_parity", DoubleType)
                .add("predictive_equality", DoubleType)
                .add("equal_opportunity", DoubleType)
                .add("statistical_parity", DoubleType);
        schema = schema.add("status", StringType)
                .add("status_reason", StringType)
                .add("num_infinite", LongType)
                .add("label_count", LongType)
                .add("label_coverage", DoubleType)
                .add("quality_status", StringType);
        for (QualityMetric metric : QualityMetric.of(Task.BINARY_CLASSIFICATION)) {
            Optional<ProfileColumn> column = metric.profile();
            if (column.isPresent() && schema.getFieldIndex(column.get().name()).isEmpty()) {
                schema = schema.add(column.get().name(), type(column.get()));
            }
        }
        return schema.add("state_exact", BooleanType)
                .add("run_id", StringType)
                .add("computed_at", TimestampType)
                .add("project", StringType)
                .add("monitor_name", StringType)
                .add("undecided_count", LongType);
    }

    private static DataType type(ProfileColumn column) {
        return switch (column.shape()) {
            case NUMBER -> DoubleType;
            case PER_CLASS -> PER_CLASS;
        };
    }

    /** Returns the columns of the drift metrics of a table whose model versions stand in {@code modelId}. */
    static StructType drift(String modelId) {
        StructType schema = new StructType()
                .add("window", WINDOW)
                .add("granularity", StringType)
                .add("monitor_version", LongType)
                .add(modelId, StringType)
                .add("slice_key", StringType)
                .add("slice_value", StringType)
                .add("column_name", StringType)
                .add("data_type", StringType);
        schema = described(schema, "window_cmp", WINDOW, "the window compared with; NULL for the baseline");
        schema = described(schema, "drift_type", StringType, "CONSECUTIVE or BASELINE");
        schema = described(schema, "count_delta", LongType, "deltas: this window minus the other")
                .add("avg_delta", DoubleType)
                .add("percent_null_delta", DoubleType)
                .add("percent_zeros_delta", DoubleType)
                .add("percent_distinct_delta", DoubleType)
                .add("non_null_columns_delta", SHIFT)
                .add("js_distance", DoubleType)
                .add("ks_test", TEST)
                .add("wasserstein_distance", DoubleType)
                .add("population_stability_index", DoubleType)
                .add("chi_squared_test", TEST)
                .add("tv_distance", DoubleType)
                .add("l_infinity_distance", DoubleType);
        schema = described(schema, "status", StringType, "OK, or why a distance is NULL")
                .add("status_reason", StringType)
                .add("n_ref", LongType)
                .add("n_cur", LongType)
                .add("ks_low", DoubleType)
                .add("ks_high", DoubleType)
                .add("psi_critical", DoubleType)
                .add("js_base", DoubleType)
                .add("hellinger_distance", DoubleType)
                .add("cramers_v", DoubleType)
                .add("wasserstein_normed", DoubleType)
                .add("missing_test", TEST)
                .add("missing_p_adjusted", DoubleType)
                .add("p_adjusted", DoubleType)
                .add("percent_below_range", DoubleType)
                .add("percent_above_range", DoubleType)
                .add("new_categories", DataTypes.createArrayType(ITEM))
                .add("missing_categories", DataTypes.createArrayType(ITEM));
        schema = described(schema, "effect_level", StringType, "NONE, MODERATE or LARGE; NULL if not computable");
        return described(schema, "drifted", BooleanType, "a large effect, more than chance, on enough rows")
                .add("state_exact", BooleanType)
                .add("run_id", StringType)
                .add("computed_at", TimestampType)
                .add("project", StringType)
                .add("monitor_name", StringType);
    }

    /** Returns the SQL condition on the rows of one monitor: several may watch a table, also those of several projects. */
    static String of(String monitor, Optional<String> project) {
        return "`monitor_name` = " + literal(monitor) + " AND `project` <=> "
                + project.map(MetricTables::literal).orElse("NULL");
    }

    private static String literal(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    private static StructType described(StructType schema, String name, DataType type, String comment) {
        return schema.add(new StructField(name, type, true, Metadata.empty()).withComment(comment));
    }
}
