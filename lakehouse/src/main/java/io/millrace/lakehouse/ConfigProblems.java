package io.millrace.lakehouse;

import com.typesafe.config.ConfigOrigin;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The problems found in one configuration, printed as {@code file:line path: problem; remedy} in the files' order. */
final class ConfigProblems {

    private static final Pattern LINES = Pattern.compile(": [0-9]+(-[0-9]+)?$");
    private static final String MERGE = "merge of ";

    private record Problem(String source, int line, String path, String text) {

        String print() {
            String place = path.isEmpty() ? place(source, line) : place(source, line) + " " + path;
            return place + ": " + text;
        }
    }

    private final Set<Problem> problems = new LinkedHashSet<>();

    void add(ConfigOrigin origin, String path, String text) {
        problems.add(new Problem(source(origin), origin.lineNumber(), path, text));
    }

    /** Tells whether a problem stands at {@code path} or below it; "" is the root. */
    boolean anyAt(String path) {
        return problems.stream()
                .anyMatch(problem -> path.isEmpty()
                        || problem.path().equals(path)
                        || problem.path().startsWith(path + ".")
                        || problem.path().startsWith(path + "["));
    }

    List<String> print() {
        Map<String, Integer> order = new LinkedHashMap<>();
        problems.forEach(problem -> order.putIfAbsent(problem.source(), order.size()));
        return problems.stream()
                .sorted(Comparator.<Problem>comparingInt(problem -> order.getOrDefault(problem.source(), 0))
                        .thenComparingInt(Problem::line))
                .map(Problem::print)
                .distinct()
                .toList();
    }

    /** Returns {@code origin} as {@code file:line}; files below the working directory are relative to it. */
    static String place(ConfigOrigin origin) {
        return place(source(origin), origin.lineNumber());
    }

    private static String place(String source, int line) {
        return line > 0 && !source.startsWith("--") ? source + ":" + line : source;
    }

    private static String source(ConfigOrigin origin) {
        String description = origin.description();
        if (description.startsWith(MERGE)) {
            List<String> parts = new ArrayList<>(
                    List.of(description.substring(MERGE.length()).split(",", -1)));
            description = parts.get(0);
        }
        description = LINES.matcher(description).replaceFirst("");
        int at = description.indexOf(" @ ");
        if (at > 0) {
            return description.substring(0, at);
        }
        String file = description.startsWith("file:") ? description.substring("file:".length()) : description;
        return file.startsWith("/") ? shortest(file) : file;
    }

    private static String shortest(String file) {
        Path path = Path.of(file).normalize();
        Path here = Path.of("").toAbsolutePath();
        return path.startsWith(here) ? here.relativize(path).toString() : path.toString();
    }
}
