package io.millrace.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.millrace.config.ConfigReader;
import io.millrace.config.Durations;
import io.millrace.metrics.AggregateFunction;
import io.millrace.metrics.TieRule;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;

/**
 * Definitions as trees with the keys of the configuration; what has its default is left out.
 *
 * <p>JSON is HOCON, so one writer serves the project file and the stored spec, and one reader reads both. Each key gets a
 * line of its own, because configuration readers order keys by line.
 */
final class DefinitionTree {

    private DefinitionTree() {}

    /** Returns the tree as configuration. */
    static Config config(JsonNode tree) {
        return ConfigFactory.parseString(pretty(tree));
    }

    /** Returns a reader of the tree. */
    static ConfigReader reader(JsonNode tree) {
        return ConfigReader.of(config(tree));
    }

    static String pretty(JsonNode tree) {
        return tree.toPrettyString();
    }

    /** Returns the SHA-256 of a definition's text, in hexadecimal digits. */
    static String digest(String text) {
        try {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    static ObjectNode view(FeatureView view) {
        ObjectNode tree = JsonText.object();
        list(tree, "entity", view.entity());
        tree.put("source", view.source());
        view.timestamp().ifPresent(column -> tree.put("timestamp", column));
        if (!view.delay().isZero()) {
            tree.put("delay", Durations.text(view.delay()));
        }
        view.created().ifPresent(column -> tree.put("created", column));
        list(tree, "sequence", view.sequence());
        view.eventId().ifPresent(column -> tree.put("event-id", column));
        choice(tree, "ties", view.ties(), TieRule.FAIL);
        choice(tree, "window-bound", view.windowBound(), WindowBound.BEFORE);
        view.where().ifPresent(condition -> tree.put("where", condition));
        texts(tree, "features", view.features());
        if (!view.aggregates().isEmpty()) {
            ObjectNode aggregates = tree.putObject("aggregates");
            view.aggregates().forEach((name, aggregation) -> aggregates.set(name, aggregation(aggregation)));
        }
        if (!view.expectations().isEmpty()) {
            ObjectNode expectations = tree.putObject("expect");
            view.expectations().forEach(expectation -> expectations.set(expectation.name(), expectation(expectation)));
        }
        text(tree, "comment", view.comment());
        text(tree, "owner", view.owner());
        texts(tree, "tags", view.tags());
        return tree;
    }

    static ObjectNode aggregation(Aggregation aggregation) {
        ObjectNode tree = JsonText.object();
        if (!aggregation.input().equals(aggregation.name())) {
            tree.put("input", aggregation.input());
        }
        list(
                tree,
                "functions",
                aggregation.functions().stream().map(AggregateFunction::word).toList());
        list(
                tree,
                "windows",
                aggregation.windows().stream().map(Durations::text).toList());
        aggregation.where().ifPresent(condition -> tree.put("where", condition));
        return tree;
    }

    static ObjectNode expectation(Expectation expectation) {
        ObjectNode tree = JsonText.object();
        tree.put("rule", expectation.rule());
        choice(tree, "on-failure", expectation.onFailure(), Expectation.OnFailure.FAIL);
        return tree;
    }

    static ObjectNode lookup(FeatureLookup lookup) {
        ObjectNode tree = JsonText.object();
        tree.put("view", lookup.view());
        texts(tree, "keys", lookup.keys());
        lookup.lookback().ifPresent(span -> tree.put("lookback", Durations.text(span)));
        choice(tree, "bound", lookup.bound(), MatchBound.AT_OR_BEFORE);
        choice(tree, "nulls", lookup.nulls(), NullRule.WHOLE_ROW);
        text(tree, "prefix", lookup.prefix());
        list(tree, "features", lookup.features());
        return tree;
    }

    static ObjectNode spine(Spine spine) {
        ObjectNode tree = JsonText.object();
        tree.put("source", spine.source());
        list(tree, "entity", spine.entity());
        tree.put("timestamp", spine.timestamp());
        spine.label().ifPresent(column -> tree.put("label", column));
        spine.labelTime().ifPresent(column -> tree.put("label-time", column));
        list(tree, "features", spine.features());
        list(tree, "columns", spine.columns());
        spine.where().ifPresent(condition -> tree.put("where", condition));
        return tree;
    }

    static ObjectNode trainingSet(TrainingSet definition) {
        ObjectNode tree = JsonText.object();
        tree.set("spine", spine(definition.spine()));
        if (!definition.lookups().isEmpty()) {
            ArrayNode lookups = tree.putArray("lookups");
            definition.lookups().forEach(lookup -> lookups.add(lookup(lookup)));
        }
        texts(tree, "functions", definition.functions());
        list(tree, "waive-leakage", definition.leakageWaivers());
        return tree;
    }

    private static void text(ObjectNode tree, String key, String text) {
        if (!text.isEmpty()) {
            tree.put(key, text);
        }
    }

    private static void texts(ObjectNode tree, String key, Map<String, String> texts) {
        if (!texts.isEmpty()) {
            ObjectNode section = tree.putObject(key);
            texts.forEach(section::put);
        }
    }

    private static void list(ObjectNode tree, String key, Collection<String> texts) {
        if (!texts.isEmpty()) {
            ArrayNode array = tree.putArray(key);
            texts.forEach(array::add);
        }
    }

    private static <E extends Enum<E>> void choice(ObjectNode tree, String key, E value, E fallback) {
        if (value != fallback) {
            tree.put(key, value.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
    }
}
