package io.millrace.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/** Remedies for misspelt names: the nearest known one, or all of them. */
public final class Suggestions {

    private Suggestions() {}

    /**
     * Returns the remedy for the unknown name {@code given}: {@code did you mean 'delay'?}, or the names there are.
     *
     * <p>Of equally near names the first in alphabetical order wins.
     */
    public static String of(String given, Collection<String> known) {
        return nearest(given, known)
                .map(name -> "did you mean '" + name + "'?")
                .orElseGet(() ->
                        known.isEmpty() ? "there are none here" : "known: " + String.join(", ", new TreeSet<>(known)));
    }

    /** Returns the known name that {@code given} most likely means: at most a third of its letters differ. */
    public static Optional<String> nearest(String given, Collection<String> known) {
        String word = plain(given);
        int limit = Math.max(1, word.length() / 3);
        return new TreeSet<>(known)
                .stream()
                        .filter(name -> distance(word, plain(name)) <= limit)
                        .min(Comparator.comparingInt(name -> distance(word, plain(name))));
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    }

    /** Optimal string alignment: insert, delete, replace, or swap two neighbours, each at cost 1. */
    private static int distance(String left, String right) {
        int[][] cost = new int[left.length() + 1][right.length() + 1];
        for (int i = 0; i <= left.length(); i++) {
            cost[i][0] = i;
        }
        for (int j = 0; j <= right.length(); j++) {
            cost[0][j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            for (int j = 1; j <= right.length(); j++) {
                int replace = cost[i - 1][j - 1] + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                cost[i][j] = Math.min(replace, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
                if (i > 1
                        && j > 1
                        && left.charAt(i - 1) == right.charAt(j - 2)
                        && left.charAt(i - 2) == right.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[left.length()][right.length()];
    }
}
