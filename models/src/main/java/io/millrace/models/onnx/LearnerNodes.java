package io.millrace.models.onnx;

import io.millrace.models.Learner;
import io.millrace.models.LinearLearner;
import io.millrace.models.TreeLearner;
import java.util.ArrayList;
import java.util.List;

/**
 * The nodes from vectors to the two outputs.
 *
 * <p>Sums run in the learner's own order: the addends stand side by side and {@code CumSum} adds them up, since a matrix
 * product or an ensemble's own sum may take any order. So margins and forests' means have the learner's own bits.
 */
final class LearnerNodes {
    private final Graph graph;
    private final String vectors;
    private final int width;

    LearnerNodes(Graph graph, String vectors, int width) {
        this.graph = graph;
        this.vectors = vectors;
        this.width = width;
    }

    void outputs(Learner learner, double threshold, String prediction, String probability) {
        if (learner instanceof LinearLearner linear) {
            ofMargin(linear(linear), threshold, prediction, probability);
        } else {
            TreeLearner trees = (TreeLearner) learner;
            switch (trees.kind()) {
                case XGBOOST -> ofMargin(boosted(trees), threshold, prediction, probability);
                case FOREST -> {
                    mean(trees, probability);
                    reaches(probability, threshold, prediction);
                }
            }
        }
    }

    /** The prediction is decided on the margin, whose bits are the learner's; those of {@code Exp} may differ. */
    private void ofMargin(String margin, double threshold, String prediction, String probability) {
        String one = graph.constant(Tensor.doubles(new long[0], 1));
        String exp = graph.node("Exp", graph.node("Neg", margin).add()).add();
        graph.node("Div", one, graph.node("Add", one, exp).add()).addAs(probability);
        reaches(margin, leastMargin(threshold), prediction);
    }

    private void reaches(String score, double least, String prediction) {
        String reached = graph.node("GreaterOrEqual", score, graph.constant(Tensor.doubles(new long[0], least)))
                .add();
        graph.node("Cast", reached).with("to", Tensor.Type.INT32.code()).addAs(prediction);
    }

    /** Returns the least margin whose sigmoid reaches the threshold; NaN if none does. */
    static double leastMargin(double threshold) {
        if (threshold <= 0) {
            return Double.NEGATIVE_INFINITY;
        }
        if (threshold > 1) {
            return Double.NaN;
        }
        // The sigmoid is exactly 0 and 1 here.
        double below = -800;
        double reaching = 800;
        while (true) {
            double middle = below + (reaching - below) / 2;
            if (middle <= below || middle >= reaching) {
                return reaching;
            }
            if (Learner.sigmoid(middle) >= threshold) {
                reaching = middle;
            } else {
                below = middle;
            }
        }
    }

    private String linear(LinearLearner learner) {
        double[] coefficients = learner.coefficients();
        ProtoWriter intercept = Tensor.doubles(new long[] {1}, learner.intercept());
        if (coefficients.length == 0) {
            return sum(intercept, List.of(), 0);
        }
        String places = coefficients.length == width ? vectors : firstPlaces(coefficients.length);
        String row = graph.constant(Tensor.doubles(new long[] {1, coefficients.length}, coefficients));
        return sum(intercept, List.of(graph.node("Mul", places, row).add()), coefficients.length);
    }

    private String firstPlaces(int count) {
        return graph.node(
                        "Slice",
                        vectors,
                        graph.constant(Tensor.longs(new long[] {1}, 0)),
                        graph.constant(Tensor.longs(new long[] {1}, count)),
                        graph.constant(Tensor.longs(new long[] {1}, 1)))
                .add();
    }

    private String boosted(TreeLearner learner) {
        ProtoWriter base = Tensor.floats(new long[] {1}, (float) learner.baseMargin());
        List<String> leaves =
                learner.treeCount() == 0 ? List.of() : List.of(ensemble(learner, asType(vectors, Tensor.Type.FLOAT)));
        return asType(sum(base, leaves, learner.treeCount()), Tensor.Type.DOUBLE);
    }

    /** The ensemble gives floats: leaves' numbers, whole and exact, by which their probabilities are found. */
    private void mean(TreeLearner learner, String probability) {
        String leaves = asType(ensemble(learner, vectors), Tensor.Type.INT64);
        double[] values = EnsembleAttributes.leafValues(learner);
        String table = graph.constant(Tensor.doubles(new long[] {values.length}, values));
        String sum = sum(
                Tensor.doubles(new long[] {1}, 0),
                List.of(graph.node("Gather", table, leaves).with("axis", 0).add()),
                learner.treeCount());
        graph.node("Div", sum, graph.constant(Tensor.doubles(new long[0], learner.treeCount())))
                .addAs(probability);
    }

    private String ensemble(TreeLearner learner, String inputs) {
        return new EnsembleAttributes(learner).addTo(graph.mlNode("TreeEnsembleRegressor", inputs));
    }

    /**
     * Returns, for each row, {@code start} and its addends added up from left to right.
     *
     * @param addends matrices side by side, {@code count} columns in all
     */
    private String sum(ProtoWriter start, List<String> addends, int count) {
        String shape = graph.node("Shape", vectors).add();
        String rows = graph.node("Gather", shape, graph.constant(Tensor.longs(new long[] {1}, 0)))
                .with("axis", 0)
                .add();
        String one = graph.constant(Tensor.longs(new long[] {1}, 1));
        List<String> columns = new ArrayList<>();
        columns.add(graph.node(
                        "ConstantOfShape",
                        graph.node("Concat", rows, one).with("axis", 0).add())
                .with("value", start)
                .add());
        columns.addAll(addends);
        String all = graph.node("Concat", columns.toArray(String[]::new))
                .with("axis", 1)
                .add();
        String sums = graph.node("CumSum", all, graph.constant(Tensor.longs(new long[0], 1)))
                .add();
        return graph.node("Gather", sums, graph.constant(Tensor.longs(new long[0], count)))
                .with("axis", 1)
                .add();
    }

    private String asType(String values, Tensor.Type type) {
        return graph.node("Cast", values).with("to", type.code()).add();
    }
}
