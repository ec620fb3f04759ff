package io.millrace.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** Dashboards and alerts written for Databricks' own metric tables find the names, types and order that they know. */
final class MetricTablesTest {
    private static final String PER_CLASS = "struct<one_vs_all:map<string,double>,macro:double,weighted:double>";
    private static final String PROFILE =
            """
            window struct<start:timestamp,end:timestamp>, log_type string, logging_table_commit_version int,
            monitor_version bigint, granularity string, model_version string, slice_key string, slice_value string,
            column_name string, count bigint, data_type string, num_nulls bigint, avg double, quantiles array<double>,
            min double, max double, stddev double, num_zeros bigint, num_nan bigint, min_length double,
            max_length double, avg_length double, non_null_columns array<string>,
            frequent_items array<struct<item:string,count:bigint>>, median double, distinct_count bigint,
            percent_nan double, percent_null double, percent_zeros double, percent_distinct double,
            accuracy_score double, log_loss double,
            confusion_matrix array<struct<prediction:string,label:string,count:bigint>>,
            precision PER_CLASS, recall PER_CLASS, f1_score PER_CLASS, roc_auc_score PER_CLASS,
            mean_squared_error double, root_mean_squared_error double, mean_average_error double,
            mean_absolute_percentage_error double, r2_score double, predictive_parity double,
            predictive_equality double, equal_opportunity double, statistical_parity double
            """
                    .replace("PER_CLASS", PER_CLASS);
    private static final String DRIFT =
            """
            window struct<start:timestamp,end:timestamp>, granularity string, monitor_version bigint,
            model_version string, slice_key string, slice_value string, column_name string, data_type string,
            window_cmp struct<start:timestamp,end:timestamp>, drift_type string, count_delta bigint, avg_delta double,
            percent_null_delta double, percent_zeros_delta double, percent_distinct_delta double,
            non_null_columns_delta struct<added:int,missing:int>, js_distance double,
            ks_test struct<statistic:double,pvalue:double>, wasserstein_distance double,
            population_stability_index double, chi_squared_test struct<statistic:double,pvalue:double>,
            tv_distance double, l_infinity_distance double
            """;

    @Test
    void profileMetricsBeginWithTheColumnsThatDatabricksHas() {
        assertBegins(MetricTables.profile("model_version"), PROFILE);
    }

    @Test
    void driftMetricsBeginWithTheColumnsThatDatabricksHas() {
        assertBegins(MetricTables.drift("model_version"), DRIFT);
    }

    private static void assertBegins(StructType actual, String ddl) {
        StructField[] expected = StructType.fromDDL(ddl).fields();
        for (int i = 0; i < expected.length; i++) {
            StructField field = actual.fields()[i];
            assertThat(field.name() + " " + field.dataType().catalogString())
                    .isEqualTo(expected[i].name() + " " + expected[i].dataType().catalogString());
            assertThat(field.nullable()).isTrue();
        }
        assertThat(actual.size()).isGreaterThan(expected.length);
    }
}
