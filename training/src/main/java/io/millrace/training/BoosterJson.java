package io.millrace.training;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.config.BackendException;
import io.millrace.models.Tree;
import io.millrace.models.TreeLearner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A booster as XGBoost 3.1 saves it in JSON: cut to its best round, made a learner, asked for its gains. */
final class BoosterJson {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private BoosterJson() {}

    /**
     * Returns the model with only its first trees. All else, and the text of every number, stays as it is: XGBoost tells
     * {@code 0E0} from {@code 0}.
     */
    static byte[] firstTrees(byte[] model, int treeCount) throws IOException {
        JsonFactory factory = new JsonFactory();
        ByteArrayOutputStream out = new ByteArrayOutputStream(model.length);
        try (JsonParser parser = factory.createParser(model);
                JsonGenerator generator = factory.createGenerator(out)) {
            while (parser.nextToken() != null) {
                boolean field = parser.currentToken() == JsonToken.FIELD_NAME;
                copy(parser, generator);
                if (!field) {
                    continue;
                }
                switch (parser.currentName()) {
                    case "trees", "tree_info" -> copyFirst(parser, generator, treeCount);
                    case "iteration_indptr" -> copyFirst(parser, generator, treeCount + 1);
                    case "num_trees" -> {
                        parser.nextToken();
                        generator.writeString(Integer.toString(treeCount));
                    }
                    default -> {
                        // Copied token by token.
                    }
                }
            }
        }
        return out.toByteArray();
    }

    private static void copyFirst(JsonParser parser, JsonGenerator generator, int count) throws IOException {
        parser.nextToken();
        copy(parser, generator);
        for (int element = 0; parser.nextToken() != JsonToken.END_ARRAY; element++) {
            if (element >= count) {
                parser.skipChildren();
                continue;
            }
            int depth = 0;
            do {
                JsonToken token = depth == 0 ? parser.currentToken() : parser.nextToken();
                copy(parser, generator);
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            } while (depth > 0);
        }
        copy(parser, generator);
    }

    private static void copy(JsonParser parser, JsonGenerator generator) throws IOException {
        if (parser.currentToken().isNumeric()) {
            generator.writeNumber(parser.getText());
        } else {
            generator.copyCurrentEvent(parser);
        }
    }

    /**
     * Returns the model as a learner that scores without XGBoost.
     *
     * @throws BackendException if the model is not a binary tree booster
     */
    static TreeLearner learner(byte[] model) {
        JsonNode learner = read(model).path("learner");
        String objective = learner.path("objective").path("name").asText();
        if (!objective.equals("binary:logistic")) {
            throw BackendException.permanent(
                    "XGBoost gave a model with the objective '" + objective + "'; expected binary:logistic");
        }
        List<Tree> trees = new ArrayList<>();
        for (JsonNode tree : trees(learner)) {
            trees.add(tree(tree));
        }
        return TreeLearner.xgboost(trees, baseMargin(learner));
    }

    /** Returns the total gain of all splits by each place of the vector. */
    static double[] gains(byte[] model, int width) {
        double[] gains = new double[width];
        for (JsonNode tree : trees(read(model).path("learner"))) {
            int[] features = features(tree);
            for (int node = 0; node < features.length; node++) {
                if (features[node] >= 0) {
                    gains[features[node]] +=
                            tree.path("loss_changes").path(node).doubleValue();
                }
            }
        }
        return gains;
    }

    /** The base score is a probability, in 32 bits; {@code [4.3E-1]} since 3.1, a plain number before. */
    private static double baseMargin(JsonNode learner) {
        String text = learner.path("learner_model_param").path("base_score").asText();
        float score = Float.parseFloat(text.replace("[", "").replace("]", ""));
        return -Math.log(1f / score - 1f);
    }

    private static JsonNode trees(JsonNode learner) {
        return learner.path("gradient_booster").path("model").path("trees");
    }

    /** Returns each node's place of the vector, -1 at leaves. */
    private static int[] features(JsonNode tree) {
        int[] features = new int[tree.path("left_children").size()];
        for (int node = 0; node < features.length; node++) {
            boolean leaf = tree.path("left_children").path(node).intValue() < 0;
            features[node] = leaf ? -1 : tree.path("split_indices").path(node).intValue();
        }
        return features;
    }

    private static Tree tree(JsonNode tree) {
        int[] features = features(tree);
        double[] values = new double[features.length];
        int[] left = new int[features.length];
        int[] right = new int[features.length];
        boolean[] missingLeft = new boolean[features.length];
        for (int node = 0; node < features.length; node++) {
            values[node] = tree.path("split_conditions").path(node).floatValue();
            missingLeft[node] = tree.path("default_left").path(node).intValue() == 1;
            left[node] = tree.path("left_children").path(node).intValue();
            right[node] = tree.path("right_children").path(node).intValue();
        }
        return new Tree(features, values, left, right, missingLeft);
    }

    private static JsonNode read(byte[] model) {
        try {
            return JSON.readTree(model);
        } catch (IOException e) {
            throw BackendException.permanent("XGBoost gave a model that is not JSON: " + e.getMessage(), e);
        }
    }
}
