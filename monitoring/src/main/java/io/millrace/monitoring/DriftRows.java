package io.millrace.monitoring;

import io.millrace.metrics.ColumnDrift;
import io.millrace.metrics.ItemCount;
import io.millrace.metrics.MetricStatus;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Writes drift metrics as rows of their table. */
final class DriftRows {
    private static final int ITEMS = 20;

    private final Stamp stamp;
    private final int minSample;
    private final StructType schema;

    DriftRows(Stamp stamp, int minSample) {
        this.stamp = stamp;
        this.minSample = minSample;
        this.schema = MetricTables.drift(stamp.modelId());
    }

    Row row(DriftMetrics drift) {
        RowFields fields = stamp.on(new RowFields(schema), drift.segment())
                .set("column_name", drift.column())
                .set("data_type", drift.dataType())
                .set("drift_type", drift.type().name())
                .set("status", status(drift).name())
                .set("status_reason", reason(drift).orElse(null));
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
        return distances(fields, drift.distances()).row();
    }

    /** Distances of few values stand, but alert nobody. */
    private MetricStatus status(DriftMetrics drift) {
        ColumnDrift found = drift.distances();
        boolean few = Math.min(found.referenceCount(), found.currentCount()) < minSample;
        boolean told = found.status() == MetricStatus.OK || found.status() == MetricStatus.APPROXIMATE;
        return told && !Double.isNaN(found.psi()) && few ? MetricStatus.INSUFFICIENT_SAMPLE : found.status();
    }

    private Optional<String> reason(DriftMetrics drift) {
        if (status(drift) == MetricStatus.INSUFFICIENT_SAMPLE) {
            return Optional.of("fewer than " + minSample + " values on a side");
        }
        if (!drift.distances().reason().isEmpty()) {
            return Optional.of(drift.distances().reason());
        }
        return drift.comparedWith()
                .filter(window -> window.end().isBefore(drift.segment().window().start()))
                .map(window -> "compared with the last window that has rows");
    }

    private static RowFields distances(RowFields fields, ColumnDrift drift) {
        fields.set("n_ref", drift.referenceCount())
                .set("n_cur", drift.currentCount())
                .number("population_stability_index", drift.psi())
                .number("psi_critical", drift.psiCritical())
                .number("hellinger_distance", drift.hellinger())
                .test("missing_test", drift.missingZ(), drift.missingPValue())
                .set("state_exact", drift.exact());
        drift.kolmogorovSmirnov().ifPresent(ks -> fields.test("ks_test", ks.low(), ks.pValue())
                .number("ks_low", ks.low())
                .number("ks_high", ks.high())
                .number("wasserstein_distance", drift.wasserstein())
                .number("wasserstein_normed", drift.wassersteinNormed())
                .number("percent_below_range", 100 * drift.belowShare())
                .number("percent_above_range", 100 * drift.aboveShare()));
        drift.chiSquared().ifPresent(test -> fields.test("chi_squared_test", test.statistic(), test.pValue())
                .number("cramers_v", test.cramersV())
                .number("js_distance", drift.jensenShannon())
                .number("js_base", Double.isFinite(drift.jensenShannon()) ? 2 : Double.NaN)
                .number("tv_distance", drift.totalVariation())
                .number("l_infinity_distance", drift.lInfinity())
                .set("new_categories", items(drift.newCategories(), ITEMS))
                .set("missing_categories", items(drift.missingCategories(), ITEMS)));
        return fields;
    }

    /** Returns the first items as an array column takes them; NULL for none. */
    static @Nullable Object items(List<ItemCount> items, int limit) {
        return items.isEmpty()
                ? null
                : RowFields.array(items.stream()
                        .limit(limit)
                        .map(item -> RowFactory.create(item.item(), item.count()))
                        .toList());
    }
}
