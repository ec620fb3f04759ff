package io.millrace.models.onnx;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An ONNX graph under construction. Values go by name; names of inputs and outputs are given, the others made. */
final class Graph {
    /** Of ONNX 1.12, which every onnxruntime since has read. */
    private static final int IR_VERSION = 8;

    private static final int OPSET = 17;
    private static final int ML_OPSET = 3;
    private static final String ML = "ai.onnx.ml";

    private final ProtoWriter graph = new ProtoWriter();
    private final Set<String> taken = new HashSet<>();
    private int made;

    /** @param reserved the names of all inputs and outputs */
    Graph(List<String> reserved) {
        taken.addAll(reserved);
    }

    /** Declares an input of one dimension, the rows. */
    void input(String name, Tensor.Type type) {
        graph.message(11, rows(name, type));
    }

    /** Declares an output of one dimension, the rows. */
    void output(String name, Tensor.Type type) {
        graph.message(12, rows(name, type));
    }

    private static ProtoWriter rows(String name, Tensor.Type type) {
        ProtoWriter shape = new ProtoWriter().message(1, new ProtoWriter().text(2, "rows"));
        ProtoWriter tensor = new ProtoWriter().number(1, type.code()).message(2, shape);
        return new ProtoWriter().text(1, name).message(2, new ProtoWriter().message(1, tensor));
    }

    /** Adds a constant and returns its name. */
    String constant(ProtoWriter tensor) {
        String name = newName("constant");
        graph.message(5, tensor.text(8, name));
        return name;
    }

    /** Starts a node of the standard operators. */
    Node node(String operator, String... inputs) {
        return new Node(operator, "", List.of(inputs));
    }

    /** Starts a node of the operators for classical machine learning. */
    Node mlNode(String operator, String... inputs) {
        return new Node(operator, ML, List.of(inputs));
    }

    /** Returns the model with this graph. */
    byte[] toModel(Map<String, String> metadata) {
        ProtoWriter model = new ProtoWriter()
                .number(1, IR_VERSION)
                .text(2, "millrace")
                .message(7, graph.text(2, "millrace"))
                .message(8, new ProtoWriter().text(1, "").number(2, OPSET))
                .message(8, new ProtoWriter().text(1, ML).number(2, ML_OPSET));
        metadata.forEach(
                (key, value) -> model.message(14, new ProtoWriter().text(1, key).text(2, value)));
        return model.toBytes();
    }

    private String newName(String stem) {
        String name;
        do {
            name = stem + "_" + made++;
        } while (!taken.add(name));
        return name;
    }

    /** A node with one output. */
    final class Node {
        private static final int INT = 2;
        private static final int TENSOR = 4;
        private static final int FLOATS = 6;
        private static final int INTS = 7;
        private static final int STRINGS = 8;

        private final String operator;
        private final ProtoWriter node = new ProtoWriter();

        private Node(String operator, String domain, List<String> inputs) {
            this.operator = operator;
            inputs.forEach(input -> node.text(1, input));
            node.text(4, operator).text(7, domain);
        }

        Node with(String name, long value) {
            return attribute(name, INT, new ProtoWriter().number(3, value));
        }

        Node with(String name, ProtoWriter tensor) {
            return attribute(name, TENSOR, new ProtoWriter().message(5, tensor));
        }

        Node with(String name, float[] values) {
            return attribute(name, FLOATS, new ProtoWriter().floats(7, values));
        }

        Node with(String name, long[] values) {
            return attribute(name, INTS, new ProtoWriter().numbers(8, values));
        }

        Node with(String name, List<String> values) {
            ProtoWriter strings = new ProtoWriter();
            values.forEach(value -> strings.text(9, value));
            return attribute(name, STRINGS, strings);
        }

        private Node attribute(String name, int type, ProtoWriter value) {
            node.message(5, value.text(1, name).number(20, type));
            return this;
        }

        /** Adds the node and returns the name of its output. */
        String add() {
            String output = newName(operator);
            addAs(output);
            return output;
        }

        /** Adds the node with an output of the graph. */
        void addAs(String output) {
            graph.message(1, node.text(2, output).text(3, output));
        }
    }
}
