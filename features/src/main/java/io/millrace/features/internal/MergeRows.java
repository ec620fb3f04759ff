package io.millrace.features.internal;

import io.millrace.config.DataException;
import io.millrace.features.JoinPlan.Diagnostics;
import io.millrace.features.MatchCause;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;

/**
 * Walks the rows of a partition, sorted by (key columns, at, tag), and gives each spine row its features.
 *
 * <p>In: the key columns, {@code at} (when the row is known; for a spine row its time), {@code tag}, the spine's other
 * columns as a struct, and one struct for each part. Tags below the number of parts are feature rows of that part, without
 * a struct if the row only tells that the key exists; then come spine rows, then spine rows with a NULL key or time. Out:
 * key columns, at, spine struct, features of all parts, and with diagnostics age and cause of each part.
 */
final class MergeRows implements MapPartitionsFunction<Row, Row> {

    private static final long serialVersionUID = 1L;

    private final List<JoinPart> parts;
    private final List<String> keys;
    private final List<DataType> types;
    private final Diagnostics diagnostics;
    private final boolean remote;

    MergeRows(List<JoinPart> parts, List<String> keys, List<DataType> types, Diagnostics diagnostics, boolean remote) {
        this.parts = List.copyOf(parts);
        this.keys = List.copyOf(keys);
        this.types = List.copyOf(types);
        this.diagnostics = diagnostics;
        this.remote = remote;
    }

    /** The tag of spine rows that can match. */
    static int spineTag(int partCount) {
        return partCount;
    }

    /** The tag of spine rows with a NULL key or time. */
    static int unmatchableTag(int partCount) {
        return partCount + 1;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        return new Walk(rows);
    }

    private final class Walk implements Iterator<Row>, KeyText {
        private final Iterator<Row> rows;
        private final PartState[] states;
        private final Object[] key = new Object[keys.size()];
        private final int at = keys.size();
        private final int tag = at + 1;
        private final int spine = at + 2;
        private final int payload = at + 3;
        private final int width = payload
                - 1
                + parts.stream().mapToInt(JoinPart::width).sum()
                + (diagnostics == Diagnostics.WITH ? 2 * parts.size() : 0);
        private boolean begun;
        private @Nullable Row next;

        Walk(Iterator<Row> rows) {
            this.rows = rows;
            this.states = parts.stream().map(part -> part.state(this)).toArray(PartState[]::new);
        }

        @Override
        public boolean hasNext() {
            while (next == null && rows.hasNext()) {
                next = takeOrRaise(rows.next());
            }
            return next != null;
        }

        private @Nullable Row takeOrRaise(Row row) {
            try {
                return take(row);
            } catch (DataException e) {
                if (!remote) {
                    throw e;
                }
                // The driver of a server, which has our classes for sessions alone, makes "UnknownReason" of what it
                // cannot
                // load. The text holds the name by which it is found again.
                throw new IllegalStateException(e.toString());
            }
        }

        @Override
        public Row next() {
            if (!hasNext() || next == null) {
                throw new NoSuchElementException();
            }
            Row result = next;
            next = null;
            return result;
        }

        @Override
        public String describe() {
            return IntStream.range(0, key.length)
                    .mapToObj(i -> keys.get(i) + " = " + KeyText.of(key[i], types.get(i)))
                    .collect(Collectors.joining(", "));
        }

        private @Nullable Row take(Row row) {
            int kind = row.getInt(tag);
            if (kind == unmatchableTag(states.length)) {
                return unmatched(row);
            }
            if (!begun || !sameKey(row)) {
                begin(row);
            }
            if (kind == spineTag(states.length)) {
                return matched(row);
            }
            if (row.isNullAt(payload + kind)) {
                states[kind].present();
            } else {
                states[kind].accept(row.getLong(at), row.getStruct(payload + kind));
            }
            return null;
        }

        private boolean sameKey(Row row) {
            for (int i = 0; i < key.length; i++) {
                if (!Objects.deepEquals(key[i], row.get(i))) {
                    return false;
                }
            }
            return true;
        }

        private void begin(Row row) {
            begun = true;
            for (int i = 0; i < key.length; i++) {
                key[i] = row.get(i);
            }
            for (PartState state : states) {
                state.begin();
            }
        }

        private @Nullable Object[] copied(Row row) {
            Object[] out = new Object[width];
            for (int i = 0; i <= at; i++) {
                out[i] = row.get(i);
            }
            out[at + 1] = row.get(spine);
            return out;
        }

        private Row matched(Row row) {
            @Nullable Object[] out = copied(row);
            long time = row.getLong(at);
            int from = payload - 1;
            for (int i = 0; i < states.length; i++) {
                states[i].emit(time, out, from);
                from += parts.get(i).width();
            }
            for (int i = 0; diagnostics == Diagnostics.WITH && i < states.length; i++) {
                MatchCause cause = states[i].cause();
                boolean aged = cause == MatchCause.MATCHED && !(parts.get(i) instanceof StaticPart);
                out[from++] = aged ? (Long) states[i].age() : null;
                out[from++] = cause.name();
            }
            return RowFactory.create(out);
        }

        private Row unmatched(Row row) {
            @Nullable Object[] out = copied(row);
            boolean nullKey = Arrays.stream(out, 0, key.length).anyMatch(Objects::isNull);
            MatchCause cause = nullKey ? MatchCause.NULL_KEY : MatchCause.NULL_TIME;
            int from = payload - 1;
            for (JoinPart part : parts) {
                from += part.width();
            }
            for (int i = 0; diagnostics == Diagnostics.WITH && i < parts.size(); i++) {
                out[from + 1] = cause.name();
                from += 2;
            }
            return RowFactory.create(out);
        }
    }
}
