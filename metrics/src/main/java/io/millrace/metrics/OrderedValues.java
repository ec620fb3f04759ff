package io.millrace.metrics;

import io.millrace.config.DataException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Values with their places: by time, then by rank, then by themselves. The first and the last from a time on can be read.
 * Memory: one entry a value.
 */
final class OrderedValues implements Aggregate<OrderedValues> {
    private static final long serialVersionUID = 1L;
    private static final byte FORMAT = 1;

    private final AggregateInput input;
    private final PlaceOrder order;
    private final NavigableMap<Place, long[]> places;
    private long count;

    /** Where a value stands; without a rank and a value it stands before all others of its time. */
    private record Place(long time, @Nullable List<@Nullable Object> rank, @Nullable Object value)
            implements Serializable {}

    OrderedValues(AggregateInput input) {
        this.input = input;
        this.order = new PlaceOrder(input.order());
        this.places = new TreeMap<>(order);
    }

    /** By time, rank and value. */
    private record PlaceOrder(Comparator<Object> order) implements Comparator<Place>, Serializable {
        @Override
        public int compare(Place a, Place b) {
            if (a.time != b.time) {
                return a.time < b.time ? -1 : 1;
            }
            if (a.rank == null || b.rank == null) {
                return a.rank == b.rank ? 0 : a.rank == null ? -1 : 1;
            }
            int ranks = compareRanks(a.rank, b.rank);
            return ranks == 0 ? order.compare(a.value, b.value) : ranks;
        }

        boolean sameRank(Place a, Place b) {
            return a.time == b.time && a.rank != null && b.rank != null && compareRanks(a.rank, b.rank) == 0;
        }

        private int compareRanks(List<@Nullable Object> a, List<@Nullable Object> b) {
            int found = 0;
            for (int i = 0; found == 0 && i < a.size(); i++) {
                found = order.compare(a.get(i), b.get(i));
            }
            return found;
        }
    }

    @Override
    public Kind kind() {
        return Kind.ORDERED;
    }

    @Override
    public long count() {
        return count;
    }

    @Override
    public void add(Object value, long time) {
        add(value, time, List.of());
    }

    @Override
    public void add(Object value, long time, List<@Nullable Object> rank) {
        put(new Place(time, rank, value), 1);
    }

    private void put(Place place, long times) {
        count += times;
        places.computeIfAbsent(place, any -> new long[1])[0] += times;
    }

    @Override
    public void remove(Object value, long time, List<@Nullable Object> rank) {
        places.compute(new Place(time, rank, value), (any, times) -> {
            if (times == null) {
                throw new IllegalStateException("a value is taken out that did not come");
            }
            return --times[0] == 0 ? null : times;
        });
        count--;
    }

    @Override
    public void clear() {
        count = 0;
        places.clear();
    }

    /**
     * Returns the first value at or after {@code from}; null if there is none.
     *
     * @throws DataException if another one stands at the same place and ties are refused
     */
    @Nullable
    Object first(long from) {
        Place first = places.higherKey(new Place(from, null, null));
        return first == null ? null : untied(first, places.higherKey(first));
    }

    /**
     * Returns the last value, if it is not before {@code from}; else null.
     *
     * @throws DataException if another one stands at the same place and ties are refused
     */
    @Nullable
    Object last(long from) {
        if (places.isEmpty() || places.lastKey().time < from) {
            return null;
        }
        Place last = places.lastKey();
        return untied(last, places.lowerKey(last));
    }

    private @Nullable Object untied(Place place, @Nullable Place neighbour) {
        boolean tied = neighbour != null && order.sameRank(place, neighbour);
        if (tied && input.ties() == TieRule.FAIL) {
            throw TieRule.tied("is one of different values that are", "time, created time and sequence columns");
        }
        return place.value;
    }

    @Override
    public OrderedValues merge(OrderedValues other) {
        if (input.ties() != other.input.ties()) {
            throw new IllegalArgumentException("the values were kept under different rules for ties");
        }
        OrderedValues merged = new OrderedValues(input);
        places.forEach((place, times) -> merged.put(place, times[0]));
        other.places.forEach((place, times) -> merged.put(place, times[0]));
        return merged;
    }

    @Override
    public byte[] toBytes() {
        StateWriter out = new StateWriter(FORMAT);
        out.writeByte(input.ties() == TieRule.FAIL ? 0 : 1);
        out.writeCount(places.size());
        for (Map.Entry<Place, long[]> entry : places.entrySet()) {
            Place place = entry.getKey();
            out.writeLong(place.time);
            PlainValues.write(place.rank, out);
            PlainValues.write(place.value, out);
            out.writeUnsigned(entry.getValue()[0]);
        }
        return out.toBytes();
    }

    static OrderedValues fromBytes(byte[] bytes) {
        StateReader in = new StateReader(bytes, FORMAT, "OrderedValues");
        TieRule ties = in.readByte() == 0 ? TieRule.FAIL : TieRule.TOTAL_ORDER;
        OrderedValues state = new OrderedValues(new AggregateInput(AggregateInput.Kind.OTHER, ties, PlainValues.ORDER));
        for (int left = in.readCount(); left > 0; left--) {
            long time = in.readLong();
            List<@Nullable Object> rank =
                    new ArrayList<>((List<?>) Objects.requireNonNull(PlainValues.read(in), "rank"));
            Object value = Objects.requireNonNull(PlainValues.read(in), "value");
            state.put(new Place(time, rank, value), in.readUnsigned());
        }
        in.finish();
        return state;
    }
}
