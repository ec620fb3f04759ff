package io.millrace.monitoring;

import io.millrace.metrics.ColumnProfile;
import io.millrace.metrics.Confusion;
import io.millrace.metrics.QualityReport;
import io.millrace.metrics.TableProfile;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is known of the predictions of one segment.
 *
 * @param rowCount rows
 * @param labelCount rows of them with a label
 * @param undecidedCount rows of them whose stored prediction is neither 0 nor 1
 * @param scores quality of the probabilities; empty if the table has none
 * @param decisions the stored predictions against the labels; empty if none can be judged
 */
record Quality(
        long rowCount,
        long labelCount,
        long undecidedCount,
        Optional<QualityReport> scores,
        Optional<Confusion> decisions) {
    /** Puts together what the profile pass counted and how good the scores are. */
    static SortedMap<Segment, Quality> of(WindowProfiles profiles, Map<Segment, QualityReport> scores) {
        SortedMap<Segment, Quality> all = new TreeMap<>();
        profiles.outcomes().forEach((segment, outcomes) -> {
            TableProfile profile = profiles.segments().get(segment);
            if (profile != null) {
                all.put(segment, of(profile.rowCount(), outcomes, Optional.ofNullable(scores.get(segment))));
            }
        });
        return all;
    }

    private static Quality of(long rowCount, ColumnProfile outcomes, Optional<QualityReport> scores) {
        return new Quality(
                rowCount,
                Outcomes.labelCount(outcomes),
                Outcomes.undecidedCount(outcomes),
                scores,
                Outcomes.confusion(outcomes));
    }

    boolean covered(double minCoverage) {
        return labelCount > 0 && labelCount >= minCoverage * rowCount;
    }

    QualityPoint point(double minCoverage) {
        boolean covered = covered(minCoverage);
        return new QualityPoint(
                rowCount, labelCount, covered ? scores : Optional.empty(), covered ? decisions : Optional.empty());
    }
}
