package io.millrace.lakehouse;

import io.millrace.config.Suggestions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks what sources say of each other: names that are there, and no circles. */
final class SourceGraph {

    interface Problems {
        void add(String source, String key, String what, String remedy);
    }

    private SourceGraph() {}

    static void check(Map<String, Source> sources, Problems problems) {
        check(sources, sources.keySet(), problems);
    }

    /** Checks {@code sources}; {@code names} also holds those that are there but could not be read. */
    static void check(Map<String, Source> sources, Set<String> names, Problems problems) {
        Set<String> done = new HashSet<>();
        for (Source source : sources.values()) {
            for (String upstream : source.upstream()) {
                if (!names.contains(upstream)) {
                    problems.add(
                            source.name(),
                            key(source),
                            "there is no source '" + upstream + "'",
                            Suggestions.of(upstream, names));
                }
            }
            findCircle(source.name(), sources, new ArrayDeque<>(), done, problems);
        }
    }

    private static void findCircle(
            String name, Map<String, Source> sources, Deque<String> way, Set<String> done, Problems problems) {
        Source source = sources.get(name);
        if (source == null || done.contains(name)) {
            return;
        }
        if (way.contains(name)) {
            List<String> circle = new ArrayList<>();
            way.descendingIterator().forEachRemaining(circle::add);
            List<String> shown = new ArrayList<>(circle.subList(circle.indexOf(name), circle.size()));
            shown.add(name);
            done.addAll(shown);
            problems.add(
                    name,
                    key(source),
                    "the sources read each other in a circle, " + String.join(" -> ", shown),
                    "let one of them read a path, provider or table");
            return;
        }
        way.push(name);
        for (String upstream : source.upstream()) {
            findCircle(upstream, sources, way, done, problems);
        }
        way.pop();
        done.add(name);
    }

    private static String key(Source source) {
        return source.kind() == Source.Kind.SQL ? "inputs" : source.kind().key();
    }
}
