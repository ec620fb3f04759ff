package io.millrace.features.internal;

import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.unix_micros;

import io.millrace.definitions.RowOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataType;

/**
 * The feature rows of one part on their way into the exchange.
 *
 * @param source the lookup
 * @param part what becomes of the rows
 * @param usable which rows can match at some time, or take the place of one that can
 * @param counts which of them can match, rather than only stand in the way of an older version
 * @param at when a row is known, in microseconds
 * @param payload what the part reads, in order
 * @param outputs the features that come out, by name, with their types, in order
 */
record Branch(
        KeySet.Source source,
        JoinPart part,
        Column usable,
        Column counts,
        Column at,
        List<Column> payload,
        Map<String, DataType> outputs) {

    /** Returns the branches of a lookup: as-of or static, windows, or both; notes problems. */
    static List<Branch> of(KeySet.Source source, List<String> problems) {
        List<Branch> branches = new ArrayList<>();
        if (!source.lookup().asOfFeatures().isEmpty()) {
            branches.add(source.lookup().view().isStatic() ? ofStatic(source) : AsOfBranch.of(source, problems));
        }
        if (!source.lookup().windowFeatures().isEmpty()) {
            branches.add(WindowBranch.of(source, problems));
        }
        return branches;
    }

    private static Branch ofStatic(KeySet.Source source) {
        NumberedColumns columns = source.columns();
        List<Column> payload = new ArrayList<>();
        Map<String, DataType> outputs = new LinkedHashMap<>();
        for (String feature : source.lookup().asOfFeatures()) {
            int index = columns.find(feature);
            if (index >= 0) {
                payload.add(columns.column(index));
                outputs.put(feature, columns.type(index));
            }
        }
        JoinPart part = new StaticPart(source.lookup().label(), outputs.size());
        return new Branch(source, part, lit(true), lit(true), lit(Long.MIN_VALUE), payload, outputs);
    }

    /** What as-of and window branches share: the columns that say when a row holds and is known, and that rank it. */
    static final class Times {
        /** What ranks a row, by the names of the view's columns, in their order: the time first. */
        final Map<String, Column> rank = new LinkedHashMap<>();

        Column usable = lit(true);
        Column at = lit(Long.MIN_VALUE);

        /** Reads them; rows are known {@code shift} microseconds after their time, and not before they were created. */
        static Times of(KeySet.Source source, long shift, List<String> problems) {
            Times times = new Times();
            NumberedColumns columns = source.columns();
            var view = source.lookup().view();
            for (String name : RowOrder.ofRows(view).rank()) {
                boolean time = view.timestamp().filter(name::equals).isPresent();
                boolean created = view.created().filter(name::equals).isPresent();
                int index = time || created ? columns.findTime(name) : columns.find(name);
                if (index < 0) {
                    continue;
                }
                DataType type = columns.type(index);
                Column column = time || created ? unix_micros(columns.column(index)) : columns.column(index);
                if (time) {
                    // NULL compares to nothing; a time so late that it is never known must not overflow.
                    times.usable = column.leq(lit(Long.MAX_VALUE - shift));
                    times.at = shift == 0 ? column : column.plus(lit(shift));
                } else if (created) {
                    times.usable = times.usable.and(column.isNotNull());
                    times.at = greatest(times.at, column);
                } else if (!ValueOrder.orders(type) || ValueOrder.isCollated(type)) {
                    problems.add(source.lookup().label() + ": sequence column " + name + " is " + type.sql()
                            + ", which has no order here" + KeyTypes.remedy(type));
                }
                times.rank.put(name, column);
            }
            return times;
        }
    }
}
