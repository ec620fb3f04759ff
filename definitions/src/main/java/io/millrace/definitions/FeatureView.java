package io.millrace.definitions;

import com.typesafe.config.Config;
import io.millrace.config.ConfigReader;
import io.millrace.config.SqlName;
import io.millrace.metrics.TieRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What some features are: how each row of a source becomes feature values of an entity at a time.
 *
 * <p>A view has as-of {@code features} (the newest row counts), rolling-window {@code aggregates}, or both. Without a
 * timestamp it is static: one row for each entity, the same at all times.
 *
 * @param name name of the view and of its feature table
 * @param entity key columns of the source
 * @param source name of the source
 * @param timestamp column with the instant at which a row's facts hold; absent for a static view
 * @param delay how much later than its timestamp a row is known; stored times are not moved
 * @param created column with the instant at which a row was written; rows created after the spine time do not exist
 * @param sequence columns that decide between rows equal in timestamp and created, the greater wins
 * @param eventId column that names an event of which several versions may be stored; it counts once in a window
 * @param ties what happens to rows that are still equal
 * @param windowBound which ends belong to the windows of the aggregates
 * @param where SQL condition that the source's rows must meet; of a view with an event id, the current version of an event
 * @param features feature name to SQL expression over the source's columns, in order
 * @param aggregates rolling-window features by name, in order
 * @param expectations rules that rows must keep
 * @param comment what people read in the catalog
 * @param owner who answers for the table; may be empty
 * @param tags free tags of the table
 */
