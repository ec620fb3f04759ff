package io.millrace.registry;

import io.millrace.config.ConfigReader;
import io.millrace.config.NumberRange;
import io.millrace.config.Task;
import io.millrace.metrics.PairedDifference;
import io.millrace.metrics.QualityMetric;
import io.millrace.metrics.QualityReport;
import io.millrace.metrics.ScoredRows;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What a model version must reach before it becomes the champion.
 *
 * @param min the least value of each named metric of the evaluation
 * @param max the greatest value of each named metric of the evaluation
 * @param noWorseThanChampion the comparison with the champion, if one is asked for
 */
public record Gates(Map<String, Double> min, Map<String, Double> max, Optional<NoWorse> noWorseThanChampion) {
    private static final String LEAD =
            QualityMetric.lead(Task.BINARY_CLASSIFICATION).name();

    public Gates {
        min = Map.copyOf(min);
        max = Map.copyOf(max);
    }

    /**
     * The version must not be worse than the champion on the same rows, beyond chance.
     *
     * @param metric the metric that is compared, by its name in the evaluation
     * @param confidence of the interval of the paired difference, in (0, 1)
     */
    public record NoWorse(String metric, double confidence) {
        private static final NumberRange CONFIDENCE = NumberRange.of("(0, 1)");

        public NoWorse {
            if (metric.isBlank()) {
                throw new IllegalArgumentException(
                        "A comparison with the champion needs a metric, for example " + LEAD);
            }
            CONFIDENCE.check("confidence", confidence);
        }
    }

    /** Returns gates that let everything pass. */
    public static Gates none() {
        return new Gates(Map.of(), Map.of(), Optional.empty());
    }

    /** Reads the section {@code gates} of a model: {@code min}, {@code max}, {@code no-worse-than-champion}. */
    public static Gates from(ConfigReader gates) {
        Map<String, Double> min = numbers(gates, "min");
        Map<String, Double> max = numbers(gates, "max");
        Optional<NoWorse> noWorse = gates.optionalSection("no-worse-than-champion")
                .flatMap(section -> {
                    String metric = section.string("metric", LEAD);
                    double confidence = section.number("confidence", 0.95, NoWorse.CONFIDENCE);
                    return section.build(() -> new NoWorse(metric, confidence));
                });
        min.forEach((metric, least) -> {
            Double most = max.get(metric);
            if (most != null && least > most) {
                gates.problem(
                        "min",
                        "asks for " + metric + " of at least " + least + " and at most " + most,
                        "no value can pass; change one");
            }
        });
        return new Gates(min, max, noWorse);
    }

    /**
     * Returns what each gate says of a candidate; the gates on metrics in the order of their names, then the comparison.
     * A metric that is missing or undefined fails its gate, and so does one of fewer than {@link
     * ScoredRows#LEAST_OF_A_CLASS} rows of a class, as far as {@code row_count} and {@code positive_count} tell. Without a champion there is nothing to be worse than.
     *
     * @param champion the version that the alias points to now
     */
    public List<GateResult> judge(Candidate candidate, OptionalLong champion) {
        List<GateResult> results = new ArrayList<>();
        Optional<String> few = tooFew(candidate.metrics());
        new TreeMap<>(min).forEach((metric, least) -> {
            double value = candidate.metrics().getOrDefault(metric, Double.NaN);
            String reason = said(metric, value) + "; must be at least " + least;
            results.add(GateResult.of("min " + metric, value >= least && few.isEmpty(), reason + few.orElse("")));
        });
        new TreeMap<>(max).forEach((metric, most) -> {
            double value = candidate.metrics().getOrDefault(metric, Double.NaN);
            String reason = said(metric, value) + "; must be at most " + most;
            results.add(GateResult.of("max " + metric, value <= most && few.isEmpty(), reason + few.orElse("")));
        });
        noWorseThanChampion.ifPresent(asked -> results.add(compare(asked, candidate, champion)));
        return List.copyOf(results);
    }

    private static Optional<String> tooFew(Map<String, Double> metrics) {
        double positives = metrics.getOrDefault(QualityReport.POSITIVE_COUNT, Double.NaN);
        double rarer = Math.min(positives, metrics.getOrDefault(QualityReport.ROW_COUNT, Double.NaN) - positives);
        return rarer < ScoredRows.LEAST_OF_A_CLASS
                ? Optional.of(", of " + ScoredRows.LEAST_OF_A_CLASS + " rows of each class or more; the rarer has "
                        + (long) rarer)
                : Optional.empty();
    }

    private static String said(String metric, double value) {
        return metric + (Double.isNaN(value) ? " is missing or undefined" : " is " + value);
    }

    private static GateResult compare(NoWorse asked, Candidate candidate, OptionalLong champion) {
        String gate = "no worse than champion in " + asked.metric();
        if (champion.isEmpty()) {
            return GateResult.of(gate, true, "there is no champion yet");
        }
        Optional<Candidate.ChampionComparison> comparison = candidate.againstChampion();
        if (comparison.isEmpty()) {
            return GateResult.of(
                    gate,
                    false,
                    "it was not compared with the champion, version " + champion.getAsLong()
                            + "; its evaluation page says why");
        }
        if (comparison.get().championVersion() != champion.getAsLong()) {
            return GateResult.of(
                    gate,
                    false,
                    "it was compared with version " + comparison.get().championVersion()
                            + ", but the champion is now version " + champion.getAsLong() + "; evaluate it again");
        }
        Optional<PairedDifference> difference = comparison.get().comparison().difference(asked.metric());
        if (difference.isEmpty()) {
            return GateResult.of(gate, false, asked.metric() + " was not compared with the champion");
        }
        return judge(gate, asked, difference.get());
    }

    private static GateResult judge(String gate, NoWorse asked, PairedDifference difference) {
        if (Double.isNaN(difference.difference()) || Double.isNaN(difference.standardError())) {
            return GateResult.of(gate, false, "the difference is undefined: " + difference.reason());
        }
        boolean worse = difference.worse(asked.confidence());
        return GateResult.of(
                gate,
                !worse,
                String.format(
                        Locale.ROOT,
                        "%.6g against %.6g, difference %+.6g with standard error %.3g: %s at confidence %s",
                        difference.challenger(),
                        difference.champion(),
                        difference.difference(),
                        difference.standardError(),
                        worse ? "worse" : "no worse",
                        asked.confidence()));
    }

    private static Map<String, Double> numbers(ConfigReader gates, String key) {
        Map<String, Double> numbers = new LinkedHashMap<>();
        gates.optionalSection(key)
                .ifPresent(section -> section.keys().forEach(metric -> numbers.put(metric, section.number(metric))));
        return numbers;
    }
}
