package io.millrace.monitoring;

import io.millrace.metrics.Metric;
import io.millrace.metrics.MetricStatus;
import io.millrace.reports.Figures;
import io.millrace.reports.HtmlPage.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;

/**
 * How things stand in the latest window with enough rows, and why.
 *
 * @param window the window that is judged; empty if there is none
 * @param against what it was compared with
 * @param changes its columns, the greatest change first
 */
record Judgement(
        Verdict verdict, String reason, Optional<Window> window, DriftType against, List<DriftMetrics> changes) {
    /** Characters of a column's name that a sentence takes. */
    private static final int LONGEST_NAME = 100;

    Judgement {
        changes = List.copyOf(changes);
    }

    /**
     * Judges the latest window that has at least the least sample of rows; one that begins after {@code asOf} only if there
     * is no other.
     *
     * @param asOf the instant of the refresh
     * @param drift whole-table drift of the first granularity
     * @param volumes rows by window
     * @param quality quality by window
     * @param heldOutAuc ROC AUC of the champion on its held-out rows; NaN if unknown
     * @param words says in words how a column changed
     */
    static Judgement of(
            Monitor monitor,
            Instant asOf,
            List<DriftMetrics> drift,
            SortedMap<Window, Long> volumes,
            SortedMap<Window, QualityPoint> quality,
            double heldOutAuc,
            Function<DriftMetrics, String> words) {
        Thresholds thresholds = monitor.thresholds();
        Optional<Window> judged = Volumes.judged(volumes, thresholds.minSample(), asOf);
        DriftType against = drift.stream()
                        .anyMatch(row ->
                                row.type() == DriftType.BASELINE && row.effect().isPresent())
                ? DriftType.BASELINE
                : DriftType.CONSECUTIVE;
        if (judged.isEmpty()) {
            String reason = volumes.isEmpty()
                    ? monitor.table() + " has no row with a time, so nothing can be said."
                    : "No window has " + thresholds.minSample() + " rows, too few to tell change from chance.";
            return new Judgement(Verdict.WATCH, reason, Optional.empty(), against, List.of());
        }
        List<DriftMetrics> changes = drift.stream()
                .filter(row -> row.type() == against && row.segment().window().equals(judged.get()))
                .sorted(Comparator.comparing((DriftMetrics row) -> row.effect().orElse(Effect.NONE))
                        .thenComparing(row -> Double.isNaN(row.strength()) ? 0 : row.strength())
                        .reversed()
                        .thenComparing(DriftMetrics::column))
                .toList();
        String name = new WindowNames(monitor.zone()).full(judged.get());
        String when = monitor.type() == Monitor.Type.SNAPSHOT ? "in the table" : "in the window " + name;
        String than = against == DriftType.BASELINE ? "against the training rows" : "against the window before";
        List<String> reasons = new ArrayList<>();
        Verdict verdict = columns(changes, when, than, words, reasons);
        Optional<String> quieter =
                qualityLoss(quality, judged.get(), heldOutAuc, thresholds, new WindowNames(monitor.zone()));
        if (quieter.isPresent()) {
            reasons.add(0, quieter.get());
            verdict = Verdict.ACT;
        }
        if (drift.isEmpty()) {
            reasons.add(when + " nothing could be compared: there is neither a baseline nor a window before");
        }
        return new Judgement(verdict, sentence(reasons), judged, against, changes);
    }

    private static Verdict columns(
            List<DriftMetrics> changes,
            String when,
            String than,
            Function<DriftMetrics, String> words,
            List<String> reasons) {
        List<DriftMetrics> large =
                changes.stream().filter(DriftMetrics::drifted).toList();
        List<DriftMetrics> moderate = changes.stream()
                .filter(row -> row.effect().equals(Optional.of(Effect.MODERATE)))
                .toList();
        List<String> lost = changes.stream()
                .filter(row -> row.status() == MetricStatus.COLUMN_MISSING || row.status() == MetricStatus.TYPE_CHANGED)
                .map(row -> Figures.name(row.column(), LONGEST_NAME))
                .toList();
        if (!lost.isEmpty()) {
            reasons.add("missing or of another type: " + String.join(", ", lost));
        }
        List<DriftMetrics> told = large.isEmpty() ? moderate : large;
        if (!told.isEmpty()) {
            DriftMetrics first = told.get(0);
            reasons.add(told.size() + " of " + changes.size() + " columns changed " + (large.isEmpty() ? "" : "a lot ")
                    + when + " " + than + ", most of all " + Figures.name(first.column(), LONGEST_NAME) + " ("
                    + strength(first)
                    + words.apply(first) + ")");
        } else if (lost.isEmpty() && !changes.isEmpty()) {
            reasons.add("none of " + changes.size() + " columns changed noticeably " + when + " " + than);
        }
        if (!large.isEmpty() || !lost.isEmpty()) {
            return Verdict.ACT;
        }
        return moderate.isEmpty() && !changes.isEmpty() ? Verdict.HEALTHY : Verdict.WATCH;
    }

    private static String strength(DriftMetrics row) {
        double psi = row.distances().psi();
        return Double.isNaN(psi) ? "" : "PSI " + Figures.number(psi) + ", ";
    }

    /**
     * Quality counts when even the favourable end of its interval is below what was promised. A window with too few rows of
     * a class has no interval, and says nothing; the one before it is asked.
     */
    private static Optional<String> qualityLoss(
            SortedMap<Window, QualityPoint> quality,
            Window judged,
            double heldOutAuc,
            Thresholds thresholds,
            WindowNames names) {
        if (Double.isNaN(heldOutAuc)) {
            return Optional.empty();
        }
        for (Map.Entry<Window, QualityPoint> entry :
                quality.headMap(new Window(judged.end(), judged.end())).entrySet().stream()
                        .sorted(Map.Entry.<Window, QualityPoint>comparingByKey().reversed())
                        .toList()) {
            Optional<Metric> found = entry.getValue().judged();
            if (found.isPresent()) {
                Metric auc = found.get();
                boolean lost = auc.value() <= heldOutAuc - thresholds.aucDrop() && auc.high() < heldOutAuc;
                return lost
                        ? Optional.of(QualityPoint.LEAD.title() + " fell to " + Figures.number(auc.value()) + " ("
                                + Figures.number(auc.low()) + " to " + Figures.number(auc.high()) + ") from "
                                + Figures.number(heldOutAuc) + " on the held-out rows, in the window "
                                + names.full(entry.getKey()))
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static String sentence(List<String> reasons) {
        String joined = String.join("; ", reasons);
        return joined.isEmpty() ? joined : joined.substring(0, 1).toUpperCase(Locale.ROOT) + joined.substring(1) + ".";
    }
}
