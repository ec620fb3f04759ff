package io.millrace.models;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Logistic regression: the sigmoid of {@code intercept + sum(coefficient * value)}, summed in vector order.
 *
 * <p>A missing value (NaN) gives NaN: the preparation must impute. Equal when the numbers are.
 *
 * @param coefficients one for each place of the vector, finite
 * @param intercept finite
 */
@SuppressWarnings("ArrayRecordComponent") // copied in and out, compared by content
public record LinearLearner(double[] coefficients, double intercept) implements Learner {
    public LinearLearner {
        coefficients = coefficients.clone();
        for (double coefficient : coefficients) {
            if (!Double.isFinite(coefficient)) {
                throw new IllegalArgumentException("A coefficient is " + coefficient + "; must be finite");
            }
        }
        if (!Double.isFinite(intercept)) {
            throw new IllegalArgumentException("The intercept is " + intercept + "; must be finite");
        }
    }

    /** Returns a copy of the coefficients. */
    @Override
    public double[] coefficients() {
        return coefficients.clone();
    }

    @Override
    public int width() {
        return coefficients.length;
    }

    @Override
    public double probability(double[] vector) {
        double margin = intercept;
        for (int i = 0; i < coefficients.length; i++) {
            margin += coefficients[i] * vector[i];
        }
        return Learner.sigmoid(margin);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LinearLearner learner
                && Double.compare(intercept, learner.intercept) == 0
                && Arrays.equals(coefficients, learner.coefficients);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(coefficients) + Double.hashCode(intercept);
    }

    @Override
    public String toString() {
        return "LinearLearner[" + coefficients.length + " coefficients, intercept=" + intercept + "]";
    }
}
