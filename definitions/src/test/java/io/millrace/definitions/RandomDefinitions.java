package io.millrace.definitions;

import io.millrace.metrics.AggregateFunction;
import io.millrace.metrics.TieRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Seeded generator of valid definitions with odd texts in every free place. */
final class RandomDefinitions {

    private static final List<String> TEXTS = List.of(
            "temp",
            "coalesce(wind_gust, `wind speed`)",
            "case when a > 1 then 'it''s \"x\"' else \"\\n\" end",
            "x // no comment\n + 1",
            "${not.substituted} # text",
            "größe = 'İ' and y rlike '^[a-z]+$'",
            "null",
            "1.50",
            " leading and trailing ");
    private static final List<Duration> SPANS = List.of(
            Duration.ofNanos(1_000),
            Duration.ofMillis(1_500),
            Duration.ofSeconds(7),
            Duration.ofMinutes(90),
            Duration.ofHours(24),
            Duration.ofDays(30));

    private final Random random;

    RandomDefinitions(long seed) {
        this.random = new Random(seed);
    }

    FeatureView view(String name) {
        boolean isStatic = random.nextInt(4) == 0;
        FeatureView.Builder builder = FeatureView.builder(name).source(text());
        builder.entity(names("key ", 1 + random.nextInt(3)));
        boolean aggregates = !isStatic && random.nextBoolean();
        boolean asOf = !aggregates || random.nextBoolean();
        if (asOf) {
            for (String feature : names(name + "_f", 1 + random.nextInt(12))) {
                builder.feature(feature, text());
            }
        }
        if (!isStatic) {
            timed(builder);
        }
        boolean versions = false;
        if (aggregates) {
            for (String aggregation : names(name + "_a", 1 + random.nextInt(3))) {
                builder.aggregate(aggregation(aggregation));
            }
            versions = random.nextBoolean();
            if (versions) {
                builder.eventId("event id");
            }
        }
        // As-of features beside versions that may not count are refused.
        boolean mayFilter = !versions || !asOf;
        List<Expectation.OnFailure> outcomes = mayFilter
                ? List.of(Expectation.OnFailure.values())
                : List.of(Expectation.OnFailure.FAIL, Expectation.OnFailure.WARN);
        for (String expectation : names("expect_", random.nextInt(3))) {
            builder.expect(new Expectation(expectation, text(), pick(outcomes)));
        }
        if (random.nextBoolean()) {
            if (mayFilter) {
                builder.where(text());
            }
            builder.comment(text()).owner(text()).tag("a.b c", text()).tag("z", "");
        }
        return builder.build();
    }

    Aggregation aggregation(String name) {
        Aggregation.Builder builder = Aggregation.builder(name);
        builder.functions(some(List.copyOf(AggregateFunction.byWord().values())).toArray(AggregateFunction[]::new));
        builder.windows(some(SPANS).toArray(Duration[]::new));
        if (random.nextBoolean()) {
            builder.input(text()).where(text());
        }
        return builder.build();
    }

    TrainingSet trainingSet(String name, List<FeatureView> views) {
        Spine.Builder spine = Spine.builder("spine source").timestamp("at").entity(names("key ", 3));
        if (random.nextBoolean()) {
            spine.label("late").labelTime("known at").where(text());
        }
        spine.features(names("own_", random.nextInt(3))).columns(names("carried ", random.nextInt(3)));
        TrainingSet.Builder builder = TrainingSet.builder(name, spine.build());
        for (FeatureView view : views) {
            builder.lookups(lookup(view));
        }
        for (String function : names("fn_", 1 + random.nextInt(4))) {
            builder.function(function, text());
        }
        return builder.waiveLeakage(names("waived_", random.nextInt(3))).build();
    }

    private FeatureLookup lookup(FeatureView view) {
        FeatureLookup.Builder builder = FeatureLookup.builder(view.name()).prefix(random.nextBoolean() ? "p_" : "");
        view.entity().stream().filter(key -> random.nextBoolean()).forEach(key -> builder.key(key, "key 0"));
        if (!view.isStatic() && !view.features().isEmpty() && random.nextBoolean()) {
            builder.lookback(view.delay().plus(pick(SPANS)));
        }
        if (random.nextBoolean()) {
            builder.bound(MatchBound.BEFORE).nulls(NullRule.LAST_NON_NULL);
            builder.features(some(view.featureNames()).toArray(String[]::new));
        }
        return builder.build();
    }

    private void timed(FeatureView.Builder builder) {
        builder.timestamp("event time");
        if (random.nextBoolean()) {
            builder.delay(pick(SPANS)).created("created at").sequence(names("seq ", random.nextInt(3)));
        }
        if (random.nextBoolean()) {
            builder.ties(TieRule.TOTAL_ORDER).windowBound(WindowBound.AT_OR_BEFORE);
        }
    }

    private String text() {
        return pick(TEXTS);
    }

    private static String[] names(String prefix, int count) {
        String[] names = new String[count];
        for (int i = 0; i < count; i++) {
            // Descending, so that an order by name would show.
            names[i] = prefix + (count - 1 - i);
        }
        return names;
    }

    private <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private <T> List<T> some(List<T> values) {
        List<T> chosen = new ArrayList<>(values);
        chosen.removeIf(value -> random.nextBoolean());
        return chosen.isEmpty() ? List.of(pick(values)) : chosen;
    }
}
