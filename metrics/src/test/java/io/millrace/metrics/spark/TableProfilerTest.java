package io.millrace.metrics.spark;

import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.millrace.config.DataException;
import io.millrace.metrics.ColumnKind;
import io.millrace.metrics.ColumnProfile;
import io.millrace.metrics.ItemCount;
import io.millrace.metrics.ProfileBins;
import io.millrace.metrics.SingleFeatureAuc;
import io.millrace.metrics.TableProfile;
import io.millrace.testkit.SharedSpark;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class TableProfilerTest {
    private static Dataset<Row> rows() {
        return SharedSpark.session()
                .range(0, 2000, 1, 3)
                .selectExpr(
                        "id",
                        "nullif(id div 700, 2) as day",
                        "case when id % 40 = 0 then null else substr('AAABBC', 1 + int(id % 6), 1) end as carrier",
                        "case when id % 10 = 0 then null when id % 10 = 1 then double('NaN') else id / 7.0D end as delay",
                        "cast(id as decimal(12,2)) / 4 as fee",
                        "id % 3 = 0 as late",
                        "timestamp'2020-01-01 00:00:00Z' + make_interval(0,0,0,0,0,0,id) as at",
                        "date'1970-01-02' as day_date",
                        "timestamp_ntz'1970-01-01 00:00:10.5' as local_at",
                        "array(id, id) as pair",
                        "cast('abc' as binary) as bytes",
                        "named_struct('x', id) as point",
                        "9007199254740993 + id as big");
    }

    private static final TableProfiler PROFILER = TableProfiler.builder()
            .columns(List.of("delay", "carrier", "fee"))
            .groups(List.of("day"))
            .slices(List.of("carrier"))
            .maxSlices(2)
            .build();

    @Test
    void hasTheSameBitsWhateverThePartitionsAndTheOrder() {
        List<TableProfile> one = PROFILER.profile(rows().coalesce(1));

        assertThat(PROFILER.profile(rows())).isEqualTo(one);
        assertThat(PROFILER.profile(rows().repartition(7).orderBy(expr("hash(id, 3)"))))
                .isEqualTo(one);
        assertThat(one.stream().map(TableProfile::groups).distinct())
                .containsExactlyInAnyOrder(
                        List.of(Optional.of("0")), List.of(Optional.of("1")), List.of(Optional.empty()));
        List<TableProfile> first = one.stream()
                .filter(profile -> profile.groups().equals(List.of(Optional.of("0"))))
                .toList();
        assertThat(first.stream().map(profile -> profile.slice().label()))
                .containsExactly("(all)", "A", "B", "NULL", "(other)");
        assertThat(first.get(0).rowCount()).isEqualTo(700);
        assertThat(first.stream().skip(1).mapToLong(TableProfile::rowCount).sum())
                .isEqualTo(700);
        TableProfile merged = first.stream().skip(2).reduce(first.get(1), TableProfile::merge);
        assertThat(merged.columns()).isEqualTo(first.get(0).columns());
        assertThat(merged.rowCount()).isEqualTo(700);
    }

    @Test
    void profilesColumnsOfEveryType() {
        TableProfile table = TableProfiler.builder().build().profile(rows()).get(0);

        ColumnProfile delay = table.column("delay");
        assertThat(delay.rowCount()).isEqualTo(2000);
        assertThat(delay.nullCount()).isEqualTo(200);
        assertThat(delay.nanCount()).isEqualTo(200);
        Row expected = rows().where("delay is not null and not isnan(delay)")
                .selectExpr("avg(delay)", "stddev_samp(delay)", "min(delay)", "max(delay)", "count(distinct delay)")
                .head();
        assertThat(delay.mean()).isCloseTo(expected.getDouble(0), offset(1e-9));
        assertThat(delay.standardDeviation()).isCloseTo(expected.getDouble(1), offset(1e-9));
        assertThat(delay.min()).isEqualTo(expected.getDouble(2));
        assertThat(delay.max()).isEqualTo(expected.getDouble(3));
        assertThat(delay.distinctCount()).isEqualTo(expected.getLong(4));
        assertThat(table.column("carrier").categories()).containsOnlyKeys("A", "B", "C");
        assertThat(table.column("carrier").nullCount()).isEqualTo(50);
        assertThat(table.column("late").frequentItems(2))
                .containsExactly(new ItemCount("false", 1333), new ItemCount("true", 667));
        assertThat(table.column("at").kind()).isEqualTo(ColumnKind.TIMESTAMP);
        assertThat(table.column("at").min()).isEqualTo(1577836800.0);
        assertThat(table.column("day_date").max()).isEqualTo(86400);
        assertThat(table.column("local_at").max()).isEqualTo(10.5);
        assertThat(table.column("pair").maxLength()).isEqualTo(2);
        assertThat(table.column("bytes").meanLength()).isEqualTo(3);
        assertThat(table.column("point").kind()).isEqualTo(ColumnKind.OPAQUE);
        assertThat(table.column("point").rowCount()).isEqualTo(2000);
        assertThat(table.column("big").exactMax()).contains(new BigDecimal("9007199254742992"));
        assertThat(table.column("fee").exactMax().orElseThrow()).isEqualByComparingTo("499.75");
        assertThat(table.column("fee").dataType()).startsWith("decimal");
    }

    @Test
    void countsInTheBinsOfABaselineAndKeepsItsSlices() {
        ProfileBins bins = ProfileBins.of(TableProfiler.builder()
                .build()
                .profile(rows().where("id < 1000"))
                .get(0)
                .column("id"));
        TableProfiler profiler = TableProfiler.builder()
                .columns(List.of("id"))
                .bins(Map.of("id", bins))
                .slices(List.of("carrier"))
                .sliceValues(Map.of("carrier", List.of("C")))
                .build();

        List<TableProfile> profiles = profiler.profile(rows());

        assertThat(profiles.stream().map(profile -> profile.slice().label()))
                .containsExactly("(all)", "C", "NULL", "(other)");
        long[] counts = profiles.get(0).column("id").countsIn(bins);
        assertThat(counts[counts.length - 1]).isEqualTo(1000);
        assertThat(profiles.get(0).column("id").bins()).contains(bins);
        assertThat(profiler.sliceValues(rows())).isEqualTo(Map.of("carrier", List.of("C")));
    }

    @Test
    void profilesNoRowsAsNoGroupAndNamesMissingColumns() {
        assertThat(PROFILER.profile(rows().where("id < 0"))).isEmpty();
        assertThatThrownBy(() ->
                        TableProfiler.builder().columns(List.of("nope")).build().profile(rows()))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("column 'nope' is missing; the columns are id, day");
    }

    @Test
    void singleFeatureAucsOfManyColumnsTakeOneJob() {
        Dataset<Row> rows = rows().withColumn("label", expr("id >= 1000"))
                .withColumn("leak", expr("case when id >= 1000 then null else 1 end"))
                .withColumn("reversed", expr("-id"))
                .withColumn("noise", expr("pmod(hash(id), 100)"));

        List<SingleFeatureAuc> aucs = ModelQuality.singleFeatures(
                rows, "label", List.of("id", "reversed", "leak", "noise", "late", "at", "delay"));

        assertThat(aucs.stream().map(SingleFeatureAuc::column))
                .containsExactly("id", "reversed", "leak", "noise", "late", "at", "delay");
        assertThat(aucs.get(0).rocAuc().value()).isEqualTo(1);
        assertThat(aucs.get(1).rocAuc().value()).isEqualTo(0);
        assertThat(aucs.get(1).separation()).isEqualTo(1);
        assertThat(aucs.get(2).rocAuc().isDefined()).isFalse();
        assertThat(aucs.get(2).missingAuc().value()).isEqualTo(1);
        assertThat(aucs.get(2).separation()).isEqualTo(1);
        assertThat(aucs.get(3).separation()).isLessThan(0.55);
        assertThat(aucs.get(4).separation()).isLessThan(0.51);
        assertThat(aucs.get(5).rocAuc().value()).isEqualTo(1);
        assertThat(aucs.get(6).valueCount()).isEqualTo(1600);
        assertThat(aucs.get(6).missingCount()).isEqualTo(400);
        assertThatThrownBy(() -> ModelQuality.singleFeatures(rows, "label", List.of("pair")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("column 'pair' has type");
    }
}
