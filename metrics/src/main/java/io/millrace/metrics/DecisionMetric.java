package io.millrace.metrics;

import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;

/** A metric of the decisions at a threshold, greater is better, as an entry that is filled in step by step. */
record DecisionMetric(
        String name,
        ToDoubleFunction<Confusion> value,
        DoubleFunction<String> undefined,
        String title,
        String meaning,
        Interval interval,
        Optional<ProfileColumn> profile,
        Set<Place> places)
        implements BinaryMetric {
    /** Gives a value its interval. */
    interface Interval {
        Metric of(Intervals intervals, Metric value, Confusion confusion);
    }

    static DecisionMetric of(String name, ToDoubleFunction<Confusion> value, DoubleFunction<String> undefined) {
        return new DecisionMetric(
                name, value, undefined, name, "", (intervals, metric, of) -> metric, Optional.empty(), Set.of());
    }

    DecisionMetric called(String newTitle, String newMeaning) {
        return new DecisionMetric(name, value, undefined, newTitle, newMeaning, interval, profile, places);
    }

    DecisionMetric interval(Interval method) {
        return new DecisionMetric(name, value, undefined, title, meaning, method, profile, places);
    }

    DecisionMetric profile(ProfileColumn column) {
        return new DecisionMetric(name, value, undefined, title, meaning, interval, Optional.of(column), places);
    }

    DecisionMetric shownAt(Place... shown) {
        return new DecisionMetric(name, value, undefined, title, meaning, interval, profile, Set.of(shown));
    }

    @Override
    public Better better() {
        return Better.HIGHER;
    }

    @Override
    public Optional<Metric> of(BinaryScores scores) {
        return scores.decisions()
                .map(confusion ->
                        interval.of(scores.intervals(), exact(scores.state().threshold(), confusion), confusion));
    }

    @Override
    public Optional<Metric> ofDecisions(double threshold, Confusion confusion) {
        return Optional.of(exact(threshold, confusion));
    }

    private Metric exact(double threshold, Confusion confusion) {
        double number = value.applyAsDouble(confusion);
        return Double.isNaN(number)
                ? Metric.undefined(MetricStatus.NO_VALID_VALUES, undefined.apply(threshold))
                : Metric.exact(number);
    }
}
