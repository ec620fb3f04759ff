package io.millrace.models;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How one input column becomes numbers of the learner's vector. Immutable, safe for many threads. */
public sealed interface ColumnEncoder extends Serializable permits NumericEncoder, OneHotEncoder {
    /** Returns the name of the input column. */
    String column();

    /** Returns how many places of the vector this column takes, at least one. */
    int width();

    /** Returns the names of those places, in order, for plots and importances. */
    List<String> vectorNames();

    /**
     * Writes the encoded value into {@code vector[offset]} and the places after it. SQL NULL comes as null and is
     * encoded as missing.
     *
     * @throws IllegalArgumentException if the value's class cannot be encoded; names the column and the class
     */
    void encode(@Nullable Object value, double[] vector, int offset);
}
