package io.millrace.training;

import io.millrace.config.ConfigReader;
import io.millrace.config.NumberRange;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Logistic regression with elastic-net regularisation, by Spark MLlib's L-BFGS and OWL-QN.
 *
 * @param maxIterations greatest number of passes over the train rows
 * @param regularization weight of the penalty, on standardised columns
 * @param elasticNet share of the absolute (lasso) penalty; the rest is squared (ridge)
 * @param tolerance relative change of the loss at which the training ends
 * @param partitions tasks that share the train rows; with 1, equal data give equal bits
 * @param seed unused by the optimiser, recorded with the run
 */
public record LogisticRegressionEstimator(
        int maxIterations, double regularization, double elasticNet, double tolerance, int partitions, long seed)
        implements Estimator {
    private static final Parameter MAX_ITERATIONS = Parameter.whole("max-iterations", 100, "[1, 100000]");
    private static final Parameter REGULARIZATION = Parameter.real("regularization", 0.0001, "[0, inf)");
    private static final Parameter ELASTIC_NET = Parameter.real("elastic-net", 0, "[0, 1]");
    private static final Parameter TOLERANCE = Parameter.real("tolerance", 1e-6, "(0, 1)");
    static final Parameter PARTITIONS = Parameter.whole("partitions", 1, "[1, 10000]");
    static final long DEFAULT_SEED = 42;

    public LogisticRegressionEstimator {
        MAX_ITERATIONS.check(maxIterations);
        REGULARIZATION.check(regularization);
        ELASTIC_NET.check(elasticNet);
        TOLERANCE.check(tolerance);
        PARTITIONS.check(partitions);
    }

    /** Returns the estimator with every setting at its default. */
    public static LogisticRegressionEstimator defaults() {
        return new LogisticRegressionEstimator(
                (int) MAX_ITERATIONS.fallback(),
                REGULARIZATION.fallback(),
                ELASTIC_NET.fallback(),
                TOLERANCE.fallback(),
                (int) PARTITIONS.fallback(),
                DEFAULT_SEED);
    }

    static Optional<LogisticRegressionEstimator> from(ConfigReader reader) {
        Optional<ConfigReader> params = reader.optionalSection("params");
        LogisticRegressionEstimator defaults = defaults();
        int iterations = params.map(MAX_ITERATIONS::readWhole).orElse(defaults.maxIterations);
        double regularization = params.map(REGULARIZATION::read).orElse(defaults.regularization);
        double elasticNet = params.map(ELASTIC_NET::read).orElse(defaults.elasticNet);
        double tolerance = params.map(TOLERANCE::read).orElse(defaults.tolerance);
        int partitions = PARTITIONS.readWhole(reader);
        long seed = reader.longInteger("seed", DEFAULT_SEED);
        return reader.build(() ->
                new LogisticRegressionEstimator(iterations, regularization, elasticNet, tolerance, partitions, seed));
    }

    @Override
    public String type() {
        return "logistic-regression";
    }

    @Override
    public Encoding encoding() {
        return Encoding.IMPUTED_AND_SCALED;
    }

    @Override
    public Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("type", type());
        parameters.put("partitions", Integer.toString(partitions));
        parameters.put("seed", Long.toString(seed));
        parameters.put("params.max-iterations", Integer.toString(maxIterations));
        parameters.put("params.regularization", NumberRange.print(regularization));
        parameters.put("params.elastic-net", NumberRange.print(elasticNet));
        parameters.put("params.tolerance", NumberRange.print(tolerance));
        return parameters;
    }
}