public record FeatureView(
        String name,
        List<String> entity,
        String source,
        Optional<String> timestamp,
        Duration delay,
        Optional<String> created,
        List<String> sequence,
        Optional<String> eventId,
        TieRule ties,
        WindowBound windowBound,
        Optional<String> where,
        Map<String, String> features,
        Map<String, Aggregation> aggregates,
        List<Expectation> expectations,
        String comment,
        String owner,
        Map<String, String> tags) {

    /**
     * The prepared column that tells whether a version of an event counts; only views that {@link #filtersVersions()} have
     * it.
     */
    public static final String COUNTS = "__counts";

    /** Checks the parts against each other. */
    public FeatureView {
        entity = List.copyOf(entity);
        sequence = List.copyOf(sequence);
        features = Checks.ordered(features);
        aggregates = Checks.ordered(aggregates);
        expectations = List.copyOf(expectations);
        tags = Checks.ordered(tags);
        FeatureViewRules.check(
                Checks.of("feature-views." + name),
                name,
                entity,
                source,
                timestamp,
                delay,
                created,
                sequence,
                eventId,
                where,
                features,
                aggregates,
                expectations);
    }

    /** Returns a builder. */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /**
     * Reads the section {@code feature-views.NAME}. Every key that is wrong becomes a problem of the reader, and the result is
     * empty.
     */
    public static Optional<FeatureView> from(String name, ConfigReader reader) {
        return DefinitionReader.view(name, reader);
    }

    /** Returns the section {@code feature-views.NAME}; {@link #from} reads an equal definition from it. */
    public Config toConfig() {
        return DefinitionTree.config(DefinitionTree.view(this));
    }

    /** Returns the definition as one line of JSON; {@link #fromJson} reads an equal one from it. */
    public String toJson() {
        return DefinitionTree.view(this).toString();
    }

    /**
     * Returns the view that {@link #toJson} wrote; empty if the text is JSON but no view, as an older Millrace may have written.
     *
     * @throws IllegalArgumentException if the text is no JSON object
     */
    public static Optional<FeatureView> fromJson(String name, String json) {
        return from(name, DefinitionTree.reader(JsonText.parse(json)));
    }

    /** Returns the SHA-256 of {@link #toJson}, in hexadecimal digits: equal definitions have equal digests. */
    public String digest() {
        return DefinitionTree.digest(toJson());
    }

    /** Whether the view has no timestamp: one row for each entity, the same at all times. */
    public boolean isStatic() {
        return timestamp.isEmpty();
    }

    /** Returns the names of all features, as-of features first, then each aggregation's. */
    public List<String> featureNames() {
        List<String> names = new ArrayList<>(features.keySet());
        aggregates.values().forEach(aggregation -> names.addAll(aggregation.outputNames()));
        return List.copyOf(names);
    }

    /** Returns every feature with what its definition tells of it, in the order of {@link #featureNames()}; needs no data. */
    public List<FeatureOutput> outputs() {
        List<FeatureOutput> outputs = new ArrayList<>();
        features.forEach(
                (feature, expression) -> outputs.add(new FeatureOutput(feature, Optional.empty(), expression)));
        aggregates.values().forEach(aggregation -> outputs.addAll(aggregation.outputs()));
        return List.copyOf(outputs);
    }

    /**
     * Returns the columns of the view's prepared rows, in order: entity, timestamp, created, sequence, event id, then one
     * for each as-of feature and one for each aggregation, which holds its input; then {@link #COUNTS}, if the view {@link
     * #filtersVersions()}. A column that plays two parts stands once.
     */
    public List<String> preparedColumns() {
        List<String> columns = new ArrayList<>(contextColumns());
        columns.addAll(features.keySet());
        columns.addAll(aggregates.keySet());
        if (filtersVersions()) {
            columns.add(COUNTS);
        }
        return List.copyOf(columns);
    }

    /**
     * Whether conditions are asked of the current version of each event only: the view has an event id, and a {@code where}
     * or expectations that drop rows. Then rows that they leave out are prepared rows too, without inputs and with {@link
     * #COUNTS} false, for they take the place of the versions before them.
     */
    public boolean filtersVersions() {
        return eventId.isPresent() && (where.isPresent() || dropsRows(expectations));
    }

    static boolean dropsRows(List<Expectation> expectations) {
        return expectations.stream().anyMatch(rule -> rule.onFailure() == Expectation.OnFailure.DROP);
    }

    /** Returns the prepared columns that are no features and no inputs: keys, times, sequence, event id. */
    public List<String> contextColumns() {
        List<String> columns = new ArrayList<>(entity);
        timestamp.ifPresent(columns::add);
        created.ifPresent(columns::add);
        columns.addAll(sequence);
        eventId.ifPresent(columns::add);
        return columns.stream().distinct().toList();
    }

    /** Builds a {@link FeatureView}. */
    public static final class Builder {
        private final String name;
        private final List<String> entity = new ArrayList<>();
        private String source = "";
        private Optional<String> timestamp = Optional.empty();
        private Duration delay = Duration.ZERO;
        private Optional<String> created = Optional.empty();
        private final List<String> sequence = new ArrayList<>();
        private Optional<String> eventId = Optional.empty();
        private TieRule ties = TieRule.FAIL;
        private WindowBound windowBound = WindowBound.BEFORE;
        private Optional<String> where = Optional.empty();
        private final Map<String, String> features = new LinkedHashMap<>();
        private final Map<String, Aggregation> aggregates = new LinkedHashMap<>();
        private final List<Expectation> expectations = new ArrayList<>();
        private String comment = "";
        private String owner = "";
        private final Map<String, String> tags = new LinkedHashMap<>();

        private Builder(String name) {
            this.name = name;
        }

        /** Adds key columns. */
        public Builder entity(String... columns) {
            entity.addAll(List.of(columns));
            return this;
        }

        /** Sets the source. */
        public Builder source(String sourceName) {
            this.source = sourceName;
            return this;
        }

        /** Sets the column with the instant at which a row's facts hold. */
        public Builder timestamp(String column) {
            this.timestamp = Optional.of(column);
            return this;
        }

        /** Sets how much later than its timestamp a row is known. */
        public Builder delay(Duration span) {
            this.delay = span;
            return this;
        }

        /** Sets the column with the instant at which a row was written. */
        public Builder created(String column) {
            this.created = Optional.of(column);
            return this;
        }

        /** Adds columns that decide between rows equal in time. */
        public Builder sequence(String... columns) {
            sequence.addAll(List.of(columns));
            return this;
        }

        /** Sets the column that names an event. */
        public Builder eventId(String column) {
            this.eventId = Optional.of(column);
            return this;
        }

        /** Sets what happens to rows that are still tied. */
        public Builder ties(TieRule rule) {
            this.ties = rule;
            return this;
        }

        /** Sets which ends belong to the windows. */
        public Builder windowBound(WindowBound bound) {
            this.windowBound = bound;
            return this;
        }

        /** Takes only source rows for which the SQL condition is true. */
        public Builder where(String condition) {
            this.where = Optional.of(condition);
            return this;
        }

        /** Adds an as-of feature that is a column of the source. */
        public Builder feature(String column) {
            return feature(column, SqlName.quoted(column));
        }

        /** Adds an as-of feature. */
        public Builder feature(String featureName, String expression) {
            features.put(featureName, expression);
            return this;
        }

        /** Adds rolling-window features. */
        public Builder aggregate(Aggregation aggregation) {
            aggregates.put(aggregation.name(), aggregation);
            return this;
        }

        /** Adds a rule that rows must keep. */
        public Builder expect(Expectation expectation) {
            expectations.add(expectation);
            return this;
        }

        /** Sets what people read in the catalog. */
        public Builder comment(String text) {
            this.comment = text;
            return this;
        }

        /** Sets who answers for the table. */
        public Builder owner(String text) {
            this.owner = text;
            return this;
        }

        /** Adds a tag. */
        public Builder tag(String key, String value) {
            tags.put(key, value);
            return this;
        }

        /**
         * Returns the checked record.
         *
         * @throws IllegalArgumentException if a rule is broken; the message holds all of them
         */
        public FeatureView build() {
            return new FeatureView(
                    name,
                    entity,
                    source,
                    timestamp,
                    delay,
                    created,
                    sequence,
                    eventId,
                    ties,
                    windowBound,
                    where,
                    features,
                    aggregates,
                    expectations,
                    comment,
                    owner,
                    tags);
        }
    }
}
