package io.millrace.pipelines;

import io.millrace.metrics.BinaryMetric;
import io.millrace.metrics.BinaryScores;
import io.millrace.metrics.Metric;
import java.util.Optional;

/** A metric as a user may write one: the mean distance of score and label. */
public final class MeanAbsoluteError implements BinaryMetric {
    static final String NAME = "mean_absolute_error";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "Mean absolute error";
    }

    @Override
    public String meaning() {
        return "mean distance of score and label; 0 is best";
    }

    @Override
    public Better better() {
        return Better.LOWER;
    }

    @Override
    public Optional<ProfileColumn> profile() {
        return Optional.of(new ProfileColumn(NAME, ProfileColumn.Shape.NUMBER));
    }

    @Override
    public Optional<Metric> of(BinaryScores scores) {
        return Optional.of(scores.mean((score, positive) -> positive ? 1 - score : score, 1));
    }
}
