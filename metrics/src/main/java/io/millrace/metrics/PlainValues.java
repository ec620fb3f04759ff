package io.millrace.metrics;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values that states hold as they are: their order and their bytes.
 *
 * <p>Booleans, whole numbers, decimals, floating-point numbers, texts, bytes, lists of those, and NULL inside lists.
 */
public final class PlainValues {

    /**
     * A total order over plain values of one type, the same on every machine. NULL is least. Doubles: NaN is greatest, -0.0 is
     * below 0.0. Texts and bytes by unsigned bytes, texts as UTF-8. Lists element by element.
     */
    public static final Comparator<Object> ORDER = (Comparator<Object> & Serializable) PlainValues::compare;

    private PlainValues() {}

    /** Compares two values by {@link #ORDER}. */
    public static int compare(@Nullable Object a, @Nullable Object b) {
        return compare(a, b, PlainValues::compare);
    }

    /** Compares two values, and the elements of lists by {@code elements}. */
    @SuppressWarnings("unchecked")
    public static int compare(@Nullable Object a, @Nullable Object b, Comparator<@Nullable Object> elements) {
        // The kinds of most columns first, by their classes: a look for an interface costs more than the comparison.
        if (a instanceof Double left && b instanceof Double right) {
            return left.compareTo(right);
        }
        if (a instanceof Long left && b instanceof Long right) {
            return left.compareTo(right);
        }
        if (a == null || b == null) {
            return a == b ? 0 : a == null ? -1 : 1;
        }
        if (a instanceof String left) {
            return compareText(left, (String) b);
        }
        if (a instanceof byte[] left) {
            return Arrays.compareUnsigned(left, (byte[]) b);
        }
        if (a instanceof List<?> left) {
            return compareLists(left, (List<?>) b, elements);
        }
        return ((Comparable<Object>) a).compareTo(b);
    }

    /** UTF-16 order differs from byte order only where surrogates meet characters above them. */
    private static int compareText(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean mixed = Character.isSurrogate(x) != Character.isSurrogate(y);
                return mixed ? (Character.isSurrogate(x) ? 1 : -1) : Character.compare(x, y);
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    private static int compareLists(List<?> a, List<?> b, Comparator<@Nullable Object> elements) {
        int length = Math.min(a.size(), b.size());
        for (int i = 0; i < length; i++) {
            int order = elements.compare(a.get(i), b.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(a.size(), b.size());
    }

    /** Writes a value with its type; equal decimals have equal bytes, whatever their scale. */
    static void write(@Nullable Object value, StateWriter out) {
        if (value == null) {
            out.writeByte('n');
        } else if (value instanceof Boolean bool) {
            out.writeByte(bool ? 't' : 'f');
        } else if (value instanceof Byte
                || value instanceof Short
                || value instanceof Integer
                || value instanceof Long) {
            out.writeByte(
                    value instanceof Byte ? 'b' : value instanceof Short ? 's' : value instanceof Integer ? 'i' : 'l');
            out.writeLong(((Number) value).longValue());
        } else if (value instanceof Float || value instanceof Double) {
            out.writeByte(value instanceof Float ? 'F' : 'D');
            out.writeDouble(((Number) value).doubleValue());
        } else if (value instanceof BigDecimal decimal) {
            out.writeByte('d');
            writeDecimal(shortest(decimal), out);
        } else if (value instanceof String text) {
            out.writeByte('T');
            out.writeString(text);
        } else if (value instanceof byte[] bytes) {
            out.writeByte('B');
            out.writeBytes(bytes);
        } else if (value instanceof List<?> list) {
            out.writeByte('L');
            out.writeCount(list.size());
            list.forEach(element -> write(element, out));
        } else {
            throw new IllegalArgumentException("a value of " + value.getClass().getName()
                    + " cannot be stored in a state; give it as a plain value");
        }
    }

    static @Nullable Object read(StateReader in) {
        char type = (char) in.readByte();
        return switch (type) {
            case 'n' -> null;
            case 't' -> true;
            case 'f' -> false;
            case 'b' -> (byte) in.readLong();
            case 's' -> (short) in.readLong();
            case 'i' -> (int) in.readLong();
            case 'l' -> in.readLong();
            case 'F' -> (float) in.readDouble();
            case 'D' -> in.readDouble();
            case 'd' -> readDecimal(in);
            case 'T' -> in.readString();
            case 'B' -> in.readBytes();
            case 'L' -> readList(in);
            default -> throw new IllegalArgumentException("a state holds a value of the unknown type '" + type + "'");
        };
    }

    private static List<@Nullable Object> readList(StateReader in) {
        int size = in.readCount();
        List<@Nullable Object> list = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            list.add(read(in));
        }
        return list;
    }

    /** Writes a decimal with its scale. */
    static void writeDecimal(BigDecimal value, StateWriter out) {
        out.writeLong(value.scale());
        out.writeBytes(value.unscaledValue().toByteArray());
    }

    /** The decimal that all equal ones have in common. */
    static BigDecimal shortest(BigDecimal value) {
        return value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
    }

    static BigDecimal readDecimal(StateReader in) {
        int scale = (int) in.readLong();
        return new BigDecimal(new BigInteger(in.readBytes()), scale);
    }
}
