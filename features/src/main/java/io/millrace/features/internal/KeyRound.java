package io.millrace.features.internal;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.timestamp_micros;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.millrace.features.JoinPlan;
import io.millrace.features.JoinPlan.Diagnostics;
import io.millrace.lakehouse.Lakehouse;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * One exchange: the spine so far and all rows looked up by one key set, tagged, united, partitioned by the key columns,
 * sorted and merged. The spine comes out with the features of the set as further columns.
 *
 * <p>Spine rows that can match nothing (a NULL key or time) are spread by their contents, so that they make no hot
 * partition, and pass through. Splitting them off would be two scans of the spine, and so 2^n for n key sets.
 */
final class KeyRound {

    private static final String AT = "at";
    private static final String TAG = "tag";
    private static final String SPINE = "spine";

    private final KeySet set;
    private final NumberedColumns spineColumns;
    private final String timeColumn;
    private final List<Branch> branches;
    private final List<StructType> payloads;
    private final Diagnostics diagnostics;

    KeyRound(KeySet set, JoinPlan plan) {
        this.set = set;
        this.spineColumns = plan.spine();
        this.timeColumn = plan.spine().plainName(plan.time());
        this.branches = set.branches();
        this.payloads = branches.stream().map(this::payloadType).toList();
        this.diagnostics = plan.diagnostics();
    }

    Dataset<Row> apply(Dataset<Row> spine) {
        List<StructField> columns = List.of(spine.schema().fields());
        List<StructField> carried =
                columns.stream().filter(field -> restored(field) == null).toList();
        StructType carriedType = carriedType(carried);
        Dataset<Row> united = spineRows(spine, carried, carriedType);
        for (int i = 0; i < branches.size(); i++) {
            united = united.union(featureRows(i, carriedType));
            if (diagnostics == Diagnostics.WITH && !(branches.get(i).part() instanceof StaticPart)) {
                united = united.union(presentKeys(i, carriedType));
            }
        }
        List<Column> keys = keyColumns();
        List<Column> spread = new ArrayList<>(keys);
        spread.add(spreadUnmatchable(carried));
        List<Column> order = new ArrayList<>(keys);
        order.add(col(AT));
        order.add(col(TAG));
        List<JoinPart> parts = branches.stream().map(Branch::part).toList();
        Dataset<Row> merged = united.repartition(spread.toArray(Column[]::new))
                .sortWithinPartitions(order.toArray(Column[]::new))
                .mapPartitions(
                        new MergeRows(
                                parts,
                                set.spineKeys().stream().map(spineColumns::name).toList(),
                                set.types(),
                                diagnostics,
                                Lakehouse.isRemote(spine.sparkSession().getClass())),
                        Encoders.row(mergedType(spine.schema(), carriedType)));
        return merged.select(outputs(columns).toArray(Column[]::new));
    }

    private List<Column> keyColumns() {
        List<Column> keys = new ArrayList<>();
        for (int slot = 0; slot < set.types().size(); slot++) {
            keys.add(col(keyName(slot)));
        }
        return keys;
    }

    private String keyColumn(int slot) {
        return spineColumns.plainName(set.spineKeys().get(slot));
    }

    private static String keyName(int slot) {
        return "k" + slot;
    }

    private Dataset<Row> spineRows(Dataset<Row> spine, List<StructField> carried, StructType carriedType) {
        List<Column> selected = new ArrayList<>();
        Column unmatchable = col(timeColumn).isNull();
        for (int slot = 0; slot < set.types().size(); slot++) {
            String name = keyColumn(slot);
            DataType type = spine.schema().apply(name).dataType();
            unmatchable = unmatchable.or(col(name).isNull());
            selected.add(packedKey(slot, set.key(slot, col(name), type)).as(keyName(slot)));
        }
        selected.add(unix_micros(col(timeColumn)).as(AT));
        int count = branches.size();
        selected.add(when(unmatchable, lit(MergeRows.unmatchableTag(count)))
                .otherwise(lit(MergeRows.spineTag(count)))
                .as(TAG));
        List<Column> fields = new ArrayList<>();
        carried.forEach(field -> fields.add(Packing.pack(col(field.name()), field.dataType(), field.nullable())
                .as(field.name())));
        selected.add((fields.isEmpty() ? KeySet.nullOf(carriedType) : struct(fields.toArray(Column[]::new))).as(SPINE));
        payloads.forEach(type -> selected.add(KeySet.nullOf(Packing.packedType(type))));
        return spine.select(selected.toArray(Column[]::new));
    }

    private Dataset<Row> featureRows(int index, StructType carriedType) {
        Branch branch = branches.get(index);
        List<Column> selected = sourceKeys(branch);
        selected.add(branch.at());
        selected.add(lit(index));
        selected.add(KeySet.nullOf(carriedType));
        for (int i = 0; i < payloads.size(); i++) {
            StructType type = payloads.get(i);
            selected.add(
                    i == index
                            ? Packing.pack(struct(named(branch.payload())), type, false)
                            : KeySet.nullOf(Packing.packedType(type)));
        }
        return usable(branch).select(selected.toArray(Column[]::new));
    }

