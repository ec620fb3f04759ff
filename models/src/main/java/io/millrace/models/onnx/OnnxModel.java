package io.millrace.models.onnx;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.millrace.config.DataException;
import io.millrace.config.Task;
import io.millrace.models.ColumnEncoder;
import io.millrace.models.InputColumn;
import io.millrace.models.OneHotEncoder;
import io.millrace.models.PortableModel;
import io.millrace.models.PredictionColumn;
import io.millrace.models.TreeLearner;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A {@link PortableModel} as an ONNX model of the operators of ONNX 1.12 (opset 17, {@code ai.onnx.ml} 3).
 *
 * <p>The graph has one input of shape {@code [rows]} for each column that the model reads: strings for text, doubles for
 * numbers and for booleans as 0 and 1. A missing number is NaN, a missing text is {@link #MISSING_TEXT}. Its outputs are
 * {@code prediction} (int32) and {@code prediction_probability} (double), both {@code [rows]}. Probabilities differ from
 * the portable model's in the last bits of the exponential function at most, predictions not at all.
 */
public final class OnnxModel {
    /** The key of the model's metadata with the text that stands for a missing one: it is no category of any column. */
    public static final String MISSING_TEXT = "millrace.missing_text";

    /** The key of the model's metadata with the probability from which on the prediction is 1. */
    public static final String THRESHOLD = "millrace.threshold";

    /** The key of the model's metadata with every input of the portable model, by name and Spark SQL type, as JSON. */
    public static final String INPUTS = "millrace.inputs";

    /** Floats are exact up to here; an ensemble gives a forest's leaves as such. */
    private static final int MOST_LEAVES = 1 << 24;

    private static final List<String> OUTPUTS = PredictionColumn.of(Task.BINARY_CLASSIFICATION).stream()
            .map(PredictionColumn::name)
            .toList();

    private OnnxModel() {}

    /**
     * Returns what ONNX cannot say of the model, each with the column or learner by name; empty if it can say all. Times and
     * dates have no number there, decimals no categories, and {@code bigint} categories from 2^53 on none of their own.
     */
    public static List<String> obstacles(PortableModel model) {
        InputTypes types = InputTypes.of(model);
        List<String> obstacles = new ArrayList<>();
        for (ColumnEncoder encoder : model.preparation().encoders()) {
            obstacles.addAll(types.obstacles(encoder));
        }
        for (InputColumn input : model.inputs()) {
            if (OUTPUTS.contains(input.name())) {
                obstacles.add("column " + input.name() + ": an output has the same name");
            }
        }
        if (model.learner() instanceof TreeLearner forest && forest.kind() == TreeLearner.Kind.FOREST) {
            int leaves = EnsembleAttributes.leafValues(forest).length;
            if (leaves > MOST_LEAVES) {
                obstacles.add(
                        "the forest has " + leaves + " leaves; an ensemble tells at most " + MOST_LEAVES + " apart");
            }
        }
        return List.copyOf(obstacles);
    }

    /**
     * Returns the model as the bytes of an ONNX {@code ModelProto}. Equal models give equal bytes.
     *
     * @throws DataException if ONNX cannot say the model; lists all {@link #obstacles}
     */
    public static byte[] write(PortableModel model) {
        List<String> obstacles = obstacles(model);
        if (!obstacles.isEmpty()) {
            throw new DataException("ONNX cannot say this model: " + String.join("; ", obstacles));
        }
        InputTypes types = InputTypes.of(model);
        List<String> names = new ArrayList<>(types.names());
        names.addAll(OUTPUTS);
        Graph graph = new Graph(names);
        String vectors = new PreparationNodes(graph, types).vectors(model.preparation());
        new LearnerNodes(graph, vectors, model.preparation().width())
                .outputs(model.learner(), model.threshold(), PortableModel.PREDICTION, PortableModel.PROBABILITY);
        graph.output(PortableModel.PREDICTION, Tensor.Type.INT32);
        graph.output(PortableModel.PROBABILITY, Tensor.Type.DOUBLE);
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(MISSING_TEXT, missingText(model));
        metadata.put(INPUTS, inputs(model));
        metadata.put(THRESHOLD, Double.toString(model.threshold()));
        return graph.toModel(metadata);
    }

    private static String inputs(PortableModel model) {
        ArrayNode columns = JsonNodeFactory.instance.arrayNode();
        model.inputs()
                .forEach(input -> columns.addObject().put("name", input.name()).put("type", input.type()));
        return columns.toString();
    }

    private static String missingText(PortableModel model) {
        String text = "";
        while (isCategory(text, model)) {
            text += "?";
        }
        return text;
    }

    private static boolean isCategory(String text, PortableModel model) {
        return model.preparation().encoders().stream()
                .anyMatch(encoder -> encoder instanceof OneHotEncoder oneHot
                        && oneHot.categories().contains(text));
    }
}
