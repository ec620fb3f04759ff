package io.millrace.metrics;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Exact counts of the values of a text column, up to {@code limit} distinct ones.
 *
 * <p>Beyond the limit the values with the smallest hashes keep their counts and the rest is counted together. Which values
 * those are depends on the set of values alone, so states merge to the same bytes in any order, and two capped columns can
 * be compared on the hashes that both have kept. Texts of more than 256 characters are known by their first 200 (one less where that would cut a character) and a
 * hash.
 */
public final class CategoryCounts implements MetricState<CategoryCounts> {
    /** Distinct texts that are told apart. */
    public static final int LIMIT = 10_000;

    private static final long serialVersionUID = 1L;
    private static final byte FORMAT = 2;
    private static final long NOTHING_DROPPED = -1L;
    private static final int LONG_TEXT = 256;
    private static final int KEPT_TEXT = 200;

    /** Unsigned order of hashes; equal hashes, which do not happen in practice, by text. */
    private static final Comparator<String> BY_HASH = (left, right) -> {
        int order = Long.compareUnsigned(Hashing.hash(left), Hashing.hash(right));
        return order != 0 ? order : left.compareTo(right);
    };

    private final int limit;
    private final HashMap<String, long[]> counts = new HashMap<>();
    private long otherCount;

    /** Values with greater hashes are "other"; the greatest unsigned number while nothing is. */
    private long greatestHash = NOTHING_DROPPED;

    /** Makes the state of no rows. */
    public CategoryCounts(int limit) {
        this.limit = limit;
    }

    /** Counts a text. */
    public void add(String text) {
        add(brief(text), 1);
    }

    private static String brief(String text) {
        if (text.length() <= LONG_TEXT) {
            return text;
        }
        // Half a surrogate pair would not survive being stored.
        int end = Character.isHighSurrogate(text.charAt(KEPT_TEXT - 1)) ? KEPT_TEXT - 1 : KEPT_TEXT;
        return text.substring(0, end) + "…" + Long.toHexString(Hashing.hash(text));
    }

    void add(String text, long count) {
        long[] counter = counts.get(text);
        if (counter != null) {
            counter[0] += count;
        } else if (greatestHash != NOTHING_DROPPED && Long.compareUnsigned(Hashing.hash(text), greatestHash) > 0) {
            otherCount += count;
        } else {
            counts.put(text, new long[] {count});
            if (counts.size() > 2 * limit) {
                keepLeast();
            }
        }
    }

    /** Keeps the {@code limit} values with the smallest hashes. */
    private void keepLeast() {
        if (counts.size() <= limit) {
            return;
        }
        List<String> byHash = new ArrayList<>(counts.keySet());
        byHash.sort(BY_HASH);
        for (String dropped : byHash.subList(limit, byHash.size())) {
            otherCount += counts.remove(dropped)[0];
        }
        greatestHash = Hashing.hash(byHash.get(limit - 1));
    }

    /** Whether values were given up. */
    public boolean capped() {
        keepLeast();
        return greatestHash != NOTHING_DROPPED;
    }

    /** The values that are told apart, sorted by text. */
    Map<String, Long> counts() {
        keepLeast();
        Map<String, Long> sorted = new TreeMap<>();
        counts.forEach((text, count) -> sorted.put(text, count[0]));
        return Collections.unmodifiableMap(sorted);
    }

    long otherCount() {
        keepLeast();
        return otherCount;
    }

    /** Whether this text, if it occurs, has a count of its own. */
    boolean tellsApart(String text) {
        keepLeast();
        return Long.compareUnsigned(Hashing.hash(text), greatestHash) <= 0;
    }

    int size() {
        keepLeast();
        return counts.size();
    }

    /** The most frequent values; of equal counts the smaller text first. */
    public List<ItemCount> frequent(int count) {
        return counts().entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .limit(count)
                .map(entry -> new ItemCount(entry.getKey(), entry.getValue()))
                .toList();
    }

    @Override
    public CategoryCounts merge(CategoryCounts other) {
        if (limit != other.limit) {
            throw new IllegalArgumentException("limits differ: " + limit + " and " + other.limit);
        }
        CategoryCounts merged = new CategoryCounts(limit);
        merged.greatestHash =
                Long.compareUnsigned(greatestHash, other.greatestHash) < 0 ? greatestHash : other.greatestHash;
        merged.otherCount = otherCount + other.otherCount;
        counts.forEach((text, count) -> merged.add(text, count[0]));
        other.counts.forEach((text, count) -> merged.add(text, count[0]));
        return merged;
    }

    @Override
    public byte[] toBytes() {
        StateWriter out = new StateWriter(FORMAT);
        writeTo(out);
        return out.toBytes();
    }

    void writeTo(StateWriter out) {
        Map<String, Long> sorted = counts();
        out.writeCount(limit);
        out.writeUnsigned(otherCount);
        out.writeLong(greatestHash);
        out.writeCount(sorted.size());
        sorted.forEach((text, count) -> {
            out.writeString(text);
            out.writeUnsigned(count);
        });
    }

    /** Returns the state that {@link #toBytes} wrote. */
    public static CategoryCounts fromBytes(byte[] bytes) {
        StateReader in = new StateReader(bytes, FORMAT, "CategoryCounts");
        CategoryCounts counts = readFrom(in);
        in.finish();
        return counts;
    }

    static CategoryCounts readFrom(StateReader in) {
        CategoryCounts counts = new CategoryCounts((int) in.readUnsigned());
        counts.otherCount = in.readUnsigned();
        counts.greatestHash = in.readLong();
        int size = in.readCount();
        for (int i = 0; i < size; i++) {
            counts.counts.put(in.readString(), new long[] {in.readUnsigned()});
        }
        return counts;
    }
}
