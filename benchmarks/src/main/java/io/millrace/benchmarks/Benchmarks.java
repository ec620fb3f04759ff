package io.millrace.benchmarks;

import io.millrace.benchmarks.jobs.JobsBenchmarks;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** All benchmarks, and the choice among them by area and id. */
final class Benchmarks {
    private Benchmarks() {}

    /** Returns all benchmarks, in the order in which they run. */
    static List<Benchmark> all() {
        return JobsBenchmarks.all();
    }

    /**
     * Returns the benchmarks of the named areas and ids, in the order of {@link #all}; all of them for no names.
     *
     * @throws BenchmarkException if a name is none of them
     */
    static List<Benchmark> named(List<String> names) {
        Set<Benchmark> chosen = new LinkedHashSet<>();
        for (String name : names) {
            List<Benchmark> found =
                    all().stream().filter(benchmark -> has(benchmark, name)).toList();
            if (found.isEmpty()) {
                throw new BenchmarkException(unknown(name));
            }
            chosen.addAll(found);
        }
        return all().stream()
                .filter(benchmark -> names.isEmpty()
                        || chosen.stream().anyMatch(one -> one.claim()
                                .id()
                                .equals(benchmark.claim().id())))
                .toList();
    }

    /** Returns whether each area that these belong to is there with all its benchmarks. */
    static boolean wholeAreas(List<Benchmark> chosen) {
        Set<Area> areas = chosen.stream().map(one -> one.claim().area()).collect(Collectors.toSet());
        long all =
                all().stream().filter(one -> areas.contains(one.claim().area())).count();
        return all == chosen.size();
    }

    private static boolean has(Benchmark benchmark, String name) {
        Claim claim = benchmark.claim();
        return claim.id().equals(name) || claim.area().label().equals(name);
    }

    private static String unknown(String name) {
        String areas = Arrays.stream(Area.values()).map(Area::label).collect(Collectors.joining(", "));
        if (Arrays.stream(Area.values()).anyMatch(area -> area.label().equals(name))) {
            return "the area " + name + " has no benchmarks yet; those that there are: " + ids();
        }
        return "there is no area or benchmark '" + name + "'; areas: " + areas + "; benchmarks: " + ids();
    }

    private static String ids() {
        return all().stream().map(benchmark -> benchmark.claim().id()).collect(Collectors.joining(", "));
    }
}
