package io.millrace.config;

import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The problems found in one configuration, printed as {@code file:line path: problem; remedy} in the files' order. */
final class ConfigProblems {

    private record Problem(Place place, String path, String text) {

        String print() {
            return place + (path.isEmpty() ? "" : " " + path) + ": " + text;
        }
    }

    private final Set<Problem> problems = new LinkedHashSet<>();

    void add(ConfigValue value, String path, String text) {
        problems.add(new Problem(Place.of(value), path, text));
    }

    /** Tells whether a problem stands at {@code path} or below it; "" is the root. */
    boolean anyAt(String path) {
        return problems.stream()
                .anyMatch(problem -> path.isEmpty()
                        || problem.path().equals(path)
                        || problem.path().startsWith(path + ".")
                        || problem.path().startsWith(path + "["));
    }

    /** Returns the path of {@code key} below {@code parent}, quoted where HOCON needs it. */
    static String childPath(String parent, String key) {
        String child = ConfigUtil.joinPath(key);
        return parent.isEmpty() ? child : parent + "." + child;
    }

    List<String> print() {
        Map<String, Integer> order = new LinkedHashMap<>();
        problems.forEach(problem -> order.putIfAbsent(problem.place().source(), order.size()));
        return problems.stream()
                .sorted(Comparator.<Problem>comparingInt(
                                problem -> order.getOrDefault(problem.place().source(), 0))
                        .thenComparingInt(problem -> problem.place().line()))
                .map(Problem::print)
                .distinct()
                .toList();
    }
}
