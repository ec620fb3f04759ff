package io.millrace.lakehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import io.millrace.config.ConfigReader;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceTest {

    @Test
    void readsEveryKeyAsTheBuilderSetsIt() {
        ConfigReader root = root(
                """
                sources.flights {
                  path = "/data/flights", format = csv, schema = "id BIGINT, at STRING"
                  options { sep = ";", nullValue = "NA", password = "env:PASS" }
                  columns { at = "to_timestamp(at)", landed = "at + interval 1 hour" }
                  where = "id > 0", timestamp = at, unit = milliseconds, zone = America/New_York
                  available { delay = landed }
                  comment = "All flights"
                }
                """);

        Map<String, Source> sources = Sources.definitions(root);
        root.finish();

        assertThat(sources.get("flights"))
                .isEqualTo(Source.builder("flights", Source.Kind.FILE, "/data/flights")
                        .format(FileFormat.CSV)
                        .schema("id BIGINT, at STRING")
                        .options(Map.of("sep", ";", "nullValue", "NA", "password", "env:PASS"))
                        .columns(Map.of("at", "to_timestamp(at)", "landed", "at + interval 1 hour"))
                        .where("id > 0")
                        .timestamp("at")
                        .unit(EpochUnit.MILLISECONDS)
                        .zone("America/New_York")
                        .available(Map.of("delay", "landed"))
                        .comment("All flights")
                        .build());
    }

    @Test
    void defaultsAreAbsentOrEmpty() {
        ConfigReader root = root(
                """
                sources.a { path = x.parquet }
                sources.b { source = a }
                sources.c { sql = "select * from a join b", inputs = [a, b] }
                sources.d { table = main.raw.x }
                """);

        Map<String, Source> sources = Sources.definitions(root);
        root.finish();

        assertThat(sources.keySet()).containsExactly("a", "b", "c", "d");
        assertThat(sources.get("a"))
                .isEqualTo(Source.builder("a", Source.Kind.FILE, "x.parquet").build());
        assertThat(sources.get("a").format()).contains(FileFormat.PARQUET);
        assertThat(sources.get("b"))
                .isEqualTo(Source.builder("b", Source.Kind.VIEW, "a").build());
        assertThat(sources.get("c").upstream()).containsExactly("a", "b");
        assertThat(sources.get("d").ingested()).isFalse();
    }

    @Test
    void problemsAreToldTogetherWithTheirPlaces() {
        ConfigReader root = root(
                """
                sources.both { path = x.csv, table = main.raw.x }
                sources.none { comment = nothing }
                sources.noformat { path = "/data/x" }
                sources.unit { path = x.parquet, unit = seconds }
                sources.schema { path = x.csv, schema = "id BIGINTEGER(" }
                sources.zone { path = x.parquet, zone = Mars }
                sources.provider { provider = no.such.Class }
                sources.stranger { provider = java.lang.String }
                sources.dangling { source = noformt }
                sources.query { sql = "select 1" }
                sources.table { table = flights }
                sources.secret { path = x.csv, options { password = hunter2 } }
                sources.odd { path = x.csv, fromat = csv }
                """);

        Map<String, Source> sources = Sources.definitions(root);

        assertThat(sources.keySet()).containsExactly("dangling", "odd");
        assertThatThrownBy(root::finish)
                .hasMessage(
                        """
                        test.conf:1 sources.both.table: says more than once where its rows come from, by path and table; keep exactly one of path, provider, table, source, sql
                        test.conf:2 sources.none.path: says nothing about where its rows come from; keep exactly one of path, provider, table, source, sql
                        test.conf:3 sources.noformat: the format of /data/x is not told by its suffix; add format = parquet, csv, json, delta, orc
                        test.conf:4 sources.unit.unit: has no timestamp to belong to; name the column of whole numbers as timestamp
                        test.conf:5 sources.schema.schema: is not a list of columns: [PARSE_SYNTAX_ERROR] Syntax error at or near '(': extra input '('; write for example id BIGINT, at TIMESTAMP
                        test.conf:6 sources.zone.zone: is "Mars", which is no time zone; write for example UTC or Europe/Vienna
                        test.conf:7 sources.provider.provider: there is no class no.such.Class; name a public SourceProvider that is on the class path
                        test.conf:8 sources.stranger.provider: class java.lang.String does not implement io.millrace.lakehouse.SourceProvider; name a public SourceProvider that is on the class path
                        test.conf:9 sources.dangling.source: there is no source 'noformt'; did you mean 'noformat'?
                        test.conf:10 sources.query.inputs: is missing; list the sources that the query reads, inputs = [ … ]
                        test.conf:11 sources.table: 'flights' has 1 part(s); a table name has three, for example main.features.weather_now
                        test.conf:12 sources.secret.options.password: holds a secret itself, or no reference; write env:NAME for an environment variable, file:/PATH, or databricks:SCOPE/KEY
                        test.conf:13 sources.odd.fromat: unknown key; did you mean 'format'?""");
    }

    @Test
    void circlesAreToldOnce() {
        ConfigReader root = root(
                """
                sources.a { source = b }
                sources.b { sql = "select * from c", inputs = [c] }
                sources.c { source = a }
                sources.d { source = a }
                """);

        Sources.definitions(root);

        assertThatThrownBy(root::finish)
                .hasMessage("test.conf:1 sources.a.source: the sources read each other in a circle, a -> b -> c -> a;"
                        + " let one of them read a path, provider or table");
    }

    @ParameterizedTest
    @CsvSource({"a.parquet, PARQUET", "/x/y.csv.gz, CSV", "s3://b/x.jsonl, JSON", "/x/table.delta/, DELTA", "A.ORC, ORC"
    })
    void theSuffixTellsTheFormat(String path, FileFormat format) {
        assertThat(FileFormat.ofPath(path)).contains(format);
    }

    @Test
    void partsMustBelongToTheKind() {
        assertThatThrownBy(
                        () -> Source.builder("a b", Source.Kind.TABLE, "a.b.c").build())
                .hasMessageContaining("use letters, digits and _");
        assertThatThrownBy(() -> Source.builder("a", Source.Kind.VIEW, "b")
                        .inputs(List.of("c"))
                        .build())
                .hasMessage("inputs belong to sources with sql; remove them");
        assertThatThrownBy(() -> Source.builder("a", Source.Kind.VIEW, "b")
                        .options(Map.of("x", "y"))
                        .build())
                .hasMessageContaining("options belong to");
        assertThatThrownBy(() -> Source.builder("a", Source.Kind.VIEW, "b")
                        .schema("x INT")
                        .build())
                .hasMessageContaining("schema belongs to");
    }

    private static ConfigReader root(String text) {
        return ConfigReader.of(
                ConfigFactory.parseString(text, ConfigParseOptions.defaults().setOriginDescription("test.conf"))
                        .resolve());
    }
}
