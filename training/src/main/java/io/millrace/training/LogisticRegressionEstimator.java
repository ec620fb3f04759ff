package io.millrace.training;

import io.millrace.config.ConfigReader;
import io.millrace.config.NumberRange;
import io.millrace.models.LinearLearner;
import io.millrace.registry.MetricPoint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.stat.Summarizer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
    private static final Logger LOG = LoggerFactory.getLogger(LogisticRegressionEstimator.class);
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
        return Type.LOGISTIC_REGRESSION.text();
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

    @Override
    public FittedLearner fit(FitInput input) {
        return MllibFit.fit(input, partitions, vectors -> {
            input.progress().at("training " + type(), 0, maxIterations);
            LogisticRegressionModel model = mllib().fit(vectors);
            if (model.summary().totalIterations() >= maxIterations) {
                LOG.warn(
                        "Logistic regression stopped after {} iterations before it converged; raise max-iterations",
                        maxIterations);
            }
            double[] coefficients = model.coefficients().toArray();
            double[] weights = Arrays.stream(coefficients).map(Math::abs).toArray();
            double[] deviations = deviations(vectors, input.preparation().width());
            for (int i = 0; i < weights.length; i++) {
                weights[i] *= deviations[i];
            }
            return new FittedLearner(
                    new LinearLearner(coefficients, model.intercept()),
                    MllibFit.files(input, model),
                    vectors.sparkSession().version(),
                    curve("train_objective", model.summary().objectiveHistory()),
                    weights);
        });
    }

    LogisticRegression mllib() {
        return new LogisticRegression()
                .setMaxIter(maxIterations)
                .setRegParam(regularization)
                .setElasticNetParam(elasticNet)
                .setTol(tolerance)
                .setFamily("binomial");
    }

    /** Standard deviations on the train rows: what makes coefficients comparable. Only shown, never scored with. */
    private static double[] deviations(Dataset<Row> vectors, int width) {
        Row row = vectors.select(Summarizer.std(vectors.col("features"))).first();
        double[] deviations = ((Vector) row.get(0)).toArray();
        if (deviations.length != width) {
            throw new IllegalStateException("Got " + deviations.length + " deviations of " + width + " columns");
        }
        return deviations;
    }

    private static List<MetricPoint> curve(String name, double[] values) {
        Instant now = Instant.now();
        List<MetricPoint> points = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            points.add(new MetricPoint(name, values[i], i, now));
        }
        return points;
    }
}
