package io.millrace.models;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fitted way from input columns to the learner's dense vector: each encoder's places, one after the other.
 *
 * <p>An input that no encoder names stays in the model's signature and has no effect. Immutable, safe for many threads.
 *
 * @param encoders in the order of their places in the vector; at least one
 */
public record FittedPreparation(List<ColumnEncoder> encoders) implements Serializable {
    public FittedPreparation {
        encoders = List.copyOf(encoders);
        if (encoders.isEmpty()) {
            throw new IllegalArgumentException("A preparation needs at least one encoder");
        }
    }

    /** Returns the length of the vector. */
    public int width() {
        int width = 0;
        for (ColumnEncoder encoder : encoders) {
            width += encoder.width();
        }
        return width;
    }

    /** Returns the names of the vector's places, in order. */
    public List<String> vectorNames() {
        List<String> names = new ArrayList<>();
        encoders.forEach(encoder -> names.addAll(encoder.vectorNames()));
        return List.copyOf(names);
    }

    /** Returns the columns that the encoders read: one name for each encoder, in their order. */
    public List<String> columns() {
        return encoders.stream().map(ColumnEncoder::column).toList();
    }

    /**
     * Returns the vector for one row.
     *
     * @param values one value for each encoder, in the order of {@link #columns()}; null is missing
     * @throws IllegalArgumentException if the count is wrong or a value cannot be encoded
     */
    public double[] encode(@Nullable Object[] values) {
        if (values.length != encoders.size()) {
            throw new IllegalArgumentException(
                    "Got " + values.length + " values for the " + encoders.size() + " encoders of " + columns());
        }
        double[] vector = new double[width()];
        int offset = 0;
        for (int i = 0; i < values.length; i++) {
            ColumnEncoder encoder = encoders.get(i);
            encoder.encode(values[i], vector, offset);
            offset += encoder.width();
        }
        return vector;
    }
}
