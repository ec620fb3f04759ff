package io.millrace.definitions;

import io.millrace.config.Durations;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rules between a training set and the views that it looks up. */
final class TrainingSetRules {

    private static final int NO_LOOKUP = -1;

    private final TrainingSet definition;
    private final List<Broken> broken = new ArrayList<>();

    private TrainingSetRules(TrainingSet definition) {
        this.definition = definition;
    }

    /** One broken rule, of the lookup at that index, or of the training set itself. */
    record Broken(int lookup, InvalidDefinition.Problem problem) {

        boolean isOfLookup() {
            return lookup != NO_LOOKUP;
        }

        String text(TrainingSet definition) {
            return "training-sets." + definition.name() + (isOfLookup() ? ".lookups[" + lookup + "]" : "") + "."
                    + problem.key() + ": " + problem.what() + "; " + problem.remedy();
        }
    }

    /** Returns the broken rules; a lookup of a known name whose view is not in {@code views} is not looked into. */
    static List<Broken> broken(TrainingSet definition, Map<String, FeatureView> views, Set<String> knownViews) {
        TrainingSetRules rules = new TrainingSetRules(definition);
        for (int i = 0; i < definition.lookups().size(); i++) {
            FeatureLookup lookup = definition.lookups().get(i);
            FeatureView view = views.get(lookup.view());
            if (view != null) {
                rules.lookup(i, lookup, view);
            } else if (!knownViews.contains(lookup.view())) {
                rules.add(
                        i,
                        "view",
                        "names no feature view, '" + lookup.view() + "'",
                        "use one of " + sorted(knownViews) + " or define it");
            }
        }
        rules.outputs(views);
        rules.functions();
        return List.copyOf(rules.broken);
    }

    private void lookup(int index, FeatureLookup lookup, FeatureView view) {
        lookup.keys().forEach((viewKey, column) -> {
            if (!view.entity().contains(viewKey)) {
                add(index, "keys", "names '" + viewKey + "', no key of view " + view.name(), "use " + view.entity());
            }
        });
        Spine spine = definition.spine();
        Set<String> usable = new LinkedHashSet<>(spine.entity());
        usable.addAll(spine.features());
        usable.addAll(spine.columns());
        for (String key : view.entity()) {
            if (!usable.contains(lookup.spineColumn(key))) {
                add(
                        index,
                        "keys",
                        "needs the spine column '" + lookup.spineColumn(key) + "' for key '" + key + "' of view "
                                + view.name(),
                        "add it to spine.entity, or map the key with keys { " + key + " = COLUMN }; the spine has "
                                + usable);
            }
        }
        for (String feature : lookup.features()) {
            if (!view.featureNames().contains(feature)) {
                add(
                        index,
                        "features",
                        "names '" + feature + "', no feature of view " + view.name(),
                        "use some of " + view.featureNames());
            }
        }
        asOfRules(index, lookup, view);
    }

    private void asOfRules(int index, FeatureLookup lookup, FeatureView view) {
        List<String> windows = view.featureNames()
                .subList(view.features().size(), view.featureNames().size());
        boolean asOf = !view.isStatic() && !windows.containsAll(lookup.selected(view));
        String reason = view.isStatic() ? " has no timestamp" : " brings windows only";
        if (!asOf && lookup.nulls() == NullRule.LAST_NON_NULL) {
            add(index, "nulls", "is last-non-null, but view " + view.name() + reason, "remove it");
        }
        if (lookup.lookback().isEmpty()) {
            return;
        }
        String text = "is " + Durations.text(lookup.lookback().get());
        int order = lookup.lookback().get().compareTo(view.delay());
        if (!asOf) {
            add(index, "lookback", text + ", but view " + view.name() + reason, "remove it");
        } else if (order < 0) {
            add(
                    index,
                    "lookback",
                    text + ", shorter than the delay of view " + view.name() + ", " + Durations.text(view.delay())
                            + ", so no row could match",
                    "use at least the delay");
        } else if (order == 0 && lookup.bound() == MatchBound.BEFORE) {
            add(
                    index,
                    "lookback",
                    text + ", equal to the delay of view " + view.name()
                            + ", and bound is before, so no row could match",
                    "use a longer lookback or bound = at-or-before");
        }
    }

    private void outputs(Map<String, FeatureView> views) {
        Map<String, String> owners = new HashMap<>();
        definition.spine().keptColumns().forEach(column -> owners.put(Checks.lower(column), "the spine"));
        for (int i = 0; i < definition.lookups().size(); i++) {
            FeatureLookup lookup = definition.lookups().get(i);
            FeatureView view = views.get(lookup.view());
            if (view == null) {
                continue;
            }
            for (String output : lookup.outputNames(view)) {
                String other = owners.putIfAbsent(Checks.lower(output), "lookups[" + i + "] of " + view.name());
                if (other != null) {
                    add(
                            i,
                            "prefix",
                            "'" + lookup.prefix() + "' gives the column '" + output + "', which " + other + " has too",
                            "set another prefix, or choose features");
                }
            }
        }
        definition.functions().keySet().forEach(function -> {
            String other = owners.putIfAbsent(Checks.lower(function), "functions");
            if (other != null) {
                add(NO_LOOKUP, "functions." + function, "has the name of a column of " + other, "choose another name");
            }
        });
    }

    private void functions() {
        List<String> labels = new ArrayList<>();
        definition.spine().label().ifPresent(labels::add);
        definition.spine().labelTime().ifPresent(labels::add);
        definition.functions().forEach((function, expression) -> {
            for (String column : SqlColumns.read(expression, labels)) {
                add(
                        NO_LOOKUP,
                        "functions." + function,
                        "reads '" + column + "', the label or its time, which is not known at prediction time",
                        "remove it from the expression");
            }
        });
    }

    private void add(int lookup, String key, String what, String remedy) {
        broken.add(new Broken(lookup, new InvalidDefinition.Problem(key, what, remedy)));
    }

    private static List<String> sorted(Set<String> names) {
        return names.stream().sorted().toList();
    }
}
