package io.millrace.definitions;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rules of one feature view, apart from the record so that both stay readable. */
final class FeatureViewRules {

    private FeatureViewRules() {}

    static void check(
            Checks checks,
            String name,
            List<String> entity,
            String source,
            Optional<String> timestamp,
            Duration delay,
            Optional<String> created,
            List<String> sequence,
            Optional<String> eventId,
            Optional<String> where,
            Map<String, String> features,
            Map<String, Aggregation> aggregates,
            List<Expectation> expectations) {
        checks.identifier("name", name)
                .columns("entity", entity)
                .require(!entity.isEmpty(), "entity", "is empty", "name the key columns of the source")
                .require(!source.isBlank(), "source", "is empty", "name a source")
                .span("delay", delay)
                .columns("sequence", sequence);
        timestamp.ifPresent(column -> checks.column("timestamp", column)
                .require(
                        !names(entity, column),
                        "timestamp",
                        "'" + column + "' is also a key",
                        "remove it from entity"));
        created.ifPresent(column -> checks.column("created", column));
        eventId.ifPresent(column -> checks.column("event-id", column)
                .require(!aggregates.isEmpty(), "event-id", "has no use without aggregates", "remove it"));
        where.ifPresent(condition -> checks.sql("where", condition));
        if (timestamp.isEmpty()) {
            String remedy = "declare the view's timestamp, or remove the line";
            checks.require(aggregates.isEmpty(), "aggregates", "need a timestamp", remedy)
                    .require(created.isEmpty(), "created", "needs a timestamp", remedy)
                    .require(sequence.isEmpty(), "sequence", "needs a timestamp", remedy)
                    .require(delay.isZero(), "delay", "needs a timestamp", remedy);
        }
        boolean filters = where.isPresent() || FeatureView.dropsRows(expectations);
        checks.require(
                eventId.isEmpty() || features.isEmpty() || !filters,
                "features",
                "stand beside event-id and a condition that leaves rows out, so the newest row might be a version that"
                        + " another has replaced",
                "move them to a view of their own without event-id");
        outputs(checks, entity, timestamp, created, sequence, eventId, features, aggregates);
        checks.distinct("expect", expectations.stream().map(Expectation::name).toList());
        checks.enforce();
    }

    private static void outputs(
            Checks checks,
            List<String> entity,
            Optional<String> timestamp,
            Optional<String> created,
            List<String> sequence,
            Optional<String> eventId,
            Map<String, String> features,
            Map<String, Aggregation> aggregates) {
        checks.require(
                !features.isEmpty() || !aggregates.isEmpty(),
                "features",
                "and aggregates are both empty",
                "define at least one feature or aggregation");
        features.forEach((feature, expression) ->
                checks.identifier("features." + feature, feature).sql("features." + feature, expression));
        aggregates.forEach((key, aggregation) -> checks.require(
                key.equals(aggregation.name()),
                "aggregates." + key,
                "holds the aggregation '" + aggregation.name() + "'",
                "use one name"));
        List<String> stored = new ArrayList<>(features.keySet());
        stored.addAll(aggregates.keySet());
        checks.distinct("features", stored);
        List<String> outputs = new ArrayList<>(features.keySet());
        aggregates.values().forEach(aggregation -> outputs.addAll(aggregation.outputNames()));
        checks.distinct("aggregates", outputs);
        List<String> context = new ArrayList<>(entity);
        timestamp.ifPresent(context::add);
        created.ifPresent(context::add);
        context.addAll(sequence);
        eventId.ifPresent(context::add);
        for (String column : stored) {
            checks.require(
                    !names(context, column),
                    features.containsKey(column) ? "features." + column : "aggregates." + column,
                    "has the name of a key, time, sequence or event-id column",
                    "choose another name");
        }
    }

    private static boolean names(List<String> columns, String column) {
        return columns.stream().anyMatch(other -> Checks.lower(other).equals(Checks.lower(column)));
    }
}
