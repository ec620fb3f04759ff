package io.millrace.monitoring;

import io.millrace.metrics.ChiSquared;
import io.millrace.metrics.ColumnDrift;
import io.millrace.metrics.KolmogorovSmirnov;
import io.millrace.metrics.MetricStatus;
import io.millrace.reports.Figures;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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
 * @param byValues how much the values changed; empty if that cannot be told
 * @param byMissing how much the share of missing values changed; empty if that cannot be told
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
        Optional<Effect> byValues,
        Optional<Effect> byMissing) {
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
                Optional.empty(),
                Optional.empty());
    }

    /** How much the column changed, by values or by what is missing, whichever is more; empty if neither can be told. */
    Optional<Effect> effect() {
        return Stream.concat(byValues.stream(), byMissing.stream()).max(Comparator.naturalOrder());
    }

    /** Says which rules made the effect what it is: {@code PSI 0.31 from 0.2 on}; empty for an effect of none. */
    String rules(Thresholds thresholds) {
        List<String> rules = new ArrayList<>();
        if (changed() && byValues.equals(effect())) {
            rules.add("PSI " + Figures.number(distances.psi()) + ", from "
                    + Figures.number(drifted() ? thresholds.psiAct() : thresholds.psiWatch()) + " on");
        }
        if (changed() && byMissing.equals(effect())) {
            rules.add("missing " + (deltas.missing() > 0 ? "+" : "") + Figures.percent(deltas.missing()) + ", from "
                    + Figures.percent(drifted() ? thresholds.missingAct() : thresholds.missingWatch()) + " on");
        }
        return String.join("; ", rules);
    }

    MetricStatus status() {
        return distances.status();
    }

    /** Whether the change is large, more than chance, and seen on enough rows. */
    boolean drifted() {
        return effect().equals(Optional.of(Effect.LARGE));
    }

    /** Whether the change is at least moderate. */
    boolean changed() {
        return effect().filter(found -> found != Effect.NONE).isPresent();
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
     * <p>The distance counts if it is above its critical value and its test, where there is one, is significant; too few
     * values on a side leave it out. The missing values count if their test is significant.
     */
    DriftMetrics judged(double adjusted, double missingAdjusted, Thresholds thresholds) {
        double psi = distances.psi();
        Effect values = valuesBeyondChance(adjusted, thresholds)
                ? level(psi, thresholds.psiWatch(), thresholds.psiAct())
                : Effect.NONE;
        Effect missing = missingAdjusted < thresholds.alpha()
                ? level(Math.abs(deltas.missing()), thresholds.missingWatch(), thresholds.missingAct())
                : Effect.NONE;
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
                Double.isNaN(psi) ? Optional.empty() : Optional.of(values),
                Double.isNaN(missingAdjusted) ? Optional.empty() : Optional.of(missing));
    }

    /** How much the column changed beyond what chance does, on the scale of {@link #strength}; 0 if chance explains it. */
    double strengthBeyondChance(Thresholds thresholds) {
        double values = valuesBeyondChance(pAdjusted, thresholds) ? distances.psi() : 0;
        double missing = missingPAdjusted < thresholds.alpha() ? Math.abs(deltas.missing()) : 0;
        return Math.max(values, missing);
    }

    private boolean valuesBeyondChance(double adjusted, Thresholds thresholds) {
        boolean enough = Math.min(distances.referenceCount(), distances.currentCount()) >= thresholds.minSample();
        return enough && distances.psi() > distances.psiCritical() && !(adjusted >= thresholds.alpha());
    }

    private static Effect level(double value, double watch, double act) {
        return value >= act ? Effect.LARGE : value >= watch ? Effect.MODERATE : Effect.NONE;
    }
}
