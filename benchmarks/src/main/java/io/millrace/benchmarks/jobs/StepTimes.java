package io.millrace.benchmarks.jobs;

import io.millrace.benchmarks.BenchmarkException;
import io.millrace.benchmarks.JavaProcess;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The seconds of each step on both sides, as the processes told them. */
final class StepTimes {
    /** {@code [6/16] features  origin_delays  327,346 rows  14.8 s  done; about 40 s left}. */
    private static final Pattern ITEM = Pattern.compile("^(?:\\[\\d+/\\d+] )?([a-z-]+) .* ([0-9.]+) s  done");

    private static final Pattern HAND_WRITTEN = Pattern.compile("^step ([a-z-]+): ([0-9.]+) s$");

    private final Map<String, List<Double>> millrace = new LinkedHashMap<>();
    private final Map<String, List<Double>> byHand = new LinkedHashMap<>();

    void addMillrace(JavaProcess process) {
        add(process, ITEM, millrace);
    }

    void addByHand(JavaProcess process) {
        add(process, HAND_WRITTEN, byHand);
    }

    private static void add(JavaProcess process, Pattern pattern, Map<String, List<Double>> times) {
        Map<String, Double> run = new LinkedHashMap<>();
        for (JavaProcess.Line line : process.lines()) {
            Matcher matcher = pattern.matcher(line.text());
            if (matcher.find()) {
                run.merge(matcher.group(1), Double.parseDouble(matcher.group(2)), Double::sum);
            }
        }
        if (run.isEmpty()) {
            throw new BenchmarkException("no line of the process tells a step's seconds, by " + pattern);
        }
        run.forEach((step, seconds) ->
                times.computeIfAbsent(step, name -> new ArrayList<>()).add(seconds));
    }

    /** Returns a sentence with the mean seconds of each step, Millrace's first. */
    String sentence() {
        List<String> steps = new ArrayList<>();
        millrace.forEach((step, seconds) -> steps.add(String.format(
                Locale.ROOT, "%s %.1f and %.1f", step, mean(seconds), mean(byHand.getOrDefault(step, List.of())))));
        return "Mean seconds of the steps, Millrace and by hand: " + String.join(", ", steps)
                + "; the rest of the time goes into starting and ending the process.";
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }
}
