package io.millrace.lakehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.DataException;
import io.millrace.config.InvalidConfigException;
import io.millrace.config.TableName;
import io.millrace.lakehouse.WriteResult.Outcome;
import io.millrace.testkit.Frames;
import io.millrace.testkit.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourcesTest {

    private static final AtomicLong NUMBERS = new AtomicLong();
    private static Lakehouse lakehouse;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void open() {
        lakehouse = Lakehouse.over(SharedSpark.session(), Environment.local(SharedSpark.root()));
    }

    @Test
    void ingestsAFileOnceAndReadsItShaped() throws IOException {
        Path file = Files.writeString(folder.resolve("trips.csv"), "id,at,km\n1,1000,5.5\n2,2000,\n3,3000,7.0\n");
        Source trips = Source.builder("src_trips", Source.Kind.FILE, file.toString())
                .schema("id BIGINT, at BIGINT, km DOUBLE")
                .timestamp("at")
                .unit(EpochUnit.SECONDS)
                .columns(Map.of("day", "cast(at as date)", "km", "coalesce(km, 0)"))
                .where("id <> 3 and day is not null")
                .build();
        Sources sources = sources(trips);

        WriteResult first = sources.ingest("src_trips", write());
        WriteResult again = sources.ingest("src_trips", write());
        WriteResult later = sources(trips).ingest("src_trips", write());

        assertThat(first.outcome()).isEqualTo(Outcome.WRITTEN);
        assertThat(first.rowCount()).isEqualTo(3);
        assertThat(List.of(again, later)).allSatisfy(result -> assertThat(result)
                .isEqualTo(new WriteResult(first.version(), 3, Outcome.ALREADY_DONE)));
        Frames.assertSameRows(
                sources.read("src_trips").selectExpr("id", "at", "km", "cast(day as string) as day"),
                Frames.of(
                        "id bigint, at timestamp, km double, day string",
                        RowFactory.create(1L, time("1970-01-01T00:16:40Z"), 5.5, "1970-01-01"),
                        RowFactory.create(2L, time("1970-01-01T00:33:20Z"), 0.0, "1970-01-01")));
        assertThat(sources.versions()).isEqualTo(Map.of("src_trips", first.version()));
    }

    @Test
    void changedFilesAreIngestedAgainWhilePinnedReadersStay() throws IOException {
        Path file = Files.writeString(folder.resolve("grow.json"), "{\"a\": 1}\n");
        Source grow =
                Source.builder("src_grow", Source.Kind.FILE, file.toString()).build();
        Sources before = sources(grow);
        String fingerprint = before.fingerprint("src_grow");
        before.ingest("src_grow", write());

        Files.writeString(file, "{\"a\": 1}\n{\"a\": 2}\n");
        Sources after = sources(grow);
        WriteResult result = after.ingest("src_grow", write());

        assertThat(after.fingerprint("src_grow")).isNotEqualTo(fingerprint);
        assertThat(result.outcome()).isEqualTo(Outcome.WRITTEN);
        assertThat(after.read("src_grow").count()).isEqualTo(2);
        assertThat(before.read("src_grow").count()).isEqualTo(1);
    }

    @Test
    void aCheckWritesNothingAndSeesWhatCannotBeIngested() throws IOException {
        Path file = Files.writeString(folder.resolve("checked.json"), "{\"a\": 1}\n");
        Source good = Source.builder("src_checked", Source.Kind.FILE, file.toString())
                .columns(Map.of("b", "a + 1"))
                .build();
        Source bad = Source.builder("src_unfit", Source.Kind.FILE, file.toString())
                .columns(Map.of("b", "nothing + 1"))
                .build();
        Sources sources = sources(good, bad);

        sources.check("src_checked");

        TableName table = lakehouse.table(Layer.RAW, "src_checked");
        assertThat(lakehouse.tables().exists(table)).isFalse();
        assertThatThrownBy(() -> sources.check("src_unfit"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("nothing");
        Files.writeString(file, "{\"a\": 1}\n{\"a\": 2}\n");
        assertThat(sources.ingest("src_checked", write()).rowCount()).isEqualTo(2);
        assertThat(lakehouse.tables().version(table).version()).isZero();
    }

    @Test
    void providersAreIngestedByTheirFingerprintAndOptions() {
        Sources ten = sources(numbers("10"));
        WriteResult first = ten.ingest("src_numbers", write());
        WriteResult again = sources(numbers("10")).ingest("src_numbers", write());
        WriteResult more = sources(numbers("11")).ingest("src_numbers", write());

        assertThat(first.rowCount()).isEqualTo(10);
        assertThat(again.outcome()).isEqualTo(Outcome.ALREADY_DONE);
        assertThat(more.outcome()).isEqualTo(Outcome.WRITTEN);
        assertThat(more.rowCount()).isEqualTo(11);
    }

    @Test
    void viewsAndQueriesReadOtherSources() {
        Source view = Source.builder("small", Source.Kind.VIEW, "src_base")
                .where("n < 3")
                .build();
        Source query = Source.builder(
                        "pairs",
                        Source.Kind.SQL,
                        "WITH b AS (SELECT n FROM small WHERE n > 0) SELECT s.n, src_base.n AS m FROM b AS s JOIN src_base"
                                + " ON src_base.n = s.n + 1 ORDER BY 1 ;")
                .inputs(List.of("small", "src_base"))
                .columns(Map.of("k", "n * 10"))
                .build();
        Source base = Source.builder("src_base", Source.Kind.PROVIDER, NumbersProvider.class.getName())
                .options(Map.of("rows", "5"))
                .build();
        Sources sources = sources(base, view, query);
        sources.ingest("src_base", write());

        Dataset<Row> pairs = sources.read("pairs");

        Frames.assertSameRows(
                pairs,
                Frames.of(
                        "n bigint, m bigint, k bigint",
                        RowFactory.create(1L, 2L, 10L),
                        RowFactory.create(2L, 3L, 20L)));
        assertThat(sources.bases("pairs")).containsExactly("src_base");
        assertThat(sources.versions("pairs")).isEqualTo(sources.versions());
        assertThat(sources.ingested()).containsExactly("src_base");
    }

    @Test
    void tablesAndDeltaFoldersAreRead() {
        TableName table = lakehouse.table(Layer.RAW, "src_given");
        lakehouse.tables().replace(table, SharedSpark.session().range(4).toDF("n"), write());
        Path delta = folder.resolve("numbers.delta");
        SharedSpark.session().range(6).toDF("n").write().format("delta").save(delta.toString());
        Source copy =
                Source.builder("src_copy", Source.Kind.FILE, delta.toString()).build();
        Sources sources = sources(
                Source.builder("given", Source.Kind.TABLE, table.toString()).build(), copy);
        String before = sources.fingerprint("src_copy");
        sources.ingest("src_copy", write());
        SharedSpark.session().sql("DELETE FROM delta.`" + delta + "` WHERE n = 5");

        assertThat(sources.read("given").count()).isEqualTo(4);
        assertThat(sources.read("src_copy").count()).isEqualTo(6);
        assertThat(sources.fingerprint("src_copy")).isNotEqualTo(before);
        assertThat(sources.versions().keySet()).containsExactly("given", "src_copy");
    }

    @Test
    void wallClockTimesNeedAZone() {
        String sql = "SELECT timestamp_ntz'2013-07-01 05:00:00' AS at, n FROM src_clock";
        Source base = Source.builder("src_clock", Source.Kind.PROVIDER, NumbersProvider.class.getName())
                .options(Map.of("rows", "1"))
                .build();
        Source.Builder clock = Source.builder("clock", Source.Kind.SQL, sql)
                .inputs(List.of("src_clock"))
                .timestamp("at");
        sources(base).ingest("src_clock", write());

        Dataset<Row> zoned =
                sources(base, clock.zone("America/New_York").build()).read("clock");
        Source unzoned = Source.builder("clock", Source.Kind.SQL, sql)
                .inputs(List.of("src_clock"))
                .timestamp("at")
                .build();

        assertThat(zoned.selectExpr("unix_micros(at)").head().getLong(0))
                .isEqualTo(Instant.parse("2013-07-01T09:00:00Z").getEpochSecond() * 1_000_000);
        assertData(
                () -> sources(base, unzoned).read("clock"),
                "source clock: the time column at is TIMESTAMP_NTZ, not TIMESTAMP; declare the zone of its wall clock,"
                        + " zone = UTC");
    }

    @Test
    void wholeNumbersOfEveryUnitBecomeInstants() {
        Source base = Source.builder("src_epoch", Source.Kind.PROVIDER, NumbersProvider.class.getName())
                .options(Map.of("rows", "1"))
                .build();
        sources(base).ingest("src_epoch", write());
        Map<EpochUnit, Long> counts = Map.of(
                EpochUnit.SECONDS, -2L,
                EpochUnit.MILLISECONDS, -2_000L,
                EpochUnit.MICROSECONDS, -2_000_000L,
                EpochUnit.NANOSECONDS, -1_999_999_999L);

        counts.forEach((unit, count) -> {
            Source source = Source.builder("epoch", Source.Kind.VIEW, "src_epoch")
                    .columns(Map.of("at", count + "L"))
                    .timestamp("at")
                    .unit(unit)
                    .build();
            assertThat(sources(base, source)
                            .read("epoch")
                            .selectExpr("unix_micros(at)")
                            .head()
                            .getLong(0))
                    .as(unit.name())
                    .isEqualTo(-2_000_000L);
        });
    }

    @Test
    void whatIsWrongWithTheDataIsToldBeforeAnythingIsWritten() throws IOException {
        Path empty = Files.writeString(folder.resolve("empty.csv"), "id,at\n");
        Path broken = Files.writeString(folder.resolve("broken.parquet"), "this is no parquet");
        Path good = Files.writeString(folder.resolve("good.csv"), "id,at\n1,x\n");
        String none = folder.resolve("none.parquet").toString();

        assertIngestFails(
                Source.builder("bad", Source.Kind.FILE, none), "source bad: path " + none + ": ", "does not exist");
        assertIngestFails(
                Source.builder("bad", Source.Kind.FILE, empty.toString()).schema("id BIGINT, at STRING"),
                "source bad: " + empty + " has no rows; nothing was written, check the path");
        assertIngestFails(
                Source.builder("bad", Source.Kind.FILE, broken.toString()), "source bad: path " + broken + ": ");
        assertIngestFails(
                Source.builder("bad", Source.Kind.FILE, good.toString()).columns(Map.of("b", "idd + 1")),
                "source bad: columns.b = idd + 1: ",
                "`idd`");
        assertIngestFails(
                Source.builder("bad", Source.Kind.FILE, good.toString()).where("nothing > 1"),
                "source bad: where nothing > 1: ",
                "`nothing`");
        assertIngestFails(
                Source.builder("bad", Source.Kind.FILE, good.toString()).timestamp("when"),
                "source bad: there is no time column 'when'; the columns are id, at");
        assertIngestFails(
                Source.builder("bad", Source.Kind.FILE, good.toString()).timestamp("at"),
                "the time column at is STRING, not TIMESTAMP; make it one under columns");
        assertIngestFails(
                Source.builder("bad", Source.Kind.FILE, good.toString())
                        .columns(Map.of("n", "1L"))
                        .timestamp("n"),
                "the time column n is BIGINT, not TIMESTAMP; declare what it counts, unit = seconds");
        assertIngestFails(
                Source.builder("bad", Source.Kind.FILE, good.toString())
                        .columns(Map.of("t", "timestamp'2020-01-01'"))
                        .available(Map.of("gone", "t")),
                "available names the column 'gone'");
        assertThatThrownBy(() -> sources(numbers("many")).ingest("src_numbers", write()))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessage("sources.src_numbers.options: rows is many; write a whole number");
    }

    @Test
    void readingBeforeIngestingSaysWhatToDo() {
        Source later =
                Source.builder("src_later", Source.Kind.FILE, "x.parquet").build();

        assertData(
                () -> sources(later).read("src_later"),
                "source src_later: there is no table main.raw.src_later; run the step ingest first");
        assertThatThrownBy(() -> sources(later).read("src_latr"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no source 'src_latr'; did you mean 'src_later'?");
        assertThat(sources(later).versions()).isEmpty();
    }

    @Test
    void danglingNamesAreRefusedByTheApiToo() {
        assertThatThrownBy(
                        () -> sources(Source.builder("a", Source.Kind.VIEW, "b").build()))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageStartingWith("sources.a.source: there is no source 'b'");
    }

    private static void assertIngestFails(Source.Builder source, String... parts) {
        Sources sources = sources(source.build());
        assertThatThrownBy(() -> sources.ingest("bad", write()))
                .isInstanceOf(DataException.class)
                .message()
                .contains(parts);
        assertThat(lakehouse.tables().exists(lakehouse.table(Layer.RAW, "bad"))).isFalse();
    }

    private static void assertData(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(DataException.class).hasMessage(message);
    }

    private static Source numbers(String rows) {
        return Source.builder("src_numbers", Source.Kind.PROVIDER, NumbersProvider.class.getName())
                .options(Map.of("rows", rows))
                .build();
    }

    private static Sources sources(Source... sources) {
        var byName = new java.util.LinkedHashMap<String, Source>();
        for (Source source : sources) {
            byName.put(source.name(), source);
        }
        return Sources.of(lakehouse, byName);
    }

    private static Write write() {
        return Write.of("test/sources", NUMBERS.incrementAndGet(), "run");
    }

    private static Timestamp time(String instant) {
        return Timestamp.from(Instant.parse(instant));
    }
}
