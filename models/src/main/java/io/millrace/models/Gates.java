package io.millrace.models;

import io.millrace.lakehouse.ConfigReader;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a model version must reach before it becomes the champion.
 *
 * @param min the least value of each named metric of the evaluation
 * @param max the greatest value of each named metric of the evaluation
 * @param noWorseThanChampion the comparison with the champion, if one is asked for
 */
public record Gates(Map<String, Double> min, Map<String, Double> max, Optional<NoWorse> noWorseThanChampion) {
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
        public NoWorse {
            if (metric.isBlank()) {
                throw new IllegalArgumentException(
                        "A comparison with the champion needs a metric, for example roc_auc");
            }
            if (!(confidence > 0 && confidence < 1)) {
                throw new IllegalArgumentException(
                        "confidence is " + confidence + "; must be in (0, 1), for example 0.95");
            }
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
                    String metric = section.string("metric", "roc_auc");
                    double confidence = section.number("confidence", 0.95);
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

    private static Map<String, Double> numbers(ConfigReader gates, String key) {
        Map<String, Double> numbers = new LinkedHashMap<>();
        gates.optionalSection(key)
                .ifPresent(section -> section.keys().forEach(metric -> numbers.put(metric, section.number(metric))));
        return numbers;
    }
}