    /** One row for each key that a part has at any time; it tells "not yet known" from "no such key". */
    private Dataset<Row> presentKeys(int index, StructType carriedType) {
        Branch branch = branches.get(index);
        List<Column> keys = new ArrayList<>();
        List<Column> sourceKeys = sourceKeys(branch);
        for (int slot = 0; slot < sourceKeys.size(); slot++) {
            keys.add(sourceKeys.get(slot).as(keyName(slot)));
        }
        List<Column> selected = keyColumns();
        selected.add(lit(Long.MIN_VALUE));
        selected.add(lit(index));
        selected.add(KeySet.nullOf(carriedType));
        payloads.forEach(type -> selected.add(KeySet.nullOf(Packing.packedType(type))));
        return usable(branch)
                .filter(branch.counts())
                .select(keys.toArray(Column[]::new))
                .distinct()
                .select(selected.toArray(Column[]::new));
    }

    private Dataset<Row> usable(Branch branch) {
        return set.rowsWithKeys(branch.source()).filter(branch.usable());
    }

    private List<Column> sourceKeys(Branch branch) {
        List<Column> keys = new ArrayList<>();
        for (int slot = 0; slot < set.types().size(); slot++) {
            keys.add(packedKey(slot, set.key(slot, branch.source())));
        }
        return keys;
    }

    private Column packedKey(int slot, Column key) {
        return Packing.pack(key, set.types().get(slot));
    }

    private StructType payloadType(Branch branch) {
        return branch.source().columns().rows().select(named(branch.payload())).schema();
    }

    private static Column[] named(List<Column> columns) {
        Column[] named = new Column[columns.size()];
        for (int i = 0; i < named.length; i++) {
            named[i] = columns.get(i).as("p" + i);
        }
        return named;
    }

    private static StructType carriedType(List<StructField> carried) {
        StructType type = new StructType();
        for (StructField field : carried) {
            type = type.add(field.name(), Packing.packedType(field.dataType()), field.nullable());
        }
        return type;
    }

    private Column spreadUnmatchable(List<StructField> carried) {
        List<Column> contents = new ArrayList<>();
        contents.add(col(AT));
        carried.stream()
                .filter(field -> hashes(field.dataType()))
                .forEach(field -> contents.add(col(SPINE).getField(field.name())));
        return when(
                        col(TAG).equalTo(lit(MergeRows.unmatchableTag(branches.size()))),
                        xxhash64(contents.toArray(Column[]::new)))
                .otherwise(lit(0L));
    }

    private static boolean hashes(DataType type) {
        return ValueOrder.orders(type)
                && !(type instanceof StructType || type instanceof ArrayType || type instanceof MapType);
    }

    /** What comes out; columns of the spine that hold no NULL are declared so again. */
    private StructType mergedType(StructType spine, StructType carriedType) {
        StructType type = new StructType();
        for (int slot = 0; slot < set.types().size(); slot++) {
            boolean nullable = spine.apply(keyColumn(slot)).nullable();
            type = type.add(keyName(slot), Packing.packedType(set.types().get(slot)), nullable);
        }
        type = type.add(AT, DataTypes.LongType, spine.apply(timeColumn).nullable())
                .add(SPINE, carriedType, carriedType.isEmpty());
        for (Branch branch : branches) {
            for (var output : branch.outputs().entrySet()) {
                String name = JoinPlan.feature(branch.source().number(), output.getKey());
                type = type.add(name, Packing.packedType(output.getValue()), true);
            }
        }
        for (int i = 0; diagnostics == Diagnostics.WITH && i < branches.size(); i++) {
            type = type.add(partAge(i), DataTypes.LongType, true).add(partCause(i), DataTypes.StringType, false);
        }
        return type;
    }

    private static String partAge(int part) {
        return "partAge" + part;
    }

    private static String partCause(int part) {
        return "partCause" + part;
    }

    private List<Column> outputs(List<StructField> columns) {
        List<Column> selected = new ArrayList<>();
        for (StructField field : columns) {
            Column restored = restored(field);
            Column value = restored == null
                    ? Packing.unpack(col(SPINE).getField(field.name()), field.dataType(), field.nullable())
                    : restored;
            selected.add(value.as(field.name()));
        }
        for (Branch branch : branches) {
            for (var output : branch.outputs().entrySet()) {
                String name = JoinPlan.feature(branch.source().number(), output.getKey());
                selected.add(Packing.unpack(col(name), output.getValue()).as(name));
            }
        }
        int lookup = -1;
        for (int i = 0; diagnostics == Diagnostics.WITH && i < branches.size(); i++) {
            int number = branches.get(i).source().number();
            if (number != lookup) {
                selected.add(col(partAge(i)).as(JoinPlan.age(number)));
                selected.add(col(partCause(i)).as(JoinPlan.cause(number)));
            }
            lookup = number;
        }
        return selected;
    }

    /** The spine's time and keys of unchanged type need not travel twice. */
    private @Nullable Column restored(StructField field) {
        if (field.name().equals(timeColumn)) {
            return timestamp_micros(col(AT));
        }
        for (int slot = 0; slot < set.types().size(); slot++) {
            DataType type = set.types().get(slot);
            boolean same = type.equals(field.dataType()) && !KeyTypes.isFloating(type);
            if (same && field.name().equals(keyColumn(slot))) {
                return Packing.unpack(col(keyName(slot)), type);
            }
        }
        return null;
    }
}
