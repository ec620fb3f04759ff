package io.millrace.features.internal;

import io.millrace.features.JoinDefinition;
import io.millrace.features.JoinDefinition.Lookup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;

/**
 * The lookups that use one set of spine columns as key, and so share one exchange, with the key types common to all.
 *
 * @param spineKeys positions of the key columns in the spine, ascending
 * @param types the common type of each key
 * @param sources the lookups with their rows
 * @param branches what becomes of their rows, in the order of the lookups
 */
public record KeySet(List<Integer> spineKeys, List<DataType> types, List<Source> sources, List<Branch> branches) {

    /** A lookup with the rows of its view; {@code keys} gives for each entity column its position there and in the spine. */
    public record Source(int number, Lookup lookup, NumberedColumns columns, List<KeyPair> keys) {}

    /** One key: position in the view's rows and in the spine. */
    public record KeyPair(int viewColumn, int spineColumn) {}

    /** Groups lookups by their key columns; notes as problems what is missing, and types that do not go together. */
    public static List<KeySet> group(
            JoinDefinition definition, NumberedColumns spine, Map<String, Dataset<Row>> rows, List<String> problems) {
        Map<List<Integer>, List<Source>> groups = new LinkedHashMap<>();
        for (int i = 0; i < definition.lookups().size(); i++) {
            Source source = source(i, definition.lookups().get(i), spine, rows, problems);
            var spineKeys = new TreeSet<Integer>();
            source.keys().forEach(pair -> spineKeys.add(pair.spineColumn()));
            groups.computeIfAbsent(List.copyOf(spineKeys), any -> new ArrayList<>())
                    .add(source);
        }
        List<KeySet> sets = new ArrayList<>();
        groups.forEach((keys, sources) -> sets.add(new KeySet(
                keys,
                types(keys, sources, spine, problems),
                sources,
                sources.stream()
                        .flatMap(source -> Branch.of(source, problems).stream())
                        .toList())));
        return List.copyOf(sets);
    }

    /** The key columns of a view's rows in the common types; rows that cannot match are filtered out. */
    Dataset<Row> rowsWithKeys(Source source) {
        Dataset<Row> rows = source.columns().rows();
        for (KeyPair pair : source.keys()) {
            int slot = spineKeys.indexOf(pair.spineColumn());
            Column value = key(slot, source.columns(), pair.viewColumn());
            boolean first = firstOf(source, pair.spineColumn()) == pair.viewColumn();
            rows = rows.filter(first ? value.isNotNull() : value.equalTo(key(slot, source)));
        }
        return rows;
    }

    /** The key of slot {@code slot} in the rows of a source. */
    Column key(int slot, Source source) {
        return key(slot, source.columns(), firstOf(source, spineKeys.get(slot)));
    }

    /** A column as the key of slot {@code slot}: cast to the common type, canonical. */
    Column key(int slot, NumberedColumns columns, int index) {
        return key(slot, columns.column(index), columns.type(index));
    }

    Column key(int slot, Column column, DataType type) {
        DataType common = types.get(slot);
        Column cast = type.equals(common) ? column : column.cast(common);
        return KeyTypes.canonical(cast, common);
    }

    private static int firstOf(Source source, int spineColumn) {
        return source.keys().stream()
                .filter(pair -> pair.spineColumn() == spineColumn)
                .findFirst()
                .orElseThrow()
                .viewColumn();
    }

    private static Source source(
            int number, Lookup lookup, NumberedColumns spine, Map<String, Dataset<Row>> rows, List<String> problems) {
        Dataset<Row> viewRows = rows.get(lookup.view().name());
        if (viewRows == null) {
            throw new IllegalArgumentException(
                    "no rows are given for view " + lookup.view().name());
        }
        NumberedColumns columns =
                new NumberedColumns("rows of view " + lookup.view().name(), viewRows, "r", problems);
        List<KeyPair> keys = new ArrayList<>();
        for (String entity : lookup.view().entity()) {
            int viewColumn = columns.find(entity);
            int spineColumn = spine.find(lookup.definition().spineColumn(entity));
            if (viewColumn >= 0 && spineColumn >= 0) {
                keys.add(new KeyPair(viewColumn, spineColumn));
            }
        }
        return new Source(number, lookup, columns, keys);
    }

    private static List<DataType> types(
            List<Integer> keys, List<Source> sources, NumberedColumns spine, List<String> problems) {
        List<DataType> types = new ArrayList<>();
        for (int key : keys) {
            DataType common = spine.type(key);
            if (!KeyTypes.allowed(common)) {
                problems.add("spine: column " + spine.name(key) + " is " + common.sql() + ", which cannot be a key"
                        + KeyTypes.remedy(common));
            }
            for (Source source : sources) {
                for (KeyPair pair : source.keys()) {
                    if (pair.spineColumn() == key) {
                        common = join(common, source, pair, spine, problems);
                    }
                }
            }
            types.add(common);
        }
        return types;
    }

    private static DataType join(
            DataType common, Source source, KeyPair pair, NumberedColumns spine, List<String> problems) {
        DataType type = source.columns().type(pair.viewColumn());
        var wider = KeyTypes.common(common, type);
        if (wider.isEmpty()) {
            problems.add(source.lookup().label() + ": key " + source.columns().name(pair.viewColumn()) + " is "
                    + type.sql() + ", spine column " + spine.name(pair.spineColumn()) + " is "
                    + spine.type(pair.spineColumn()).sql() + "; no cast keeps all values, so cast one side where it is"
                    + " declared");
        }
        return wider.orElse(common);
    }

    /** All features of the set, to order the rounds by width. */
    int featureCount() {
        return branches.stream().mapToInt(branch -> branch.outputs().size()).sum();
    }

    static Column nullOf(DataType type) {
        return functions.lit(null).cast(type);
    }
}
