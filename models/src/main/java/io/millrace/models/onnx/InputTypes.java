package io.millrace.models.onnx;

import io.millrace.models.ColumnEncoder;
import io.millrace.models.InputColumn;
import io.millrace.models.NumericEncoder;
import io.millrace.models.OneHotEncoder;
import io.millrace.models.PortableModel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * How the columns that a model reads go into ONNX: text as strings, numbers and booleans as doubles, missing as NaN. Every
 * number that Spark has, but decimals, is told from the others by its double, up to {@link #EXACT}.
 */
final class InputTypes {
    /** From here on neighbouring integers may share a double. */
    private static final double EXACT = 0x1p53;

    private static final Set<String> INTEGERS = Set.of("tinyint", "byte", "smallint", "short", "int", "integer");
    private static final Set<String> LONGS = Set.of("bigint", "long");
    private static final Set<String> FRACTIONS = Set.of("float", "real", "double");

    private final Map<String, String> types = new LinkedHashMap<>();

    private InputTypes(PortableModel model) {
        List<String> read = model.preparation().columns();
        for (InputColumn input : model.inputs()) {
            if (read.contains(input.name())) {
                types.put(input.name(), input.type().toLowerCase(Locale.ROOT));
            }
        }
    }

    static InputTypes of(PortableModel model) {
        return new InputTypes(model);
    }

    /** Returns the columns that an encoder reads, in the order of the model's inputs. */
    List<String> names() {
        return List.copyOf(types.keySet());
    }

    Tensor.Type tensor(String column) {
        return type(column).equals("string") ? Tensor.Type.STRING : Tensor.Type.DOUBLE;
    }

    private String type(String column) {
        return types.getOrDefault(column, "");
    }

    /** Returns why an encoder cannot be said; empty if it can. */
    List<String> obstacles(ColumnEncoder encoder) {
        String type = type(encoder.column());
        String column = "column " + encoder.column() + " (" + type + "): ";
        boolean number = INTEGERS.contains(type) || LONGS.contains(type) || FRACTIONS.contains(type);
        if (encoder instanceof NumericEncoder) {
            boolean known = number || type.equals("boolean") || type.startsWith("decimal");
            return known ? List.of() : List.of(column + "no number of ONNX stands for it");
        }
        List<String> obstacles = new ArrayList<>();
        if (!number && !type.equals("boolean") && !type.equals("string")) {
            obstacles.add(column + "ONNX cannot compare it with categories");
        } else if (encoder instanceof OneHotEncoder oneHot) {
            for (String category : oneHot.categories()) {
                if (LONGS.contains(type) && Math.abs(number(encoder.column(), category)) >= EXACT) {
                    obstacles.add(column + "a double cannot tell category " + category + " from its neighbours");
                } else if (!StandardCharsets.UTF_8.newEncoder().canEncode(category)) {
                    obstacles.add(column + "a category is no Unicode text");
                }
            }
        }
        return obstacles;
    }

    /** Returns the number whose category this is; NaN, which equals nothing, if no value of the column has it. */
    double number(String column, String category) {
        String type = type(column);
        if (type.equals("boolean")) {
            return switch (category) {
                case "true" -> 1;
                case "false" -> 0;
                default -> Double.NaN;
            };
        }
        try {
            if (FRACTIONS.contains(type)) {
                double number = Double.parseDouble(category);
                return OneHotEncoder.category(number).equals(category) ? number : Double.NaN;
            }
            long number = Long.parseLong(category);
            return Long.toString(number).equals(category) ? number : Double.NaN;
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}
