package io.millrace.monitoring;

import io.millrace.metrics.ItemCount;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Writes drift metrics as rows of their table. */
final class DriftRows {
    private static final int ITEMS = 20;

    private final Stamp stamp;
    private final StructType schema;

    DriftRows(Stamp stamp) {
        this.stamp = stamp;
        this.schema = MetricTables.drift(stamp.modelId());
    }

    Row row(DriftMetrics drift) {
        RowFields fields = stamp.on(new RowFields(schema), drift.segment())
                .set("column_name", drift.column())
                .set("data_type", drift.dataType())
                .set("drift_type", drift.type().name());
        drift.comparedWith().ifPresent(window -> fields.window("window_cmp", window));
        DriftMetrics.Deltas deltas = drift.deltas();
        fields.set("count_delta", deltas.count())
                .number("avg_delta", deltas.avg())
                .number("percent_null_delta", deltas.percentNull())
                .number("percent_zeros_delta", deltas.percentZeros())
                .number("percent_distinct_delta", deltas.percentDistinct())
                .set("effect_level", drift.effect().map(Effect::name).orElse(null))
                .set("drifted", drift.drifted())
                .number("p_adjusted", drift.pAdjusted())
                .number("missing_p_adjusted", drift.missingPAdjusted());
        return distance(fields, drift.distance()).row();
    }

    private static RowFields distance(RowFields fields, Distance distance) {
        double js = distance.value(Measure.JS_DISTANCE);
        return fields.set("status", distance.status().name())
                .set("status_reason", distance.reason().isEmpty() ? null : distance.reason())
                .set("n_ref", distance.referenceCount())
                .set("n_cur", distance.currentCount())
                .number("js_distance", js)
                .number("js_base", Double.isFinite(js) ? 2 : Double.NaN)
                .test("ks_test", distance.value(Measure.KS), distance.value(Measure.KS_P))
                .number("ks_low", distance.value(Measure.KS_LOW))
                .number("ks_high", distance.value(Measure.KS_HIGH))
                .number("wasserstein_distance", distance.value(Measure.WASSERSTEIN))
                .number("wasserstein_normed", distance.value(Measure.WASSERSTEIN_NORMED))
                .number("population_stability_index", distance.value(Measure.PSI))
                .number("psi_critical", distance.value(Measure.PSI_CRITICAL))
                .test("chi_squared_test", distance.value(Measure.CHI_SQUARED), distance.value(Measure.CHI_SQUARED_P))
                .number("cramers_v", distance.value(Measure.CRAMERS_V))
                .number("tv_distance", distance.value(Measure.TOTAL_VARIATION))
                .number("l_infinity_distance", distance.value(Measure.L_INFINITY))
                .number("hellinger_distance", distance.value(Measure.HELLINGER))
                .test("missing_test", distance.value(Measure.MISSING_Z), distance.value(Measure.MISSING_P))
                .number("percent_below_range", distance.value(Measure.PERCENT_BELOW))
                .number("percent_above_range", distance.value(Measure.PERCENT_ABOVE))
                .set("new_categories", items(distance.newCategories()))
                .set("missing_categories", items(distance.missingCategories()))
                .set("state_exact", distance.exact());
    }

    static @Nullable Object items(List<ItemCount> items) {
        return items.isEmpty()
                ? null
                : items.stream()
                        .limit(ITEMS)
                        .map(item -> RowFactory.create(item.item(), item.count()))
                        .toArray();
    }
}
