package io.millrace.models;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One binary decision tree as flat arrays, one element a node, the root first. Equal when the arrays are.
 *
 * @param features the place of the vector that a node splits on; -1 marks a leaf
 * @param values a node's threshold, or a leaf's value
 * @param left the node below when the split holds; ignored at leaves
 * @param right the node below otherwise; ignored at leaves
 * @param missingLeft whether a missing value goes left (XGBoost's default direction); ignored at leaves and by forests
 */
@SuppressWarnings("ArrayRecordComponent") // compared by content; the learner copies what it is given
public record Tree(int[] features, double[] values, int[] left, int[] right, boolean[] missingLeft) {
    public Tree {
        int nodes = features.length;
        if (nodes == 0
                || values.length != nodes
                || left.length != nodes
                || right.length != nodes
                || missingLeft.length != nodes) {
            throw new IllegalArgumentException("A tree needs at least one node and arrays of one length, got "
                    + nodes + " features, " + values.length + " values, " + left.length + " left, " + right.length
                    + " right, " + missingLeft.length + " missing");
        }
        // Children stand behind their parent, so that every walk ends.
        for (int i = 0; i < nodes; i++) {
            boolean leaf = features[i] < 0;
            if (!leaf && (left[i] <= i || left[i] >= nodes || right[i] <= i || right[i] >= nodes)) {
                throw new IllegalArgumentException("Node " + i + " has children " + left[i] + " and " + right[i]
                        + "; must be in (" + i + ", " + nodes + ")");
            }
            if (Double.isNaN(values[i]) || (leaf && !Double.isFinite(values[i]))) {
                throw new IllegalArgumentException("Node " + i + " has the value " + values[i]);
            }
        }
    }

    /** Returns a tree of one leaf. */
    public static Tree leaf(double value) {
        return new Tree(new int[] {-1}, new double[] {value}, new int[1], new int[1], new boolean[1]);
    }

    /** Returns the number of nodes, leaves included. */
    public int nodeCount() {
        return features.length;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Tree tree
                && Arrays.equals(features, tree.features)
                && Arrays.equals(values, tree.values)
                && Arrays.equals(left, tree.left)
                && Arrays.equals(right, tree.right)
                && Arrays.equals(missingLeft, tree.missingLeft);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(features) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "Tree[" + features.length + " nodes]";
    }
}
