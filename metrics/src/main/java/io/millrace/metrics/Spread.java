package io.millrace.metrics;

/** A state that knows how far its values lie apart. */
interface Spread {

    /** The sample variance (divisor n - 1), correctly rounded; NaN for fewer than two values. */
    double variance();

    /** The root of the sample variance; NaN for fewer than two values. */
    double standardDeviation();

    /** The state of nothing that is right for an input. */
    static Aggregate<?> empty(AggregateInput input) {
        return switch (input.kind()) {
            case INTEGER -> new WholeMoments();
            case DECIMAL -> new DecimalMoments();
            case DOUBLE, OTHER -> new ExactMoments();
        };
    }
}
