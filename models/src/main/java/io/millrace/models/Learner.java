package io.millrace.models;

import java.io.Serializable;

/** What turns a prepared vector into the probability of the positive class. Immutable, safe for many threads. */
public sealed interface Learner extends Serializable permits LinearLearner, TreeLearner {
    /** Returns the length of the vectors this learner needs at least. */
    int width();

    /**
     * Returns the probability of the positive class, in [0, 1]; NaN where the learner cannot take a missing value. The
     * same bits on every JVM and architecture. Does not change {@code vector}.
     */
    double probability(double[] vector);

    /** Returns {@code 1 / (1 + exp(-margin))}, the same bits on every JVM. */
    static double sigmoid(double margin) {
        return 1.0 / (1.0 + StrictMath.exp(-margin));
    }
}
