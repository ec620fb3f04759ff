package io.millrace.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TreeLearnerTest {
    /** Trees, rows and predictions of Python's xgboost 3.1.1: 8 trees of depth 4 over 14 inputs, a tenth of them missing. */
    private static JsonNode fixture() throws Exception {
        try (InputStream in = TreeLearnerTest.class.getResourceAsStream("xgboost-3.1.1.json")) {
            return new ObjectMapper().readTree(in);
        }
    }

    @Test
    void givesTheMarginsOfNativeXgboostBitForBit() throws Exception {
        JsonNode fixture = fixture();
        List<Tree> trees = new ArrayList<>();
        fixture.get("trees").forEach(tree -> trees.add(tree(tree)));
        double baseScore = Double.parseDouble(fixture.get("base_score").asText().replaceAll("[\\[\\]]", ""));
        TreeLearner learner = TreeLearner.xgboost(trees, TreeLearner.baseMargin(baseScore));

        for (int r = 0; r < fixture.get("rows").size(); r++) {
            JsonNode values = fixture.get("rows").get(r);
            double[] vector = new double[values.size()];
            for (int i = 0; i < vector.length; i++) {
                vector[i] = values.get(i).isNull() ? Double.NaN : values.get(i).doubleValue();
            }
            double probability = learner.probability(vector);

            assertThat(probability).as("row %d", r).isEqualTo(Learner.sigmoid((float)
                    fixture.get("margins").get(r).doubleValue()));
            assertThat(probability)
                    .isCloseTo(fixture.get("probabilities").get(r).doubleValue(), within(1e-6));
        }
        assertThat(learner.trees()).isEqualTo(trees);
        assertThat(learner.treeCount()).isEqualTo(8);
    }

    private static Tree tree(JsonNode tree) {
        int nodes = tree.get("left_children").size();
        int[] features = new int[nodes];
        double[] values = new double[nodes];
        int[] left = new int[nodes];
        int[] right = new int[nodes];
        boolean[] missingLeft = new boolean[nodes];
        for (int i = 0; i < nodes; i++) {
            boolean leaf = tree.get("left_children").get(i).intValue() < 0;
            features[i] = leaf ? -1 : tree.get("split_indices").get(i).intValue();
            values[i] = (float) tree.get("split_conditions").get(i).doubleValue();
            left[i] = leaf ? 0 : tree.get("left_children").get(i).intValue();
            right[i] = leaf ? 0 : tree.get("right_children").get(i).intValue();
            missingLeft[i] = !leaf && tree.get("default_left").get(i).intValue() == 1;
        }
        return new Tree(features, values, left, right, missingLeft);
    }

    @Test
    void goesLeftBelowTheThresholdInXgboostAndUpToItInAForest() {
        Tree stump = new Tree(
                new int[] {0, -1, -1},
                new double[] {0.5, 0.25, 0.75},
                new int[] {1, 0, 0},
                new int[] {2, 0, 0},
                new boolean[] {true, false, false});
        TreeLearner boosted = TreeLearner.xgboost(List.of(stump), 0);
        TreeLearner forest = TreeLearner.forest(List.of(stump));

        assertThat(boosted.probability(new double[] {0.5})).isEqualTo(Learner.sigmoid(0.75));
        assertThat(boosted.probability(new double[] {Math.nextDown(0.5)}))
                .as("inputs are rounded to 32-bit floats")
                .isEqualTo(Learner.sigmoid(0.75));
        assertThat(boosted.probability(new double[] {Math.nextDown(0.5f)})).isEqualTo(Learner.sigmoid(0.25));
        assertThat(boosted.probability(new double[] {Double.NaN})).isEqualTo(Learner.sigmoid(0.25));
        assertThat(boosted.probability(new double[] {Double.POSITIVE_INFINITY})).isEqualTo(Learner.sigmoid(0.75));
        assertThat(forest.probability(new double[] {0.5})).isEqualTo(0.25);
        assertThat(forest.probability(new double[] {Math.nextUp(0.5)})).isEqualTo(0.75);
        assertThat(forest.probability(new double[] {Double.NaN})).isEqualTo(0.75);
    }

    @Test
    void takesTheMeanOfAForestsLeaves() {
        TreeLearner forest = TreeLearner.forest(List.of(Tree.leaf(0.1), Tree.leaf(0.2), Tree.leaf(0.6)));

        assertThat(forest.probability(new double[0])).isEqualTo((0.1 + 0.2 + 0.6) / 3);
        assertThat(TreeLearner.xgboost(List.of(), 0).probability(new double[0])).isEqualTo(0.5);
    }

    @Test
    void refusesTreesThatCannotBeWalked() {
        assertThatThrownBy(() ->
                        new Tree(new int[] {0, -1}, new double[2], new int[] {0, 0}, new int[] {1, 0}, new boolean[2]))
                .hasMessageContaining("Node 0 has children 0 and 1");
        assertThatThrownBy(() -> new Tree(new int[0], new double[0], new int[0], new int[0], new boolean[0]))
                .hasMessageContaining("at least one node");
        assertThatThrownBy(() -> TreeLearner.xgboost(List.of(Tree.leaf(0.1)), 0))
                .hasMessageContaining("32-bit floats");
        assertThatThrownBy(() -> TreeLearner.forest(List.of(Tree.leaf(1.5)))).hasMessageContaining("1.5");
        assertThatThrownBy(() -> TreeLearner.forest(List.of())).hasMessageContaining("at least one tree");
        assertThatThrownBy(() -> TreeLearner.baseMargin(1)).hasMessageContaining("(0, 1)");
    }
}
