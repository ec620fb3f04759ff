package io.millrace.lakehouse;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts columns after those that their expressions name, so that the order in which they are written decides nothing.
 *
 * <p>An expression names a column by a word that is no text, no function and no field of something. One that names its own
 * column means what is there before; among columns that do not need each other the given order stays.
 */
final class ColumnOrder {

    /** A text, a quoted name, or a word with what follows it. */
    private static final Pattern PARTS = Pattern.compile("'(?:[^'\\\\]|\\\\.)*'|\"(?:[^\"\\\\]|\\\\.)*\"|--[^\n]*"
            + "|(\\.\\s*)?(?:`((?:[^`]|``)+)`|([\\p{L}_][\\p{L}\\p{N}_]*))(\\s*\\()?");

    private final Map<String, String> columns;
    private final Map<String, String> names = new LinkedHashMap<>();
    private final Map<String, String> sorted = new LinkedHashMap<>();

    private ColumnOrder(Map<String, String> columns) {
        this.columns = columns;
        columns.keySet().forEach(name -> names.put(RowShape.key(name), name));
    }

    /**
     * Returns the columns in an order in which each comes after those that it names.
     *
     * @throws IllegalArgumentException if some need each other; names them
     */
    static Map<String, String> of(Map<String, String> columns) {
        ColumnOrder order = new ColumnOrder(columns);
        columns.keySet().forEach(name -> order.add(name, new LinkedHashSet<>()));
        return order.sorted;
    }

    private void add(String name, Set<String> waiting) {
        if (sorted.containsKey(name)) {
            return;
        }
        if (!waiting.add(name)) {
            List<String> circle = new ArrayList<>(waiting);
            circle = circle.subList(circle.indexOf(name), circle.size());
            throw new IllegalArgumentException(
                    "columns " + String.join(", ", circle)
                            + " need each other; give one of them another name, or make it in a source of its own that reads this one");
        }
        String expression = columns.getOrDefault(name, "");
        for (String needed : named(expression)) {
            if (!needed.equals(name)) {
                add(needed, waiting);
            }
        }
        waiting.remove(name);
        sorted.put(name, expression);
    }

    /** Returns the columns of the section that an expression names. */
    private Set<String> named(String expression) {
        Set<String> found = new HashSet<>();
        Matcher parts = PARTS.matcher(expression);
        while (parts.find()) {
            String quoted = parts.group(2);
            String word = quoted == null ? parts.group(3) : quoted.replace("``", "`");
            boolean column = word != null && parts.group(1) == null && (quoted != null || parts.group(4) == null);
            if (column && names.containsKey(RowShape.key(word))) {
                found.add(names.get(RowShape.key(word)));
            }
        }
        Set<String> inOrder = new LinkedHashSet<>(columns.keySet());
        inOrder.retainAll(found);
        return inOrder;
    }
}
