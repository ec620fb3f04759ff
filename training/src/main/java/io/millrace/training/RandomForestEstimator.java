package io.millrace.training;

import io.millrace.config.ConfigReader;
import io.millrace.config.NumberRange;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A random forest by Spark MLlib.
 *
 * @param trees number of trees
 * @param maxDepth greatest depth of a tree; 0 is a single leaf
 * @param minRowsPerNode fewest train rows below a node
 * @param maxBins greatest number of candidate thresholds of a column
 * @param subsample share of the train rows that each tree sees
 * @param features how many columns each split may choose from
 * @param partitions tasks that share the train rows; a part of the result, like the seed
 * @param seed of the rows and columns that each tree sees
 */
public record RandomForestEstimator(
        int trees,
        int maxDepth,
        int minRowsPerNode,
        int maxBins,
        double subsample,
        FeatureSubset features,
        int partitions,
        long seed)
        implements Estimator {
    private static final Parameter TREES = Parameter.whole("trees", 100, "[1, 10000]");
    private static final Parameter MAX_DEPTH = Parameter.whole("max-depth", 10, "[0, 30]");
    private static final Parameter MIN_ROWS = Parameter.whole("min-rows-per-node", 5, "[1, 1000000000]");
    private static final Parameter MAX_BINS = Parameter.whole("max-bins", 64, "[2, 65536]");
    private static final Parameter SUBSAMPLE = Parameter.real("subsample", 1, "(0, 1]");
    private static final Parameter PARTITIONS = Parameter.whole("partitions", 2, "[1, 10000]");

    /** How many columns of the vector each split may choose from. */
    public enum FeatureSubset {
        SQRT,
        LOG2,
        ONETHIRD,
        ALL
    }

    public RandomForestEstimator {
        TREES.check(trees);
        MAX_DEPTH.check(maxDepth);
        MIN_ROWS.check(minRowsPerNode);
        MAX_BINS.check(maxBins);
        SUBSAMPLE.check(subsample);
        PARTITIONS.check(partitions);
    }

    /** Returns the estimator with every setting at its default. */
    public static RandomForestEstimator defaults() {
        return new RandomForestEstimator(
                (int) TREES.fallback(),
                (int) MAX_DEPTH.fallback(),
                (int) MIN_ROWS.fallback(),
                (int) MAX_BINS.fallback(),
                SUBSAMPLE.fallback(),
                FeatureSubset.SQRT,
                (int) PARTITIONS.fallback(),
                LogisticRegressionEstimator.DEFAULT_SEED);
    }

    static Optional<RandomForestEstimator> from(ConfigReader reader) {
        Optional<ConfigReader> params = reader.optionalSection("params");
        RandomForestEstimator defaults = defaults();
        int trees = params.map(TREES::readWhole).orElse(defaults.trees);
        int maxDepth = params.map(MAX_DEPTH::readWhole).orElse(defaults.maxDepth);
        int minRows = params.map(MIN_ROWS::readWhole).orElse(defaults.minRowsPerNode);
        int maxBins = params.map(MAX_BINS::readWhole).orElse(defaults.maxBins);
        double subsample = params.map(SUBSAMPLE::read).orElse(defaults.subsample);
        FeatureSubset features = params.map(
                        section -> section.choice("features", FeatureSubset.class, FeatureSubset.SQRT))
                .orElse(defaults.features);
        int partitions = PARTITIONS.readWhole(reader);
        long seed = reader.longInteger("seed", defaults.seed);
        return reader.build(() ->
                new RandomForestEstimator(trees, maxDepth, minRows, maxBins, subsample, features, partitions, seed));
    }

    @Override
    public String type() {
        return "random-forest";
    }

    @Override
    public Encoding encoding() {
        return Encoding.IMPUTED;
    }

    @Override
    public Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("type", type());
        parameters.put("partitions", Integer.toString(partitions));
        parameters.put("seed", Long.toString(seed));
        parameters.put("params.trees", Integer.toString(trees));
        parameters.put("params.max-depth", Integer.toString(maxDepth));
        parameters.put("params.min-rows-per-node", Integer.toString(minRowsPerNode));
        parameters.put("params.max-bins", Integer.toString(maxBins));
        parameters.put("params.subsample", NumberRange.print(subsample));
        parameters.put("params.features", features.name().toLowerCase(Locale.ROOT));
        return parameters;
    }
}
