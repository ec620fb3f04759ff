package io.millrace.models;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sum or a mean of decision trees, walked over flat arrays. Equal when kind, trees and base margin are.
 *
 * <p>{@link Kind#XGBOOST}: inputs and thresholds are 32-bit floats, a row goes left when {@code input < threshold}, a
 * missing input (NaN) goes the node's default way; leaf values are summed as floats in tree order onto the base margin,
 * and the probability is the sigmoid of the sum. {@link Kind#FOREST}: doubles, left when {@code input <= threshold}, a
 * missing input goes right; the probability is the mean of the leaves' probabilities.
 */
public final class TreeLearner implements Learner {
    private static final long serialVersionUID = 1L;

    /** How trees are walked and put together. */
    public enum Kind {
        XGBOOST,
        FOREST
    }

    private final Kind kind;
    private final double baseMargin;
    private final int width;
    private final int[] roots;
    private final double[] values;
    /** Four elements a node, side by side for the cache: feature or -1, left, right, where a missing input goes. */
    private final int[] nodes;

    private TreeLearner(Kind kind, List<Tree> trees, double baseMargin) {
        this.kind = kind;
        this.baseMargin = baseMargin;
        int count = trees.stream().mapToInt(Tree::nodeCount).reduce(0, Math::addExact);
        this.roots = new int[trees.size()];
        this.values = new double[count];
        this.nodes = new int[Math.multiplyExact(4, count)];
        int widest = 0;
        int at = 0;
        for (int t = 0; t < roots.length; t++) {
            Tree tree = trees.get(t);
            roots[t] = at;
            for (int i = 0; i < tree.nodeCount(); i++) {
                int node = at + i;
                int feature = Math.max(-1, tree.features()[i]);
                values[node] = tree.values()[i];
                nodes[4 * node] = feature;
                widest = Math.max(widest, feature + 1);
                if (feature >= 0) {
                    nodes[4 * node + 1] = at + tree.left()[i];
                    nodes[4 * node + 2] = at + tree.right()[i];
                    nodes[4 * node + 3] = at + (tree.missingLeft()[i] ? tree.left()[i] : tree.right()[i]);
                }
            }
            at += tree.nodeCount();
        }
        this.width = widest;
    }

    /**
     * Returns a boosted model as XGBoost scores it.
     *
     * @param trees in training order; may be empty; thresholds and leaf values are 32-bit floats
     * @param baseMargin the margin before the first tree, of {@link #baseMargin(double)}; finite
     * @throws IllegalArgumentException if a threshold or a leaf value is not a 32-bit float
     */
    public static TreeLearner xgboost(List<Tree> trees, double baseMargin) {
        if (!Double.isFinite(baseMargin)) {
            throw new IllegalArgumentException("The base margin is " + baseMargin + "; must be finite");
        }
        for (Tree tree : trees) {
            for (double value : tree.values()) {
                if ((double) (float) value != value) {
                    throw new IllegalArgumentException("XGBoost's numbers are 32-bit floats, got " + value);
                }
            }
        }
        return new TreeLearner(Kind.XGBOOST, trees, baseMargin);
    }

    /**
     * Returns the base margin for XGBoost's {@code base_score}, a probability in (0, 1), in 32-bit floats as XGBoost itself
     * computes it: margins then have the same bits as the native ones.
     */
    public static double baseMargin(double baseScore) {
        float score = (float) baseScore;
        if (!(score > 0 && score < 1)) {
            throw new IllegalArgumentException("The base score is " + baseScore + "; must be in (0, 1)");
        }
        return -(float) StrictMath.log(1f / score - 1f);
    }

    /**
     * Returns a random forest.
     *
     * @param trees at least one; leaf values are probabilities of the positive class, in [0, 1]
     */
    public static TreeLearner forest(List<Tree> trees) {
        if (trees.isEmpty()) {
            throw new IllegalArgumentException("A forest needs at least one tree");
        }
        for (Tree tree : trees) {
            for (int i = 0; i < tree.nodeCount(); i++) {
                double value = tree.values()[i];
                if (tree.features()[i] < 0 && (value < 0 || value > 1)) {
                    throw new IllegalArgumentException("A forest's leaf has the probability " + value);
                }
            }
        }
        return new TreeLearner(Kind.FOREST, trees, 0);
    }

    /** Returns how the trees are walked and put together. */
    public Kind kind() {
        return kind;
    }

    /** Returns the margin before the first tree; 0 for a forest. */
    public double baseMargin() {
        return baseMargin;
    }

    /** Returns the number of trees. */
    public int treeCount() {
        return roots.length;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public double probability(double[] vector) {
        return switch (kind) {
            case XGBOOST -> Learner.sigmoid(margin(vector));
            case FOREST -> meanOfLeaves(vector);
        };
    }

    private float margin(double[] vector) {
        float sum = (float) baseMargin;
        for (int root : roots) {
            int node = root;
            int feature = nodes[4 * node];
            while (feature >= 0) {
                float input = (float) vector[feature];
                // The rare case first: what remains compiles without a branch.
                node = nodes[4 * node + (Float.isNaN(input) ? 3 : input < values[node] ? 1 : 2)];
                feature = nodes[4 * node];
            }
            sum += (float) values[node];
        }
        return sum;
    }

    private double meanOfLeaves(double[] vector) {
        double sum = 0;
        for (int root : roots) {
            int node = root;
            int feature = nodes[4 * node];
            while (feature >= 0) {
                node = nodes[4 * node + (vector[feature] <= values[node] ? 1 : 2)];
                feature = nodes[4 * node];
            }
            sum += values[node];
        }
        return sum / roots.length;
    }

    /** Returns the trees, equal to those this learner was made of up to what leaves and forests ignore. */
    public List<Tree> trees() {
        List<Tree> trees = new ArrayList<>(roots.length);
        for (int t = 0; t < roots.length; t++) {
            int from = roots[t];
            int count = (t + 1 < roots.length ? roots[t + 1] : values.length) - from;
            int[] features = new int[count];
            int[] left = new int[count];
            int[] right = new int[count];
            boolean[] missingLeft = new boolean[count];
            for (int i = 0; i < count; i++) {
                int at = 4 * (from + i);
                features[i] = nodes[at];
                if (features[i] >= 0) {
                    left[i] = nodes[at + 1] - from;
                    right[i] = nodes[at + 2] - from;
                    missingLeft[i] = nodes[at + 3] == nodes[at + 1];
                }
            }
            trees.add(new Tree(features, Arrays.copyOfRange(values, from, from + count), left, right, missingLeft));
        }
        return List.copyOf(trees);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TreeLearner learner
                && kind == learner.kind
                && Double.compare(baseMargin, learner.baseMargin) == 0
                && Arrays.equals(roots, learner.roots)
                && Arrays.equals(values, learner.values)
                && Arrays.equals(nodes, learner.nodes);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * kind.hashCode() + Arrays.hashCode(nodes)) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "TreeLearner[" + kind + ", " + roots.length + " trees, " + values.length + " nodes]";
    }
}
