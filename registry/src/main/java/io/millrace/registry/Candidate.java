package io.millrace.registry;

import io.millrace.metrics.QualityComparison;
import java.util.Map;
import java.util.Optional;

/**
 * A version that asks to be the champion, with its evidence.
 *
 * @param model the registered model
 * @param version the version that asks
 * @param metrics the metrics of its evaluation, by name
 * @param againstChampion the comparison with the champion; empty if there was none to compare with
 */
public record Candidate(
        String model, long version, Map<String, Double> metrics, Optional<ChampionComparison> againstChampion) {
    public Candidate {
        metrics = Map.copyOf(metrics);
    }

    /**
     * A paired comparison on the same rows.
     *
     * @param championVersion the version that it was compared with
     * @param comparison candidate (challenger) against that version
     */
    public record ChampionComparison(long championVersion, QualityComparison comparison) {}

    /** Returns a candidate that was not compared with a champion. */
    public static Candidate of(String model, long version, Map<String, Double> metrics) {
        return new Candidate(model, version, metrics, Optional.empty());
    }

    /** Returns this candidate with its comparison with that champion. */
    public Candidate comparedWith(long championVersion, QualityComparison comparison) {
        return new Candidate(model, version, metrics, Optional.of(new ChampionComparison(championVersion, comparison)));
    }
}
