package io.millrace.models;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One place for each known category and a last one for everything else: 1 in the place of the value, 0 in the others.
 *
 * <p>Unseen categories, NULL and NaN share the last place, so the vector's size never changes. Strings are compared exactly;
 * other values by {@link #category}.
 */
public final class OneHotEncoder implements ColumnEncoder {
    private static final long serialVersionUID = 1L;

    private final String column;
    private final List<String> categories;
    private final transient Map<String, Integer> places;

    /**
     * @param column the input column
     * @param categories the known categories, without repetition, in the order of their places; may be empty
     * @throws IllegalArgumentException if a category is given twice
     */
    public OneHotEncoder(String column, List<String> categories) {
        if (column.isBlank()) {
            throw new IllegalArgumentException("A one-hot encoder needs a column");
        }
        this.column = column;
        this.categories = List.copyOf(categories);
        this.places = new HashMap<>();
        for (String category : this.categories) {
            if (places.put(category, places.size()) != null) {
                throw new IllegalArgumentException("Column " + column + ": category '" + category + "' is given twice");
            }
        }
    }

    @Override
    public String column() {
        return column;
    }

    /** Returns the known categories in the order of their places. */
    public List<String> categories() {
        return categories;
    }

    @Override
    public int width() {
        return categories.size() + 1;
    }

    @Override
    public List<String> vectorNames() {
        List<String> names = new ArrayList<>(width());
        for (String category : categories) {
            names.add(column + "=" + category);
        }
        names.add(column + "=(other)");
        return List.copyOf(names);
    }

    @Override
    public void encode(@Nullable Object value, double[] vector, int offset) {
        for (int i = 0; i < width(); i++) {
            vector[offset + i] = 0;
        }
        Integer place = missing(value) ? null : places.get(category(requireNonNull(value)));
        vector[offset + (place == null ? categories.size() : place)] = 1;
    }

    /**
     * Returns the text by which a value is looked up: strings as they are, numbers in plain digits without trailing zeros
     * (1.0 and 1 are the same category), times and dates in ISO 8601 (UTC). Fitting must use the same rule.
     */
    public static String category(Object value) {
        if (value instanceof BigDecimal decimal) {
            return decimal.stripTrailingZeros().toPlainString();
        }
        if (value instanceof Double || value instanceof Float) {
            double number = ((Number) value).doubleValue();
            return Double.isFinite(number)
                    ? BigDecimal.valueOf(number).stripTrailingZeros().toPlainString()
                    : Double.toString(number);
        }
        if (value instanceof Timestamp timestamp) {
            return timestamp.toInstant().toString();
        }
        if (value instanceof Date date) {
            return date.toLocalDate().toString();
        }
        return value.toString();
    }

    private static boolean missing(@Nullable Object value) {
        return value == null
                || (value instanceof Double number && number.isNaN())
                || (value instanceof Float single && single.isNaN());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof OneHotEncoder encoder
                && column.equals(encoder.column)
                && categories.equals(encoder.categories);
    }

    @Override
    public int hashCode() {
        return 31 * column.hashCode() + categories.hashCode();
    }

    @Override
    public String toString() {
        return "OneHotEncoder[column=" + column + ", categories=" + categories + "]";
    }

    private Object writeReplace() {
        return new Stored(column, categories);
    }

    private record Stored(String column, List<String> categories) implements Serializable {
        private Object readResolve() {
            return new OneHotEncoder(column, categories);
        }
    }
}
