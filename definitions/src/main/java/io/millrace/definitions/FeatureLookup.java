package io.millrace.definitions;

import com.typesafe.config.Config;
import io.millrace.config.ConfigReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Brings features of one view to each row of a spine.
 *
 * @param view the feature view
 * @param keys for each key of the view the spine column that holds it; a key that is not named has the same name there
 * @param lookback how much older than the spine time a matching row may be, inclusive; absent = unlimited, 0 = equal
 *     times only
 * @param bound whether a row that becomes available exactly at the spine time matches
 * @param nulls what a NULL in the newest row means
 * @param prefix put before each feature's name
 * @param features which features, in order; empty = all
 */
public record FeatureLookup(
        String view,
        Map<String, String> keys,
        Optional<Duration> lookback,
        MatchBound bound,
        NullRule nulls,
        String prefix,
        List<String> features) {

    /** Checks the parts. */
    public FeatureLookup {
        keys = Checks.ordered(keys);
        features = List.copyOf(features);
        Checks checks = Checks.of("lookup of " + view)
                .identifier("view", view)
                .distinct("features", features)
                .require(
                        prefix.isEmpty() || prefix.matches("[A-Za-z_][A-Za-z0-9_]*"),
                        "prefix",
                        "is '" + prefix + "'",
                        "use letters, digits and underscores");
        keys.forEach((key, column) -> checks.column("keys", key).column("keys", column));
        features.forEach(feature -> checks.identifier("features", feature));
        lookback.ifPresent(span -> checks.span("lookback", span));
        checks.enforce();
    }

    /** Returns a builder for a lookup of all features of {@code view}. */
    public static Builder builder(String view) {
        return new Builder(view);
    }

    /**
     * Reads the section {@code training-sets.NAME.lookups[…]}. Every key that is wrong becomes a problem of the reader, and the result is
     * empty.
     */
    public static Optional<FeatureLookup> from(ConfigReader reader) {
        return DefinitionReader.lookup(reader);
    }

    /** Returns the section {@code training-sets.NAME.lookups[…]}; {@link #from} reads an equal definition from it. */
    public Config toConfig() {
        return DefinitionTree.config(DefinitionTree.lookup(this));
    }

    /** Returns the spine column that holds the view's key {@code viewKey}. */
    public String spineColumn(String viewKey) {
        return keys.getOrDefault(viewKey, viewKey);
    }

    /** Returns the spine columns that hold the view's keys, in the order of the view's entity. */
    public List<String> spineColumns(FeatureView definition) {
        return definition.entity().stream().map(this::spineColumn).toList();
    }

    /** Returns the view's features that this lookup brings, in order. */
    public List<String> selected(FeatureView definition) {
        return features.isEmpty() ? definition.featureNames() : features;
    }

    /** Returns the output column of a feature. */
    public String outputName(String feature) {
        return prefix + feature;
    }

    /** Returns the output columns, in order. */
    public List<String> outputNames(FeatureView definition) {
        return selected(definition).stream().map(this::outputName).toList();
    }

    /** Builds a {@link FeatureLookup}. */
    public static final class Builder {
        private final String view;
        private final Map<String, String> keys = new LinkedHashMap<>();
        private Optional<Duration> lookback = Optional.empty();
        private MatchBound bound = MatchBound.AT_OR_BEFORE;
        private NullRule nulls = NullRule.WHOLE_ROW;
        private String prefix = "";
        private final List<String> features = new ArrayList<>();

        private Builder(String view) {
            this.view = view;
        }

        /** Says that the view's key {@code viewKey} stands in {@code spineColumn}. */
        public Builder key(String viewKey, String spineColumn) {
            keys.put(viewKey, spineColumn);
            return this;
        }

        /** Lets only rows match that are at most so much older than the spine time. */
        public Builder lookback(Duration span) {
            this.lookback = Optional.of(span);
            return this;
        }

        /** Sets whether a row that becomes available exactly at the spine time matches. */
        public Builder bound(MatchBound rule) {
            this.bound = rule;
            return this;
        }

        /** Sets what a NULL in the newest row means. */
        public Builder nulls(NullRule rule) {
            this.nulls = rule;
            return this;
        }

        /** Sets what is put before each feature's name. */
        public Builder prefix(String text) {
            this.prefix = text;
            return this;
        }

        /** Takes only these features, in this order. */
        public Builder features(String... names) {
            features.addAll(List.of(names));
            return this;
        }

        /**
         * Returns the checked record.
         *
         * @throws IllegalArgumentException if a rule is broken; the message holds all of them
         */
        public FeatureLookup build() {
            return new FeatureLookup(view, keys, lookback, bound, nulls, prefix, features);
        }
    }
}
