package io.millrace.training;

import java.util.OptionalInt;

/** Remembers the best round of a metric, and tells when it has not improved for long enough. */
final class EarlyStop {
    private final int patience;
    private final boolean greaterIsBetter;
    private int bestRound = -1;
    private double best;
    private int lastRound = -1;

    /** Never ends the training, and has no best round, if {@code patience} is 0. */
    EarlyStop(int patience, boolean greaterIsBetter) {
        this.patience = patience;
        this.greaterIsBetter = greaterIsBetter;
    }

    /** Takes the metric of a round; of equal values the earlier is the better one. */
    void saw(int round, double value) {
        lastRound = round;
        if (bestRound < 0 || (greaterIsBetter ? value > best : value < best)) {
            bestRound = round;
            best = value;
        }
    }

    boolean reached() {
        return patience > 0 && bestRound >= 0 && lastRound - bestRound >= patience;
    }

    OptionalInt bestRound() {
        return patience > 0 && bestRound >= 0 ? OptionalInt.of(bestRound) : OptionalInt.empty();
    }
}
