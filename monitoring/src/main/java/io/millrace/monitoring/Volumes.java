package io.millrace.monitoring;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How many rows each window has, windows without rows included where others lie close before and after them.
 *
 * <p>A time far off, such as 9999-12-31 for "no end", stands alone: a gap of more than {@value #LONGEST_GAP} windows is left
 * out, and so are earlier gaps once {@value #MOST_EMPTY} empty windows are told. What lies between two such gaps is a stretch.
 */
final class Volumes {
    private static final int LONGEST_GAP = 1_000;
    private static final int MOST_EMPTY = 10_000;

    private Volumes() {}

    /**
     * Returns the windows with their neighbours' gaps filled by 0.
     *
     * @param counts rows by window, of one granularity
     */
    static SortedMap<Window, Long> filled(SortedMap<Window, Long> counts, Granularity length, ZoneId zone) {
        SortedMap<Window, Long> filled = new TreeMap<>(counts);
        WindowCutter cutter = new WindowCutter(length, zone);
        List<Window> windows = List.copyOf(counts.keySet());
        int empty = 0;
        for (int i = windows.size() - 1; i > 0; i--) {
            List<Window> gap =
                    gap(cutter, windows.get(i - 1), windows.get(i), Math.min(LONGEST_GAP, MOST_EMPTY - empty));
            gap.forEach(window -> filled.put(window, 0L));
            empty += gap.size();
        }
        return filled;
    }

    /** The windows between two; none if they are more than {@code most}. */
    private static List<Window> gap(WindowCutter cutter, Window before, Window after, int most) {
        List<Window> gap = new ArrayList<>();
        for (Window at = cutter.window(before.end()); at.compareTo(after) < 0; at = cutter.window(at.end())) {
            if (gap.size() == most) {
                return List.of();
            }
            gap.add(at);
        }
        return gap;
    }

    /** Returns the latest window with enough rows, of those that begin by {@code asOf} if there is one. */
    static Optional<Window> judged(SortedMap<Window, Long> volumes, int minRows, Instant asOf) {
        List<Window> enough = volumes.entrySet().stream()
                .filter(entry -> entry.getValue() >= minRows)
                .map(Map.Entry::getKey)
                .toList();
        return enough.stream()
                .filter(window -> !window.start().isAfter(asOf))
                .reduce((first, second) -> second)
                .or(() -> enough.stream().reduce((first, second) -> second));
    }

    /** Returns the stretch of windows, each beginning where the one before ends, in which {@code window} lies. */
    static SortedMap<Window, Long> stretch(SortedMap<Window, Long> volumes, Window window) {
        Window first = window;
        for (Window before :
                new TreeMap<>(volumes).headMap(window, false).descendingMap().keySet()) {
            if (!before.end().equals(first.start())) {
                break;
            }
            first = before;
        }
        SortedMap<Window, Long> stretch = new TreeMap<>();
        Window last = first;
        for (Map.Entry<Window, Long> entry : volumes.tailMap(first).entrySet()) {
            if (!stretch.isEmpty() && !entry.getKey().start().equals(last.end())) {
                break;
            }
            last = entry.getKey();
            stretch.put(last, entry.getValue());
        }
        return stretch;
    }
}
