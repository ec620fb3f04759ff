package io.millrace.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.config.DataException;
import io.millrace.config.Task;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * The JSON of a portable model: since version 2 it names its task, before it is a binary classification. Trees are base64 of little-endian arrays: exact, small,
 * quick to read.
 */
final class ModelJson {
    static final String FORMAT = "millrace-model";
    static final int VERSION = 2;

    private static final ObjectMapper JSON = new ObjectMapper();

    private ModelJson() {}

    static byte[] write(PortableModel model) {
        ObjectNode root = JSON.createObjectNode().put("format", FORMAT).put("version", VERSION);
        root.put("task", model.task().text());
        ArrayNode inputs = root.putArray("inputs");
        for (InputColumn input : model.inputs()) {
            inputs.addObject().put("name", input.name()).put("type", input.type());
        }
        ArrayNode encoders = root.putArray("preparation");
        for (ColumnEncoder encoder : model.preparation().encoders()) {
            encoder(encoders.addObject(), encoder);
        }
        learner(root.putObject("learner"), model.learner());
        number(root, "threshold", model.threshold());
        try {
            return JSON.writeValueAsBytes(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A model tree could not be written as JSON", e);
        }
    }

    private static void encoder(ObjectNode node, ColumnEncoder encoder) {
        if (encoder instanceof NumericEncoder numeric) {
            node.put("kind", "numeric").put("column", numeric.column());
            numeric.impute().ifPresent(value -> node.put("impute", value));
            node.put("mean", numeric.mean()).put("scale", numeric.scale());
        } else {
            OneHotEncoder oneHot = (OneHotEncoder) encoder;
            node.put("kind", "one-hot").put("column", oneHot.column());
            ArrayNode categories = node.putArray("categories");
            oneHot.categories().forEach(categories::add);
        }
    }

    private static void learner(ObjectNode node, Learner learner) {
        if (learner instanceof LinearLearner linear) {
            node.put("kind", "linear");
            ArrayNode coefficients = node.putArray("coefficients");
            for (double coefficient : linear.coefficients()) {
                coefficients.add(coefficient);
            }
            node.put("intercept", linear.intercept());
        } else {
            TreeLearner forest = (TreeLearner) learner;
            node.put("kind", forest.kind().name().toLowerCase(Locale.ROOT));
            node.put("base_margin", forest.baseMargin());
            ArrayNode trees = node.putArray("trees");
            forest.trees().forEach(tree -> tree(trees.addObject(), tree));
        }
    }

    private static void tree(ObjectNode node, Tree tree) {
        byte[] missing = new byte[tree.nodeCount()];
        for (int i = 0; i < missing.length; i++) {
            missing[i] = (byte) (tree.missingLeft()[i] ? 1 : 0);
        }
        node.put("nodes", tree.nodeCount())
                .put("features", text(tree.features()))
                .put("values", text(tree.values()))
                .put("left", text(tree.left()))
                .put("right", text(tree.right()))
                .put("missing_left", Base64.getEncoder().encodeToString(missing));
    }

    private static String text(int[] array) {
        ByteBuffer buffer = ByteBuffer.allocate(4 * array.length).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asIntBuffer().put(array);
        return Base64.getEncoder().encodeToString(buffer.array());
    }

    private static String text(double[] array) {
        ByteBuffer buffer = ByteBuffer.allocate(8 * array.length).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asDoubleBuffer().put(array);
        return Base64.getEncoder().encodeToString(buffer.array());
    }

    /** An infinite threshold (predict all, predict none) has no JSON number. */
    private static void number(ObjectNode node, String key, double value) {
        if (Double.isFinite(value)) {
            node.put(key, value);
        } else {
            node.put(key, Double.toString(value));
        }
    }

    static PortableModel read(byte[] bytes) {
        JsonNode root;
        try {
            root = JSON.readTree(bytes);
        } catch (IOException e) {
            throw new DataException("The model is not JSON: " + e.getMessage(), e);
        }
        if (!FORMAT.equals(root.path("format").asText())) {
            throw new DataException(
                    "The model has the format '" + root.path("format").asText() + "'; must be " + FORMAT);
        }
        int version = root.path("version").asInt();
        if (version > VERSION) {
            throw new DataException("The model has format version " + version + ", this library reads versions up to "
                    + VERSION + "; use a newer Millrace");
        }
        try {
            Task task = version == 1 ? Task.BINARY_CLASSIFICATION : Task.parse(text(root, "task"));
            if (!task.isBuilt()) {
                throw new DataException("The model's task " + task.refusal() + "; use a newer Millrace");
            }
            return model(root);
        } catch (IllegalArgumentException e) {
            throw new DataException("The model is damaged: " + e.getMessage(), e);
        }
    }

    private static PortableModel model(JsonNode root) {
        List<InputColumn> inputs = new ArrayList<>();
        for (JsonNode input : array(root, "inputs")) {
            inputs.add(new InputColumn(text(input, "name"), text(input, "type")));
        }
        List<ColumnEncoder> encoders = new ArrayList<>();
        for (JsonNode encoder : array(root, "preparation")) {
            encoders.add(encoder(encoder));
        }
        return PortableModel.of(
                inputs, new FittedPreparation(encoders), learner(root.path("learner")), number(root, "threshold"));
    }

    private static ColumnEncoder encoder(JsonNode node) {
        String kind = text(node, "kind");
        if (kind.equals("numeric")) {
            OptionalDouble impute =
                    node.has("impute") ? OptionalDouble.of(number(node, "impute")) : OptionalDouble.empty();
            return new NumericEncoder(text(node, "column"), impute, number(node, "mean"), number(node, "scale"));
        }
        if (kind.equals("one-hot")) {
            List<String> categories = new ArrayList<>();
            array(node, "categories").forEach(category -> categories.add(category.asText()));
            return new OneHotEncoder(text(node, "column"), categories);
        }
        throw new IllegalArgumentException("encoder kind '" + kind + "' is unknown");
    }

    private static Learner learner(JsonNode node) {
        String kind = text(node, "kind");
        if (kind.equals("linear")) {
            JsonNode given = array(node, "coefficients");
            double[] coefficients = new double[given.size()];
            for (int i = 0; i < coefficients.length; i++) {
                coefficients[i] = given.get(i).doubleValue();
            }
            return new LinearLearner(coefficients, number(node, "intercept"));
        }
        List<Tree> trees = new ArrayList<>();
        array(node, "trees").forEach(tree -> trees.add(tree(tree)));
        if (kind.equals("xgboost")) {
            return TreeLearner.xgboost(trees, number(node, "base_margin"));
        }
        if (kind.equals("forest")) {
            return TreeLearner.forest(trees);
        }
        throw new IllegalArgumentException("learner kind '" + kind + "' is unknown");
    }

    private static Tree tree(JsonNode node) {
        int nodes = (int) number(node, "nodes");
        byte[] missing = bytes(node, "missing_left", nodes);
        boolean[] missingLeft = new boolean[nodes];
        for (int i = 0; i < nodes; i++) {
            missingLeft[i] = missing[i] != 0;
        }
        double[] values = new double[nodes];
        buffer(node, "values", 8 * nodes).asDoubleBuffer().get(values);
        return new Tree(
                ints(node, "features", nodes),
                values,
                ints(node, "left", nodes),
                ints(node, "right", nodes),
                missingLeft);
    }

    private static int[] ints(JsonNode node, String key, int count) {
        int[] array = new int[count];
        buffer(node, key, 4 * count).asIntBuffer().get(array);
        return array;
    }

    private static ByteBuffer buffer(JsonNode node, String key, int length) {
        return ByteBuffer.wrap(bytes(node, key, length)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] bytes(JsonNode node, String key, int length) {
        byte[] bytes = Base64.getDecoder().decode(text(node, key));
        if (bytes.length != length) {
            throw new IllegalArgumentException(key + " has " + bytes.length + " bytes; must be " + length);
        }
        return bytes;
    }

    private static JsonNode array(JsonNode node, String key) {
        JsonNode value = node.path(key);
        if (!value.isArray()) {
            throw new IllegalArgumentException(key + " is missing or no array");
        }
        return value;
    }

    private static String text(JsonNode node, String key) {
        JsonNode value = node.path(key);
        if (!value.isTextual()) {
            throw new IllegalArgumentException(key + " is missing or no text");
        }
        return value.asText();
    }

    private static double number(JsonNode node, String key) {
        JsonNode value = node.path(key);
        if (value.isTextual()) {
            return Double.parseDouble(value.asText());
        }
        if (!value.isNumber()) {
            throw new IllegalArgumentException(key + " is missing or no number");
        }
        return value.doubleValue();
    }
}
