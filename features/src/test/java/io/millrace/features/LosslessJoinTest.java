package io.millrace.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.DataException;
import io.millrace.definitions.Aggregation;
import io.millrace.definitions.FeatureLookup;
import io.millrace.definitions.FeatureView;
import io.millrace.metrics.AggregateFunction;
import io.millrace.testkit.SharedSpark;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** Values that do not come back from a Java object: they are keys, spine columns and features like all others. */
class LosslessJoinTest {

    private static final SparkSession SPARK = SharedSpark.session();

    /** Texts that are no UTF-8, the same with replacement characters, and others. */
    private static final List<String> BYTES = List.of(
            "4DF66C",
            "4DFC6C",
            "4DEFBFBD6C",
            "EFBFBD",
            "FF",
            "C3",
            "C328",
            "E282",
            "EDA080",
            "F09F9880",
            "00",
            "0061",
            "");

    /** One column for each type, as SQL over a number n that makes most of them another value in each row. */
    private static final Map<String, String> COLUMNS = Map.ofEntries(
            Map.entry("text", "cast(b as string)"),
            Map.entry("texts", "array(cast(b as string), null, 'x')"),
            Map.entry("collated", "collate(cast(b as string), 'UTF8_LCASE')"),
            Map.entry(
                    "days",
                    "array(date'1582-10-04', date_add(date'1582-10-04', n), date'0001-01-01', date'9999-12-31')"),
            Map.entry("moment", "timestamp_micros(-12220000000000000 + n)"),
            Map.entry("moments", "array(timestamp_micros(-12219000000000000 + n * 7200000000), timestamp_micros(n))"),
            Map.entry(
                    "nested",
                    "named_struct('d', date_add(date'1582-10-04', n), 's', cast(b as string), 'in', array(named_struct('t',"
                            + " timestamp_micros(-12219000000000000 + n * 86400000000))))"),
            Map.entry("maybe", "if(n % 2 = 0, null, named_struct('s', cast(b as string)))"),
            Map.entry(
                    "map",
                    "map(cast(b as string), date'1582-10-10', 'b', null, 'c', date'2020-02-02', 'd', null, 'e', null, 'f', null)"),
            Map.entry("inner_map", "array(map('k', named_struct('s', cast(b as string))))"),
            Map.entry("plain", "timestamp_ntz'1582-10-10 12:00:00.000001' + make_dt_interval(n)"),
            Map.entry("span", "make_dt_interval(n, 1, 2, 3.000004)"),
            Map.entry("months", "make_ym_interval(n, 3)"),
            Map.entry("calendar", "make_interval(n, 1, 2, 3, 4, 5, 6.000007)"),
            Map.entry("variant", "parse_json('{\"a\": [1.50, null, \"' || n || '\"]}')"),
            Map.entry("exact", "cast(n as decimal(38, 18)) / 7"),
            Map.entry("bits", "array(-0.0D, 0.0D, double('NaN'), -0.0D * n)"),
            Map.entry("padded", "cast('a ' as char(5))"),
            Map.entry("raw", "b"));

    @Test
    void keysAreEqualAsInSparksOwnJoinByteByByte() {
        Dataset<Row> spine = bytes("s").selectExpr("cast(b as string) as k", "timestamp'2020-01-02' as t");
        Dataset<Row> rows = bytes("f")
                .where("n % 3 <> 1")
                .selectExpr("cast(b as string) as k", "timestamp'2020-01-01' as at", "n as v");
        FeatureView view = view().feature("v").build();

        Dataset<Row> joined = join(view).join(spine, Map.of("v", rows));

        Dataset<Row> expected =
                spine.join(rows.select("k", "v"), new String[] {"k"}, "left").select("k", "t", "v");
        assertThat(told(joined)).containsExactlyInAnyOrderElementsOf(told(expected));
        assertThat(told(joined)).doesNotHaveDuplicates().hasSize(BYTES.size());
    }

    @Test
    void spineColumnsAndFeaturesOfEveryTypeComeOutToTheBit() {
        List<String> columns = new ArrayList<>(List.of("cast(b as string) as k"));
        COLUMNS.forEach((name, sql) -> columns.add(sql + " as `" + name + "`"));
        Dataset<Row> values = bytes("s").selectExpr(columns.toArray(String[]::new));
        Dataset<Row> spine = values.selectExpr("*", "timestamp'2020-01-02' as t");
        FeatureView.Builder asOf = view();
        COLUMNS.keySet().forEach(name -> asOf.feature("f_" + name, "`" + name + "`"));
        Dataset<Row> rows = values.selectExpr("*", "timestamp'2020-01-01' as at");

        Dataset<Row> joined = join(asOf.build()).join(spine, Map.of("v", rows));

        String[] own = COLUMNS.keySet().stream().map(name -> "`" + name + "`").toArray(String[]::new);
        String[] features = COLUMNS.keySet().stream()
                .map(name -> "f_" + name + " as `" + name + "`")
                .toArray(String[]::new);
        List<String> expected = told(spine.selectExpr(own));
        assertThat(told(joined.selectExpr(own))).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(told(joined.selectExpr(features))).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(joined.selectExpr(own).schema().catalogString())
                .isEqualTo(spine.selectExpr(own).schema().catalogString());
    }

