package io.millrace.features.internal;

import io.millrace.definitions.RowOrder;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.Row;

/** A {@link RowOrder} over the positions of a part's rows. */
final class RowRank implements Serializable {

    private static final long serialVersionUID = 1L;

    /** The position of the first column of the rank, which is a time in microseconds. */
    private final int first;

    private final int[] further;
    private final int[] rest;

    private RowRank(int first, int[] further, int[] rest) {
        this.first = first;
        this.further = further;
        this.rest = rest;
    }

    /** Returns the order of rows that hold {@code columns}; what a row does not hold does not count. */
    static RowRank of(RowOrder order, List<String> columns) {
        List<String> rank = order.rank();
        return new RowRank(
                columns.indexOf(rank.get(0)),
                positions(rank.subList(1, rank.size()), columns),
                positions(order.rest(), columns));
    }

    private static int[] positions(List<String> names, List<String> columns) {
        return names.stream()
                .mapToInt(columns::indexOf)
                .filter(position -> position >= 0)
                .toArray();
    }

    /** Compares two rows; 0 if they are tied. */
    int compare(Row a, Row b) {
        int order = Long.compare(a.getLong(first), b.getLong(first));
        return order == 0 ? compare(further, a, b) : order;
    }

    /** Compares tied rows by all else. */
    int compareTied(Row a, Row b) {
        return compare(rest, a, b);
    }

    private static int compare(int[] positions, Row a, Row b) {
        int order = 0;
        for (int i = 0; order == 0 && i < positions.length; i++) {
            order = ValueOrder.compare(a.get(positions[i]), b.get(positions[i]));
        }
        return order;
    }
}
