package io.millrace.metrics;

import io.millrace.metrics.BinaryScores.Needs;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleBiFunction;

/** A metric of the scores, as an entry that is filled in step by step; each step gives a new one. */
record ScoreMetric(
        String name,
        Better better,
        Needs needs,
        String title,
        String meaning,
        Function<BinaryScores, Optional<Metric>> value,
        Optional<ToDoubleBiFunction<PairState, QualitySettings>> differenceError,
        Optional<ProfileColumn> profile,
        Set<Place> places)
        implements BinaryMetric {
    static ScoreMetric of(String name, Better better, Needs needs) {
        return new ScoreMetric(
                name,
                better,
                needs,
                name,
                "",
                scores -> Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Set.of());
    }

    ScoreMetric called(String newTitle, String newMeaning) {
        return new ScoreMetric(name, better, needs, newTitle, newMeaning, value, differenceError, profile, places);
    }

    /** Sets what gives value and interval, once the needs are met; undefined with the reason until then. */
    ScoreMetric value(Function<BinaryScores, Metric> given) {
        return valueIfAny(scores -> Optional.of(scores.unmet(needs).orElseGet(() -> given.apply(scores))));
    }

    ScoreMetric valueIfAny(Function<BinaryScores, Optional<Metric>> given) {
        return new ScoreMetric(name, better, needs, title, meaning, given, differenceError, profile, places);
    }

    ScoreMetric differenceError(ToDoubleBiFunction<PairState, QualitySettings> error) {
        return new ScoreMetric(name, better, needs, title, meaning, value, Optional.of(error), profile, places);
    }

    ScoreMetric profile(ProfileColumn column) {
        return new ScoreMetric(
                name, better, needs, title, meaning, value, differenceError, Optional.of(column), places);
    }

    ScoreMetric shownAt(Place... shown) {
        return new ScoreMetric(name, better, needs, title, meaning, value, differenceError, profile, Set.of(shown));
    }

    @Override
    public Optional<Metric> of(BinaryScores scores) {
        return value.apply(scores);
    }
}
