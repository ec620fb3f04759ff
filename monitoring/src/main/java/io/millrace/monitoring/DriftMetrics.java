package io.millrace.monitoring;

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
 * @param distance distances of the distributions
 * @param pAdjusted adjusted p-value of the test of the values; NaN if there is none
 * @param missingPAdjusted adjusted p-value of the test of the missing values; NaN if there is none
 * @param effect how much the column changed; empty if that cannot be told
 * @param drifted whether the change is large, more than chance, and seen on enough rows
 */
record DriftMetrics(
        Segment segment,
        String column,
        String dataType,
        DriftType type,
        Optional<Window> comparedWith,
        Deltas deltas,
        Distance distance,
        double pAdjusted,
        double missingPAdjusted,
        Optional<Effect> effect,
        boolean drifted) {
    /** This window minus the other; percentages in points, NaN where a side has none. */
    record Deltas(long count, double avg, double percentNull, double percentZeros, double percentDistinct) {}

    MetricStatus status() {
        return distance.status();
    }

    /** The number by which columns are ranked: the population stability index, or what is missing if that says more. */
    double strength() {
        double psi = distance.value(Measure.PSI);
        double missing = Math.abs(deltas.percentNull()) / 100;
        return Double.isNaN(psi) ? missing : Math.max(psi, Double.isNaN(missing) ? 0 : missing);
    }

    /**
     * Returns this row judged: its adjusted p-values, effect and verdict by the thresholds.
     *
     * <p>The effect is that of the distance, if this is above its critical value, or that of the missing values, whichever
     * is greater; too few values on a side leave the distance out.
     */
    DriftMetrics judged(double adjusted, double missingAdjusted, Thresholds thresholds) {
        double psi = distance.value(Measure.PSI);
        boolean enough = Math.min(distance.referenceCount(), distance.currentCount()) >= thresholds.minSample();
        boolean beyondChance = psi > distance.value(Measure.PSI_CRITICAL) && adjusted < thresholds.alpha();
        Effect byValues =
                !enough || !beyondChance ? Effect.NONE : level(psi, thresholds.psiWatch(), thresholds.psiAct());
        double missing = Math.abs(deltas.percentNull()) / 100;
        Effect byMissing = missingAdjusted < thresholds.alpha()
                ? level(missing, thresholds.missingWatch(), thresholds.missingAct())
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
                distance,
                adjusted,
                missingAdjusted,
                computable ? Optional.of(greater) : Optional.empty(),
                greater == Effect.LARGE);
    }

    private static Effect level(double value, double watch, double act) {
        return value >= act ? Effect.LARGE : value >= watch ? Effect.MODERATE : Effect.NONE;
    }
}
