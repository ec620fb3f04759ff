package io.millrace.models.onnx;

import io.millrace.models.ColumnEncoder;
import io.millrace.models.FittedPreparation;
import io.millrace.models.NumericEncoder;
import io.millrace.models.OneHotEncoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** The nodes from input columns to the learner's vector, a double for each place. */
final class PreparationNodes {
    private final Graph graph;
    private final InputTypes types;
    /** Each input as a matrix of one column. */
    private final Map<String, String> columns = new HashMap<>();

    PreparationNodes(Graph graph, InputTypes types) {
        this.graph = graph;
        this.types = types;
    }

    /** Returns the name of the vectors, {@code [rows, width]}. */
    String vectors(FittedPreparation preparation) {
        String second = graph.constant(Tensor.longs(new long[] {1}, 1));
        types.names().forEach(name -> {
            graph.input(name, types.tensor(name));
            columns.put(name, graph.node("Unsqueeze", name, second).add());
        });
        List<String> places = new ArrayList<>();
        for (ColumnEncoder encoder : preparation.encoders()) {
            String column = columns.getOrDefault(encoder.column(), encoder.column());
            places.add(
                    encoder instanceof NumericEncoder numeric
                            ? numeric(numeric, column)
                            : oneHot((OneHotEncoder) encoder, column));
        }
        return graph.node("Concat", places.toArray(String[]::new))
                .with("axis", 1)
                .add();
    }

    private String numeric(NumericEncoder encoder, String column) {
        String number = column;
        if (encoder.impute().isPresent()) {
            String missing = graph.node("IsNaN", number).add();
            number = graph.node("Where", missing, number(encoder.impute().getAsDouble()), number)
                    .add();
        }
        if (encoder.mean() != 0) {
            number = graph.node("Sub", number, number(encoder.mean())).add();
        }
        return encoder.scale() == 1
                ? number
                : graph.node("Div", number, number(encoder.scale())).add();
    }

    private String number(double value) {
        return graph.constant(Tensor.doubles(new long[] {1, 1}, value));
    }

    private String oneHot(OneHotEncoder encoder, String column) {
        int known = encoder.categories().size();
        if (known == 0) {
            String shape = graph.node("Shape", column).add();
            return graph.node("ConstantOfShape", shape)
                    .with("value", Tensor.doubles(new long[] {1}, 1))
                    .add();
        }
        if (types.tensor(encoder.column()) == Tensor.Type.STRING) {
            String place = graph.mlNode("LabelEncoder", column)
                    .with("keys_strings", encoder.categories())
                    .with("values_int64s", LongStream.range(0, known).toArray())
                    .with("default_int64", known)
                    .add();
            long[] places = LongStream.rangeClosed(0, known).toArray();
            return asDouble(graph.node("Equal", place, graph.constant(Tensor.longs(new long[] {1, known + 1L}, places)))
                    .add());
        }
        double[] numbers = encoder.categories().stream()
                .mapToDouble(category -> types.number(encoder.column(), category))
                .toArray();
        String equal =
                asDouble(graph.node("Equal", column, graph.constant(Tensor.doubles(new long[] {1, known}, numbers)))
                        .add());
        String found = graph.node("ReduceSum", equal, graph.constant(Tensor.longs(new long[] {1}, 1)))
                .with("keepdims", 1)
                .add();
        String other = graph.node("Sub", number(1), found).add();
        return graph.node("Concat", equal, other).with("axis", 1).add();
    }

    private String asDouble(String flags) {
        return graph.node("Cast", flags).with("to", Tensor.Type.DOUBLE.code()).add();
    }
}
