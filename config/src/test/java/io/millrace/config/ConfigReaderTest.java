package io.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {

    private enum Ties {
        FAIL,
        TOTAL_ORDER
    }

    @Test
    void readsEveryKindOfValue() {
        ConfigReader reader = reader(
                """
                text = weather, number-as-text = 2013, sql = "a > 1"
                rounds = 200, big = 5000000000, eta = 0.1, quoted = "7"
                delay = 10m, windows = [1h, 7d], one-window = 6h
                until = "2013-09-01T02:00:00+02:00"
                ties = total-order, kinds = [fail, total-order]
                names = [a, b], one-name = a
                features { temp = "temp", gust = "coalesce(g, s)" }
                spark { sql.shuffle.partitions = 4, "executor.memory" = 2g }
                """);

        assertThat(reader.string("text")).isEqualTo("weather");
        assertThat(reader.string("number-as-text")).isEqualTo("2013");
        assertThat(reader.optionalString("sql")).contains("a > 1");
        assertThat(reader.string("absent", "fallback")).isEqualTo("fallback");
        assertThat(reader.integer("rounds")).isEqualTo(200);
        assertThat(reader.integer("quoted", 1, NumberRange.of("[1, inf)"))).isEqualTo(7);
        assertThat(reader.longInteger("big", 0)).isEqualTo(5_000_000_000L);
        assertThat(reader.number("eta")).isEqualTo(0.1);
        assertThat(reader.optionalNumber("no-number", NumberRange.of("[0, 1]"))).isEmpty();
        assertThat(reader.optionalDuration("delay")).hasValue(Duration.ofMinutes(10));
        assertThat(reader.duration("lookback", Duration.ofHours(3))).isEqualTo(Duration.ofHours(3));
        assertThat(reader.durations("windows")).containsExactly(Duration.ofHours(1), Duration.ofDays(7));
        assertThat(reader.durations("one-window")).containsExactly(Duration.ofHours(6));
        assertThat(reader.instant("until")).isEqualTo(Instant.parse("2013-09-01T00:00:00Z"));
        assertThat(reader.optionalInstant("no-instant")).isEmpty();
        assertThat(reader.choice("ties", Ties.class)).isEqualTo(Ties.TOTAL_ORDER);
        assertThat(reader.choice("no-ties", Ties.class, Ties.FAIL)).isEqualTo(Ties.FAIL);
        assertThat(reader.choices("kinds", Map.of("fail", Ties.FAIL, "total-order", Ties.TOTAL_ORDER)))
                .containsExactly(Ties.FAIL, Ties.TOTAL_ORDER);
        assertThat(reader.strings("names")).containsExactly("a", "b");
        assertThat(reader.strings("one-name")).containsExactly("a");
        assertThat(reader.strings("no-names", List.of("z"))).containsExactly("z");
        assertThat(reader.stringMap("features")).isEqualTo(Map.of("temp", "temp", "gust", "coalesce(g, s)"));
        assertThat(reader.settings("spark")).isEqualTo(Map.of("sql.shuffle.partitions", "4", "executor.memory", "2g"));
        reader.finish();
    }

    @Test
    void reportsEveryProblemAtOnceInTheOrderOfTheFile() {
        ConfigReader reader = reader(
                """
                delay = 10
                rounds = many
                eta = [1]
                ties = total_order
                until = "2013-09-01"
                when = yesterday
                model {
                  name = { }
                  estimater = xgboost
                }
                flag = 31
                half = 0.5
                windows = [1h, 7]
                fine = "2013-09-01T00:00:00.123456789Z"
                """);

        reader.optionalDuration("delay");
        reader.integer("rounds");
        reader.number("eta");
        reader.choice("ties", Ties.class);
        reader.instant("until");
        reader.instant("when");
        ConfigReader model = reader.section("model");
        model.string("name");
        model.string("estimator");
        reader.integer("flag", 1, NumberRange.of("[1, 30]"));
        reader.integer("half");
        reader.durations("windows");
        reader.instant("fine");
        reader.section("gone").string("never-reported");

        assertThatThrownBy(reader::finish)
                .isInstanceOfSatisfying(InvalidConfigException.class, e -> assertThat(e.problems())
                        .containsExactly(
                                "test.conf:1 delay: is 10 without a unit; write for example 10m (units ns, us, ms, s, m, h, d, w)",
                                "test.conf:1 gone: is missing; needs a section { … }",
                                "test.conf:2 rounds: is the text \"many\"; needs a whole number",
                                "test.conf:3 eta: is a list [ … ]; needs a number",
                                "test.conf:4 ties: is the text \"total_order\"; needs one of fail, total-order,"
                                        + " did you mean 'total-order'?",
                                "test.conf:5 until: is the text \"2013-09-01\", which has no zone; write ISO-8601 with a zone,"
                                        + " for example 2013-09-01T00:00:00Z",
                                "test.conf:6 when: is the text \"yesterday\"; write ISO-8601 with a zone, for example"
                                        + " 2013-09-01T00:00:00Z",
                                "test.conf:7 model.estimator: is missing; needs a text",
                                "test.conf:8 model.name: is a section { … }; needs a text",
                                "test.conf:9 model.estimater: unknown key; did you mean 'estimator'?",
                                "test.conf:11 flag: is 31; must be in [1, 30]; remove the line to use 1",
                                "test.conf:12 half: is the number 0.5; needs a whole number from -2147483648 to 2147483647",
                                "test.conf:13 windows[1]: is 7 without a unit; write for example 7m (units ns, us, ms, s, m, h,"
                                        + " d, w)",
                                "test.conf:14 fine: is the text \"2013-09-01T00:00:00.123456789Z\"; needs an instant of whole"
                                        + " microseconds"));
    }

    @Test
    void unknownKeysAreToldAtEveryLevelAndOnlyOnce() {
        ConfigReader reader = reader(
                """
                sorces { a { path = x } }
                sources { a { path = x, fromat = csv } }
                lookups = [ { view = v }, { veiw = w } ]
                data = "/tmp"
                engine { anything { at = all } }
                """);

        reader.accept("data");
        reader.accept("engine");
        reader.sections("sources").values().forEach(source -> {
            source.string("path");
            source.optionalString("format");
        });
        reader.sectionList("lookups").forEach(lookup -> lookup.optionalString("view"));

        assertThatThrownBy(reader::finish)
                .hasMessage(
                        """
                        test.conf:1 sorces: unknown key; known: lookups, sources
                        test.conf:2 sources.a.fromat: unknown key; did you mean 'format'?
                        test.conf:3 lookups[1].veiw: unknown key; did you mean 'view'?"""
                                .replace("known: lookups, sources", "did you mean 'sources'?"));
    }

    @Test
    void placeholdersStandInForWhatIsMissing() {
        ConfigReader reader = reader("x = 1");

        assertThat(reader.string("a")).isEmpty();
        assertThat(reader.integer("b")).isZero();
        assertThat(reader.number("c")).isZero();
        assertThat(reader.instant("e")).isEqualTo(Instant.EPOCH);
        assertThat(reader.choice("f", Ties.class)).isEqualTo(Ties.FAIL);
        assertThat(reader.strings("g")).isEmpty();
        assertThat(reader.stringMap("h")).isEmpty();
        assertThat(reader.section("i").sections("j")).isEmpty();
    }

    @Test
    void buildGivesNothingWhenTheSectionOrOneBelowHasAProblem() {
        ConfigReader reader = reader("good { a = 1 }\nbad { inner { a = x } }\nbadly = 1");

        ConfigReader good = reader.section("good");
        ConfigReader bad = reader.section("bad");
        Optional<Integer> goodValue = good.build(() -> good.integer("a"));
        Optional<Integer> badValue = bad.build(() -> bad.section("inner").integer("a"));

        assertThat(goodValue).contains(1);
        assertThat(badValue).isEmpty();
    }

    @Test
    void argumentErrorsOfTheFactoryBecomeProblems() {
        ConfigReader reader = reader("view {\n  lookback = 5m\n}");

        ConfigReader view = reader.section("view");
        Optional<String> built = view.build(() -> {
            throw new IllegalArgumentException("lookback " + Durations.text(view.duration("lookback", Duration.ZERO))
                    + " is shorter than delay 10m; raise lookback");
        });

        assertThat(built).isEmpty();
        assertThatThrownBy(reader::finish)
                .hasMessage("test.conf:1 view: lookback 5m is shorter than delay 10m; raise lookback");
    }

    @Test
    void callersAddProblemsWithAPlace() {
        ConfigReader reader = reader("models {\n  m {\n    training-set = delay\n  }\n}");
        ConfigReader model = reader.section("models").section("m");

        model.problem("training-set", "there is no training set 'delay'", Suggestions.of("delay", List.of("delays")));
        model.problem("absent", "is missing", "write it");

        assertThat(model.path()).isEqualTo("models.m");
        model.string("training-set");
        assertThatThrownBy(reader::finish)
                .hasMessage(
                        "test.conf:2 models.m.absent: is missing; write it\n"
                                + "test.conf:3 models.m.training-set: there is no training set 'delay'; did you mean 'delays'?");
    }

    @Test
    void nullCountsAsAbsentAndBlankRequiredTextsAreProblems() {
        ConfigReader reader = reader("comment = null, name = \"\", prefix = \"\"");

        assertThat(reader.has("comment")).isFalse();
        assertThat(reader.keys()).containsExactly("name", "prefix");
        assertThat(reader.optionalString("comment")).isEmpty();
        assertThat(reader.string("prefix", "x")).isEmpty();
        reader.string("name");
        assertThatThrownBy(reader::finish).hasMessage("test.conf:1 name: is empty; write a text or remove the line");
    }

    @Test
    void keysComeInTheOrderOfTheFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("order.conf"),
                """
                features { zeta = "alpha = 1", beta = "b", alpha = "a", zz = "z" }
                features.later = "l"
                features.sooner = "s"
                data = /tmp
                sources { b { path = ${data}/b }, a { path = x } }
                """);
        ConfigReader reader =
                ConfigReader.of(ConfigFactory.parseFile(file.toFile()).resolve());

        assertThat(reader.stringMap("features").keySet())
                .containsExactly("zeta", "beta", "alpha", "zz", "later", "sooner");
        assertThat(reader.sections("sources").keySet()).containsExactly("b", "a");
        reader.section("sources").section("b").problem("path", "is odd", "mend it");
        assertThatThrownBy(reader::finish).hasMessageContaining("order.conf:5 sources.b.path: is odd");
    }

    @Test
    void wrongShapesTellWhatWasFound() {
        ConfigReader reader = reader("a = 1\nb { c = [1, {}] }\nd = [1, 2]\ne { f { g = 1 } }\nh { i = 1 }\ns = token");

        reader.section("a");
        reader.section("b").strings("c");
        reader.sectionList("d");
        reader.stringMap("e");
        reader.strings("h");
        reader.optionalSecret("s");

        assertThatThrownBy(reader::finish)
                .hasMessage(
                        """
                        test.conf:1 a: is the number 1; write a section, a { … }
                        test.conf:2 b.c[1]: is a section { … }; needs a text
                        test.conf:3 d[0]: is the number 1; write a section, d { … }
                        test.conf:3 d[1]: is the number 2; write a section, d { … }
                        test.conf:4 e.f: is a section { … }; needs a text
                        test.conf:5 h: is a section { … }; needs a list of texts
                        test.conf:6 s: holds a secret itself, or no reference; write env:NAME for an environment variable, file:/PATH, or databricks:SCOPE/KEY""");
    }

    @Test
    void onlyTheRootReaderFinishes() {
        ConfigReader section = reader("a {}").section("a");

        assertThatThrownBy(section::finish).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void quotedNamesStayReadable() {
        ConfigReader reader = reader("sources { \"a.b\" { pth = x } }");

        reader.sections("sources").get("a.b").optionalString("path");

        assertThatThrownBy(reader::finish)
                .hasMessage("test.conf:1 sources.\"a.b\".pth: unknown key; did you mean 'path'?");
    }

    private static ConfigReader reader(String text) {
        return ConfigReader.of(
                ConfigFactory.parseString(text, ConfigParseOptions.defaults().setOriginDescription("test.conf"))
                        .resolve());
    }
}
