package io.millrace.models.onnx;

import io.millrace.models.Tree;
import io.millrace.models.TreeLearner;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The attributes of a {@code TreeEnsembleRegressor} with one output for each tree: the leaf's value for XGBoost, the leaf's
 * number among all leaves for a forest.
 */
final class EnsembleAttributes {
    private final TreeLearner learner;
    private final int nodes;
    private final int leaves;

    private final long[] treeIds;
    private final long[] nodeIds;
    private final long[] features;
    private final long[] left;
    private final long[] right;
    private final long[] missingLeft;
    private final double[] thresholds;
    private final List<String> modes;
    private final long[] leafTrees;
    private final long[] leafNodes;
    private final double[] weights;

    EnsembleAttributes(TreeLearner learner) {
        this.learner = learner;
        List<Tree> trees = learner.trees();
        nodes = trees.stream().mapToInt(Tree::nodeCount).sum();
        leaves = leafValues(learner).length;
        treeIds = new long[nodes];
        nodeIds = new long[nodes];
        features = new long[nodes];
        left = new long[nodes];
        right = new long[nodes];
        missingLeft = new long[nodes];
        thresholds = new double[nodes];
        modes = new ArrayList<>(nodes);
        leafTrees = new long[leaves];
        leafNodes = new long[leaves];
        weights = new double[leaves];
        int node = 0;
        int leaf = 0;
        for (int t = 0; t < trees.size(); t++) {
            for (int i = 0; i < trees.get(t).nodeCount(); i++) {
                if (add(trees.get(t), t, i, node++, leaf)) {
                    leaf++;
                }
            }
        }
    }

    /** Returns every leaf's value, by the leaf's number. */
    static double[] leafValues(TreeLearner learner) {
        return learner.trees().stream()
                .flatMapToDouble(tree -> IntStream.range(0, tree.nodeCount())
                        .filter(node -> tree.features()[node] < 0)
                        .mapToDouble(node -> tree.values()[node]))
                .toArray();
    }

    /** Returns whether the node is a leaf. */
    private boolean add(Tree tree, int t, int i, int node, int leaf) {
        boolean xgboost = learner.kind() == TreeLearner.Kind.XGBOOST;
        treeIds[node] = t;
        nodeIds[node] = i;
        if (tree.features()[i] < 0) {
            modes.add("LEAF");
            leafTrees[leaf] = t;
            leafNodes[leaf] = i;
            weights[leaf] = xgboost ? tree.values()[i] : leaf;
            return true;
        }
        modes.add(xgboost ? "BRANCH_LT" : "BRANCH_LEQ");
        features[node] = tree.features()[i];
        left[node] = tree.left()[i];
        right[node] = tree.right()[i];
        missingLeft[node] = xgboost && tree.missingLeft()[i] ? 1 : 0;
        thresholds[node] = tree.values()[i];
        return false;
    }

    String addTo(Graph.Node node) {
        node.with("n_targets", learner.treeCount())
                .with("nodes_treeids", treeIds)
                .with("nodes_nodeids", nodeIds)
                .with("nodes_featureids", features)
                .with("nodes_modes", Collections.unmodifiableList(modes))
                .with("nodes_truenodeids", left)
                .with("nodes_falsenodeids", right)
                .with("nodes_missing_value_tracks_true", missingLeft)
                .with("target_treeids", leafTrees)
                .with("target_nodeids", leafNodes)
                .with("target_ids", leafTrees);
        return switch (learner.kind()) {
            case XGBOOST ->
                node.with("nodes_values", narrow(thresholds))
                        .with("target_weights", narrow(weights))
                        .add();
            case FOREST ->
                node.with("nodes_values_as_tensor", Tensor.doubles(new long[] {nodes}, thresholds))
                        .with("target_weights_as_tensor", Tensor.doubles(new long[] {leaves}, weights))
                        .add();
        };
    }

    private static float[] narrow(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
