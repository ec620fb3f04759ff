package io.millrace.definitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import io.millrace.config.ConfigReader;
import io.millrace.config.InvalidConfigException;
import io.millrace.metrics.AggregateFunction;
import io.millrace.metrics.TieRule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DefinitionConfigTest {

    private static final Set<String> SOURCES = Set.of("weather", "landings", "planes", "flights");

    @Test
    void viewDefaults() {
        FeatureView view = FeatureView.from(
                        "v",
                        reader(
                                "entity = k, source = s, timestamp = t, features.x = x, aggregates.y { functions = count, windows = 1h }, expect.e.rule = ok"))
                .orElseThrow();

        assertThat(view)
                .isEqualTo(new FeatureView(
                        "v",
                        List.of("k"),
                        "s",
                        Optional.of("t"),
                        Duration.ZERO,
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        TieRule.FAIL,
                        WindowBound.BEFORE,
                        Optional.empty(),
                        Map.of("x", "x"),
                        Map.of(
                                "y",
                                new Aggregation(
                                        "y",
                                        "y",
                                        List.of(AggregateFunction.COUNT),
                                        List.of(Duration.ofHours(1)),
                                        Optional.empty())),
                        List.of(new Expectation("e", "ok", Expectation.OnFailure.FAIL)),
                        "",
                        "",
                        Map.of()));
        assertThat(view)
                .isEqualTo(FeatureView.builder("v")
                        .entity("k")
                        .source("s")
                        .timestamp("t")
                        .feature("x", "x")
                        .aggregate(Aggregation.builder("y")
                                .functions(AggregateFunction.COUNT)
                                .windows(Duration.ofHours(1))
                                .build())
                        .expect(new Expectation("e", "ok", Expectation.OnFailure.FAIL))
                        .build());
    }

    @Test
    void viewWithEveryKeyButEventId() {
        FeatureView view = FeatureView.from(
                        "airport_delays",
                        reader(
                                """
                                entity = [origin, dest], source = landings, timestamp = landed_at, delay = 10m
                                created = written_at, sequence = [part, line]
                                ties = total-order, window-bound = at-or-before, where = "not cancelled"
                                features { gust = "coalesce(wind_gust, wind_speed)" }
                                aggregates.arr_delay {
                                  input = "arr_delay / 60", functions = [avg, stddev, first], windows = [1h, 7 days], where = "arr_delay > 0"
                                }
                                expect.sane { rule = "gust < 200", on-failure = drop }
                                comment = "Delays", owner = ops, tags { tier = gold }
                                """))
                .orElseThrow();

        assertThat(view)
                .isEqualTo(FeatureView.builder("airport_delays")
                        .entity("origin", "dest")
                        .source("landings")
                        .timestamp("landed_at")
                        .delay(Duration.ofMinutes(10))
                        .created("written_at")
                        .sequence("part", "line")
                        .ties(TieRule.TOTAL_ORDER)
                        .windowBound(WindowBound.AT_OR_BEFORE)
                        .where("not cancelled")
                        .feature("gust", "coalesce(wind_gust, wind_speed)")
                        .aggregate(Aggregation.builder("arr_delay")
                                .input("arr_delay / 60")
                                .functions(AggregateFunction.AVG, AggregateFunction.STDDEV, AggregateFunction.FIRST)
                                .windows(Duration.ofHours(1), Duration.ofDays(7))
                                .where("arr_delay > 0")
                                .build())
                        .expect(new Expectation("sane", "gust < 200", Expectation.OnFailure.DROP))
                        .comment("Delays")
                        .owner("ops")
                        .tag("tier", "gold")
                        .build());
        assertThat(view.featureNames())
                .containsExactly(
                        "gust",
                        "arr_delay_avg_1h",
                        "arr_delay_avg_7d",
                        "arr_delay_stddev_1h",
                        "arr_delay_stddev_7d",
                        "arr_delay_first_1h",
                        "arr_delay_first_7d");
        assertThat(view.preparedColumns())
                .containsExactly("origin", "dest", "landed_at", "written_at", "part", "line", "gust", "arr_delay");
    }

    @Test
    void viewWithEventId() {
        String view =
                """
                entity = k, source = s, timestamp = at, created = written_at, event-id = id, where = ok
                aggregates.n { functions = count, windows = 1h }
                """;

        FeatureView versions = FeatureView.from("v", reader(view)).orElseThrow();

        assertThat(versions.eventId()).contains("id");
        assertThat(versions.filtersVersions()).isTrue();
        assertThat(versions.preparedColumns()).containsExactly("k", "at", "written_at", "id", "n", "__counts");
        assertThat(FeatureView.from("v", reader(view + "features.x = x"))).isEmpty();
    }

    @Test
    void trainingSetDefaults() {
        TrainingSet definition = TrainingSet.from(
                        "t", reader("spine { source = s, entity = k, timestamp = at }, lookups = [ { view = v } ]"))
                .orElseThrow();

        assertThat(definition)
                .isEqualTo(new TrainingSet(
                        "t",
                        new Spine(
                                "s",
                                List.of("k"),
                                "at",
                                Optional.empty(),
                                Optional.empty(),
                                List.of(),
                                List.of(),
                                Optional.empty()),
                        List.of(new FeatureLookup(
                                "v",
                                Map.of(),
                                Optional.empty(),
                                MatchBound.AT_OR_BEFORE,
                                NullRule.WHOLE_ROW,
                                "",
                                List.of())),
                        Map.of(),
                        List.of()));
    }

    @Test
    void trainingSetWithEveryKey() {
        TrainingSet definition = TrainingSet.from(
                        "delays",
                        reader(
                                """
                                spine {
                                  source = flights, entity = [origin, dest], timestamp = predict_at, label = late
                                  label-time = landed_at, features = [distance], columns = [flight], where = "year = 2013"
                                }
                                lookups = [
                                  { view = weather_now, keys { origin = dest }, lookback = 3h, bound = before
                                    nulls = last-non-null, prefix = dest_, features = [temp] }
                                ]
                                functions { hour_of_day = "hour(predict_at)" }
                                waive-leakage = [distance]
                                """))
                .orElseThrow();

        assertThat(definition)
                .isEqualTo(TrainingSet.builder(
                                "delays",
                                Spine.builder("flights")
                                        .entity("origin", "dest")
                                        .timestamp("predict_at")
                                        .label("late")
                                        .labelTime("landed_at")
                                        .features("distance")
                                        .columns("flight")
                                        .where("year = 2013")
                                        .build())
                        .lookups(FeatureLookup.builder("weather_now")
                                .key("origin", "dest")
                                .lookback(Duration.ofHours(3))
                                .bound(MatchBound.BEFORE)
                                .nulls(NullRule.LAST_NON_NULL)
                                .prefix("dest_")
                                .features("temp")
                                .build())
                        .function("hour_of_day", "hour(predict_at)")
                        .waiveLeakage("distance")
                        .build());
    }

    @Test
    void everyProblemOfAViewIsToldWithItsLine() {
        assertThat(
                        problems(
                                """
                        feature-views.a {
                          entity = [k, K]
                          source = nowhere
                          timestamp = k
                          delay = 40000d
                          event-id = id
                          features {
                            k = "1"
                            9lives = "2"
                          }
                        }
                        feature-views.b {
                          entity = [k], source = planes
                          created = c
                          aggregates.x { functions = [], windows = [0s, 1h, 60m] }
                        }
                        feature-views.c { entity = [], source = planes }
                        feature-views.d {
                          entity = [k], source = planes
                          created = c
                          delay = 1h
                          features.x = x
                        }
                        """))
                .containsExactlyInAnyOrder(
                        "flights.conf:2 feature-views.a.entity: names 'K' twice; keep one of them",
                        "flights.conf:4 feature-views.a.timestamp: 'k' is also a key; remove it from entity",
                        "flights.conf:5 feature-views.a.delay: is 40000d; use at most 36525d",
                        "flights.conf:6 feature-views.a.event-id: has no use without aggregates; remove it",
                        "flights.conf:9 feature-views.a.features.9lives: is '9lives'; use letters, digits and underscores, not"
                                + " beginning with a digit",
                        "flights.conf:8 feature-views.a.features.k: has the name of a key, time, sequence or event-id"
                                + " column; choose another name",
                        "flights.conf:15 feature-views.b.aggregates.x.functions: is empty; name at least one, such as"
                                + " [avg, count]",
                        "flights.conf:15 feature-views.b.aggregates.x.windows: repeats a width; keep one of them; 24h and"
                                + " 1d are the same",
                        "flights.conf:15 feature-views.b.aggregates.x.windows: holds a width of 0; use widths above 0",
                        "flights.conf:17 feature-views.c.entity: is empty; name the key columns of the source",
                        "flights.conf:17 feature-views.c.features: and aggregates are both empty; define at least one"
                                + " feature or aggregation",
                        "flights.conf:20 feature-views.d.created: needs a timestamp; declare the view's timestamp, or"
                                + " remove the line",
                        "flights.conf:21 feature-views.d.delay: needs a timestamp; declare the view's timestamp, or"
                                + " remove the line");
    }

    @Test
    void everyProblemBetweenDefinitionsIsToldWithItsLine() {
        assertThat(
                        problems(
                                """
                        feature-views {
                          weather_now { entity = [origin], source = weather, timestamp = time_hour, delay = 10m, features { late = "1", temp = temp } }
                          delays { entity = [origin], source = landed, timestamp = at, aggregates.d { functions = [avg], windows = [1h] } }
                          plane { entity = [tailnum], source = planes, features { seats = seats } }
                        }
                        training-sets.t {
                          spine {
                            source = flight
                            entity = [origin, dest], timestamp = predict_at, label = late, label-time = landed_at
                          }
                          lookups = [
                            { view = weather_now, lookback = 5m
                            }
                            { view = weather_now, prefix = b_, keys { dest = dest }
                              lookback = 10m, bound = before, features = [tmp]
                            }
                            { view = delays, lookback = 1h }
                            { view = plane, lookback = 1h }
                            { view = nothing }
                          ]
                          functions {
                            temp = "1"
                            leaky = "if(late, 1, hour(`landed_at`))"
                          }
                        }
                        """))
                .containsExactlyInAnyOrder(
                        "flights.conf:3 feature-views.delays.source: names no source, 'landed'; use one of [flights,"
                                + " landings, planes, weather] or define it",
                        "flights.conf:8 training-sets.t.spine.source: names no source, 'flight'; use one of [flights,"
                                + " landings, planes, weather] or define it",
                        "flights.conf:12 training-sets.t.lookups[0].lookback: is 5m, shorter than the delay of view"
                                + " weather_now, 10m, so no row could match; use at least the delay",
                        "flights.conf:12 training-sets.t.lookups[0].prefix: '' gives the column 'late', which the spine"
                                + " has too; set another prefix, or choose features",
                        "flights.conf:14 training-sets.t.lookups[1].keys: names 'dest', no key of view weather_now; use"
                                + " [origin]",
                        "flights.conf:15 training-sets.t.lookups[1].features: names 'tmp', no feature of view"
                                + " weather_now; use some of [late, temp]",
                        "flights.conf:15 training-sets.t.lookups[1].lookback: is 10m, equal to the delay of view"
                                + " weather_now, and bound is before, so no row could match; use a longer lookback or"
                                + " bound = at-or-before",
                        "flights.conf:17 training-sets.t.lookups[2].lookback: is 1h, but view delays brings windows only;"
                                + " remove it",
                        "flights.conf:18 training-sets.t.lookups[3].lookback: is 1h, but view plane has no timestamp;"
                                + " remove it",
                        "flights.conf:18 training-sets.t.lookups[3].keys: needs the spine column 'tailnum' for key"
                                + " 'tailnum' of view plane; add it to spine.entity, or map the key with keys {"
                                + " tailnum = COLUMN }; the spine has [origin, dest]",
                        "flights.conf:19 training-sets.t.lookups[4].view: names no feature view, 'nothing'; use one of"
                                + " [delays, plane, weather_now] or define it",
                        "flights.conf:22 training-sets.t.functions.temp: has the name of a column of lookups[0] of"
                                + " weather_now; choose another name",
                        "flights.conf:23 training-sets.t.functions.leaky: reads 'late', the label or its time, which is"
                                + " not known at prediction time; remove it from the expression",
                        "flights.conf:23 training-sets.t.functions.leaky: reads 'landed_at', the label or its time, which"
                                + " is not known at prediction time; remove it from the expression");
    }

    @Test
    void theBuilderTellsAllProblemsAtOnce() {
        assertThatThrownBy(() -> Spine.builder("")
                        .entity("k")
                        .timestamp("at")
                        .labelTime("known")
                        .features("at", "known")
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(String.join(
                        System.lineSeparator(),
                        "spine.source: is empty; name a source",
                        "spine.features: holds the timestamp 'at'; use a function of it, such as functions { hour ="
                                + " \"hour(at)\" }",
                        "spine.label-time: has no label; declare label, or remove it",
                        "spine.features: holds the label-time 'known'; remove it"));
    }

    @Test
    void definitionsThatDoNotFitAreRefusedByTheApiToo() {
        FeatureView view =
                FeatureView.builder("v").entity("k").source("s").feature("x").build();
        TrainingSet definition = TrainingSet.builder(
                        "t", Spine.builder("s").entity("k").timestamp("at").build())
                .lookups(
                        FeatureLookup.builder("v").build(),
                        FeatureLookup.builder("v").build())
                .build();

        assertThatThrownBy(() -> FeatureDefinitions.of(List.of(view, view), List.of(definition)))
                .isInstanceOfSatisfying(InvalidConfigException.class, e -> assertThat(e.problems())
                        .containsExactly(
                                "feature-views.v: is defined twice; choose another name",
                                "training-sets.t.lookups[1].prefix: '' gives the column 'x', which lookups[0] of v has"
                                        + " too; set another prefix, or choose features"));
    }

    @Test
    void goodDefinitionsPass() {
        ConfigReader project = reader(
                """
                feature-views.weather_now { entity = [origin], source = weather, timestamp = time_hour, delay = 10m, features { temp = temp } }
                training-sets.t {
                  spine { source = flights, entity = [origin, dest], timestamp = predict_at, features = [origin] }
                  lookups = [ { view = weather_now, lookback = 10m }, { view = weather_now, keys { origin = dest }, prefix = dest_ } ]
                }
                """);

        FeatureDefinitions definitions = FeatureDefinitions.from(project, SOURCES);
        project.finish();

        assertThat(definitions)
                .isEqualTo(FeatureDefinitions.of(
                        definitions.views().values(), definitions.trainingSets().values()));
        assertThat(definitions.trainingSets().get("t").spine().keptColumns())
                .containsExactly("origin", "dest", "predict_at");
    }

    private static List<String> problems(String text) {
        ConfigReader project = reader(text);
        FeatureDefinitions.from(project, SOURCES);
        try {
            project.finish();
        } catch (InvalidConfigException e) {
            return e.problems();
        }
        return List.of();
    }

    private static ConfigReader reader(String text) {
        return ConfigReader.of(
                ConfigFactory.parseString(text, ConfigParseOptions.defaults().setOriginDescription("flights.conf")));
    }
}
