package io.millrace.training;

import io.millrace.config.BackendException;
import io.millrace.config.ConfigReader;
import io.millrace.config.NumberRange;
import io.millrace.models.Tree;
import io.millrace.models.TreeLearner;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.ml.classification.DecisionTreeClassificationModel;
import org.apache.spark.ml.classification.RandomForestClassificationModel;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.ml.tree.ContinuousSplit;
import org.apache.spark.ml.tree.InternalNode;
import org.apache.spark.ml.tree.Node;

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
        return Type.RANDOM_FOREST.text();
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

    @Override
    public FittedLearner fit(FitInput input) {
        return MllibFit.fit(input, partitions, vectors -> {
            input.progress().at("training " + type(), 0, trees);
            RandomForestClassificationModel model = mllib().fit(vectors);
            return new FittedLearner(
                    learner(model),
                    MllibFit.files(input, model),
                    vectors.sparkSession().version(),
                    List.of(),
                    model.featureImportances().toArray());
        });
    }

    RandomForestClassifier mllib() {
        return new RandomForestClassifier()
                .setNumTrees(trees)
                .setMaxDepth(maxDepth)
                .setMinInstancesPerNode(minRowsPerNode)
                .setMaxBins(maxBins)
                .setSubsamplingRate(subsample)
                .setFeatureSubsetStrategy(features.name().toLowerCase(Locale.ROOT))
                .setSeed(seed);
    }

    private static TreeLearner learner(RandomForestClassificationModel model) {
        List<Tree> trees = new ArrayList<>();
        for (DecisionTreeClassificationModel tree : model.trees()) {
            trees.add(tree(tree.rootNode()));
        }
        return TreeLearner.forest(trees);
    }

    private static Tree tree(Node root) {
        List<double[]> nodes = new ArrayList<>();
        add(root, nodes);
        int count = nodes.size();
        int[] features = new int[count];
        double[] values = new double[count];
        int[] left = new int[count];
        int[] right = new int[count];
        for (int i = 0; i < count; i++) {
            features[i] = (int) nodes.get(i)[0];
            values[i] = nodes.get(i)[1];
            left[i] = (int) nodes.get(i)[2];
            right[i] = (int) nodes.get(i)[3];
        }
        return new Tree(features, values, left, right, new boolean[count]);
    }

    /** Adds a node and all below it, parents first; returns its place. */
    private static int add(Node node, List<double[]> nodes) {
        int at = nodes.size();
        if (!(node instanceof InternalNode inner)) {
            double[] counts = node.impurityStats().stats();
            nodes.add(new double[] {-1, counts[1] / (counts[0] + counts[1]), 0, 0});
            return at;
        }
        if (!(inner.split() instanceof ContinuousSplit split)) {
            throw BackendException.permanent("MLlib gave a split of kind "
                    + inner.split().getClass().getSimpleName() + "; expected thresholds only");
        }
        double[] fields = {split.featureIndex(), split.threshold(), 0, 0};
        nodes.add(fields);
        fields[2] = add(inner.leftChild(), nodes);
        fields[3] = add(inner.rightChild(), nodes);
        return at;
    }
}
