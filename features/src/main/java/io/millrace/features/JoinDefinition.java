package io.millrace.features;

import io.millrace.config.InvalidConfigException;
import io.millrace.definitions.Aggregation;
import io.millrace.definitions.FeatureLookup;
import io.millrace.definitions.FeatureView;
import io.millrace.definitions.NullRule;
import io.millrace.metrics.AggregateFunction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A spine time and the lookups to make, checked against the views; knows no data yet.
 *
 * @param spineTimestamp the spine's time column
 * @param lookups the lookups, in order
 */
public record JoinDefinition(String spineTimestamp, List<Lookup> lookups) {

    /** One lookup with its view and the features that it brings. */
    public record Lookup(FeatureView view, FeatureLookup definition) {

        /** Returns the wanted as-of features, in the order of the lookup. */
        public List<String> asOfFeatures() {
            return definition.selected(view).stream()
                    .filter(view.features()::containsKey)
                    .toList();
        }

        /** Returns the wanted window features, in the order of the lookup. */
        public List<WindowFeature> windowFeatures() {
            Map<String, WindowFeature> all = WindowFeature.allOf(view);
            return definition.selected(view).stream()
                    .filter(all::containsKey)
                    .map(all::get)
                    .toList();
        }

        /** Returns the lookup in words, for messages. */
        public String label() {
            String prefix = definition.prefix();
            return "lookup of " + view.name() + (prefix.isEmpty() ? "" : " (prefix " + prefix + ")");
        }
    }

    /** One function of one aggregation over one window. */
    public record WindowFeature(String name, Aggregation aggregation, AggregateFunction function, Duration window) {

        static Map<String, WindowFeature> allOf(FeatureView view) {
            Map<String, WindowFeature> all = new LinkedHashMap<>();
            for (Aggregation aggregation : view.aggregates().values()) {
                for (AggregateFunction function : aggregation.functions()) {
                    for (Duration window : aggregation.windows()) {
                        String name = aggregation.outputName(function, window);
                        all.put(name, new WindowFeature(name, aggregation, function, window));
                    }
                }
            }
            return all;
        }
    }

    /**
     * Returns the checked definition.
     *
     * @throws InvalidConfigException with every problem: an unknown view, key or feature, a lookback that cannot work, a
     *     name that comes out twice
     */
    static JoinDefinition of(List<FeatureView> views, String spineTimestamp, List<FeatureLookup> lookups) {
        Map<String, FeatureView> byName = new LinkedHashMap<>();
        views.forEach(view -> byName.put(view.name(), view));
        List<String> problems = new ArrayList<>();
        List<Lookup> resolved = new ArrayList<>();
        Set<String> outputs = new HashSet<>();
        for (FeatureLookup definition : lookups) {
            FeatureView view = byName.get(definition.view());
            if (view == null) {
                problems.add("lookup of " + definition.view() + ": no such view; declared are " + byName.keySet());
                continue;
            }
            Lookup lookup = new Lookup(view, definition);
            check(lookup, problems);
            for (String output : definition.outputNames(view)) {
                if (!outputs.add(output.toLowerCase(Locale.ROOT))) {
                    problems.add(lookup.label() + ": feature " + output + " comes out twice; set a prefix");
                }
            }
            resolved.add(lookup);
        }
        if (!problems.isEmpty()) {
            throw new InvalidConfigException(problems);
        }
        return new JoinDefinition(spineTimestamp, List.copyOf(resolved));
    }

    private static void check(Lookup lookup, List<String> problems) {
        FeatureView view = lookup.view();
        FeatureLookup definition = lookup.definition();
        for (String key : definition.keys().keySet()) {
            if (!view.entity().contains(key)) {
                problems.add(lookup.label() + ": " + key + " is no key of the view; its keys are " + view.entity());
            }
        }
        for (String feature : definition.features()) {
            if (!view.featureNames().contains(feature)) {
                problems.add(lookup.label() + ": no such feature " + feature + "; the view has " + view.featureNames());
            }
        }
        boolean asOf = !view.isStatic() && !lookup.asOfFeatures().isEmpty();
        if (definition.lookback().isPresent() && !asOf) {
            problems.add(lookup.label() + ": a lookback has no meaning for static and window features; remove it");
        }
        if (definition.nulls() == NullRule.LAST_NON_NULL && !asOf) {
            problems.add(lookup.label() + ": last-non-null has no meaning for static and window features; remove it");
        }
        definition
                .lookback()
                .filter(lookback -> lookback.compareTo(view.delay()) < 0)
                .ifPresent(lookback -> problems.add(lookup.label() + ": lookback " + lookback
                        + " is shorter than the view's delay " + view.delay() + ", so nothing could match"));
    }
}