    @Test
    void windowsTakeTextsByTheirBytes() {
        FeatureView view = view().eventId("e")
                .aggregate(Aggregation.builder("x")
                        .functions(
                                AggregateFunction.COUNT,
                                AggregateFunction.MIN,
                                AggregateFunction.MAX,
                                AggregateFunction.LAST)
                        .windows(Duration.ofDays(9))
                        .build())
                .build();
        Dataset<Row> rows = bytes("f")
                .selectExpr(
                        "1 as k",
                        "timestamp'2020-01-01' + make_dt_interval(0, n) as at",
                        "cast(b as string) as e",
                        "cast(b as string) as x");
        Dataset<Row> spine = SPARK.sql("select 1 as k, timestamp'2020-01-03' as t");

        Row joined = join(view)
                .join(spine, Map.of("v", rows))
                .selectExpr("x_count_9d", "hex(x_min_9d)", "hex(x_max_9d)", "hex(x_last_9d)")
                .first();

        assertThat(joined.getLong(0)).isEqualTo(BYTES.size());
        assertThat(joined.getString(1)).isEmpty();
        assertThat(joined.getString(2)).isEqualTo("FF");
        assertThat(joined.getString(3)).isEqualTo(BYTES.get(BYTES.size() - 1));
    }

    @Test
    void collatedTextsAreRefusedBeforeAnyWorkWhereTheirOrderWouldCount() {
        Dataset<Row> plain = SPARK.sql("select 'a' as k, timestamp'2020-01-02' as t");
        Dataset<Row> rows = SPARK.sql("select 'a' as k, timestamp'2020-01-01' as at, collate('A', 'UTF8_LCASE') as x");
        FeatureView sequenced = view().sequence("x").feature("f", "1").build();
        FeatureView least = view().aggregate(Aggregation.builder("x")
                        .functions(AggregateFunction.MIN, AggregateFunction.LAST)
                        .windows(Duration.ofDays(9))
                        .build())
                .build();

        assertThatThrownBy(() -> join(view().feature("f", "x").build())
                        .join(plain.selectExpr("collate(k, 'UNICODE_CI') as k", "t"), Map.of("v", rows)))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll("spine: column k is STRING COLLATE UNICODE_CI", "collate(…, 'UTF8_BINARY')");
        assertThatThrownBy(() -> join(view().feature("f", "1").build())
                        .join(plain, Map.of("v", rows.selectExpr("x as k", "at"))))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll("column 'k' is STRING COLLATE UTF8_LCASE", "compared by their bytes");
        assertThatThrownBy(() -> join(sequenced).join(plain, Map.of("v", rows)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("column 'x' is STRING COLLATE UTF8_LCASE");
        assertThatThrownBy(() -> join(least).join(plain, Map.of("v", rows)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("x_min_9d cannot be computed from x, which is STRING COLLATE UTF8_LCASE")
                .message()
                .doesNotContain("x_last_9d");
    }

    private static FeatureView.Builder view() {
        return FeatureView.builder("v").source("s").entity("k").timestamp("at");
    }

    private static PointInTimeJoin join(FeatureView view) {
        return PointInTimeJoin.of(
                List.of(view), "t", List.of(FeatureLookup.builder("v").build()));
    }

    private static Dataset<Row> bytes(String alias) {
        StringBuilder values = new StringBuilder();
        for (int n = 0; n < BYTES.size(); n++) {
            values.append(n == 0 ? "" : ", ").append("(X'" + BYTES.get(n) + "', " + n + ")");
        }
        return SPARK.sql("select b, n from values " + values + " as " + alias + "(b, n)");
    }

    /** Each row as the bytes of the texts that Spark itself makes of its values, in hexadecimal digits. */
    private static List<String> told(Dataset<Row> rows) {
        String values = Stream.of(rows.columns())
                .map(name -> "coalesce(hex(cast(cast(`" + name + "` as string) as binary)), 'null')")
                .collect(Collectors.joining(", "));
        return rows.selectExpr("concat_ws('|', " + values + ")").collectAsList().stream()
                .map(row -> row.getString(0))
                .toList();
    }
}
