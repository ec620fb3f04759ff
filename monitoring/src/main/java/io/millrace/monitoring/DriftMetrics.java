package io.millrace.monitoring;

import io.millrace.metrics.ChiSquared;
import io.millrace.metrics.ColumnDrift;
import io.millrace.metrics.KolmogorovSmirnov;
import io.millrace.metrics.MetricStatus;
import java.util.Optional;

/**
 * One row of the drift metrics: a column in a window against the baseline or the window before.
 *
 * @param segment the rows that are judged
 * @param column name of the column
 * @param dataType its Spark type
 * @param type what it is compared with
 * @param comparedWith the other window; empty for the baseline
 * @param deltas differences of the profiles
 * @param distances distances of the distributions
 * @param pAdjusted adjusted p-value of the test of the values; NaN if there is none
 * @param missingPAdjusted adjusted p-value of the test of the missing values; NaN if there is none
 * @param effect how much the column changed; empty if that cannot be told
 */
record DriftMetrics(
        Segment segment,
        String column,
        String dataType,
        DriftType type,
        Optional<Window> comparedWith,
        Deltas deltas,
        ColumnDrift distances,
        double pAdjusted,
        double missingPAdjusted,
        Optional<Effect> effect) {
    /**
     * This window minus the other; NaN where a side has none.
     *
     * @param count rows
     * @param avg means
     * @param percentNull NULLs, in points
     * @param percentZeros zeros, in points
     * @param percentDistinct distinct values, in points
     * @param missing share of NULL and NaN, in 0..1
     */
    record Deltas(
            long count, double avg, double percentNull, double percentZeros, double percentDistinct, double missing) {}

    /** Returns a row that is not judged yet. */
    static DriftMetrics unjudged(
            Segment segment,
            String column,
            String dataType,
            DriftType type,
            Optional<Window> comparedWith,
            Deltas deltas,
            ColumnDrift distances) {
        return new DriftMetrics(
                segment,
                column,
                dataType,
                type,
                comparedWith,
                deltas,
                distances,
                Double.NaN,
                Double.NaN,
                Optional.empty());
    }

    MetricStatus status() {
        return distances.status();
    }

    /** Whether the change is large, more than chance, and seen on enough rows. */
    boolean drifted() {
        return effect.equals(Optional.of(Effect.LARGE));
    }

    /** Whether the change is at least moderate. */
    boolean changed() {
        return effect.filter(found -> found != Effect.NONE).isPresent();
    }

    /** The p-value of the test that suits the column's kind; NaN if there is none. */
    double pValue() {
        return distances
                .kolmogorovSmirnov()
                .map(KolmogorovSmirnov::pValue)
                .or(() -> distances.chiSquared().map(ChiSquared::pValue))
                .orElse(Double.NaN);
    }

    /** The number by which columns are ranked: the population stability index, or what is missing if that says more. */
    double strength() {
        double missing = Math.abs(deltas.missing());
        return Double.isNaN(distances.psi()) ? missing : Math.max(distances.psi(), Double.isNaN(missing) ? 0 : missing);
    }

    /**
     * Returns this row judged.
     *
     * <p>The effect is that of the distance, if this is above its critical value, or that of the missing values, whichever
     * is greater; too few values on a side leave the distance out.
     */
    DriftMetrics judged(double adjusted, double missingAdjusted, Thresholds thresholds) {
        double psi = distances.psi();
        boolean enough = Math.min(distances.referenceCount(), distances.currentCount()) >= thresholds.minSample();
        boolean beyondChance = psi > distances.psiCritical() && adjusted < thresholds.alpha();
        Effect byValues = enough && beyondChance ? level(psi, thresholds.psiWatch(), thresholds.psiAct()) : Effect.NONE;
        Effect byMissing = missingAdjusted < thresholds.alpha()
                ? level(Math.abs(deltas.missing()), thresholds.missingWatch(), thresholds.missingAct())
                : Effect.NONE;
        Effect greater = byValues.compareTo(byMissing) >= 0 ? byValues : byMissing;
        boolean computable = !Double.isNaN(psi) || !Double.isNaN(missingAdjusted);
        return new DriftMetrics(
                segment,
                column,
                dataType,
                type,
                comparedWith,
                deltas,
                distances,
                adjusted,
                missingAdjusted,
                computable ? Optional.of(greater) : Optional.empty());
    }

    private static Effect level(double value, double watch, double act) {
        return value >= act ? Effect.LARGE : value >= watch ? Effect.MODERATE : Effect.NONE;
    }
}
