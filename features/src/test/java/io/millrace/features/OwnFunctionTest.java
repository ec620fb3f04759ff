package io.millrace.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.millrace.config.ConfigReader;
import io.millrace.config.InvalidConfigException;
import io.millrace.definitions.FeatureLookup;
import io.millrace.definitions.FeatureOutput;
import io.millrace.definitions.FeatureView;
import io.millrace.lakehouse.Environment;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.lakehouse.Write;
import io.millrace.testkit.Frames;
import io.millrace.testkit.SharedSpark;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

/** {@link RangeFunction}, one class and one line among the services: definitions, feature tables, joins and SQL know its word. */
final class OwnFunctionTest {
    private static final String VIEW =
            """
            entity = [shop], timestamp = at, source = sales
            aggregates.price { functions = [count, range], windows = [2h] }
            """;

    @Test
    void aProjectFileMayNameItAndIsToldOfItWhereItIsMistaken() {
        assertThat(view("own_function").outputs())
                .extracting(FeatureOutput::name)
                .containsExactly("price_count_2h", "price_range_2h");
        assertThatThrownBy(() -> {
                    ConfigReader reader = ConfigReader.of(ConfigFactory.parseString(VIEW.replace("range", "rnage")));
                    FeatureView.from("own_function", reader);
                    reader.finish();
                })
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("rnage")
                .hasMessageContaining("range");
    }

    @Test
    void windowsOfAFeatureTableAndOfSqlHoldItsValues() {
        FeatureView view = view("own_function_values");
        Lakehouse lakehouse = Lakehouse.over(SharedSpark.session(), Environment.local(SharedSpark.root()));
        FeatureTable table = FeatureTable.of(lakehouse, view);
        var written = table.materialize(
                Frames.of(
                        "shop string, at timestamp, price int",
                        RowFactory.create("a", at(1), 7),
                        RowFactory.create("a", at(2), 3),
                        RowFactory.create("a", at(3), 12),
                        RowFactory.create("a", at(4), null),
                        RowFactory.create("b", at(1), 5)),
                Write.of("own-function", 1, "run-1"));
        Dataset<Row> spine = Frames.of(
                "shop string, asked timestamp",
                RowFactory.create("a", at(2)),
                RowFactory.create("a", at(3)),
                RowFactory.create("a", at(4)),
                RowFactory.create("a", at(9)),
                RowFactory.create("b", at(2)));

        Dataset<Row> joined = PointInTimeJoin.of(
                        List.of(view),
                        "asked",
                        List.of(FeatureLookup.builder(view.name()).build()))
                .joinTables(spine, Map.of(view.name(), table.rows(written.version())));

        Frames.assertSameRows(
                joined,
                Frames.of(
                        "shop string, asked timestamp, price_count_2h bigint, price_range_2h double",
                        RowFactory.create("a", at(2), 1L, 0.0),
                        RowFactory.create("a", at(3), 2L, 4.0),
                        RowFactory.create("a", at(4), 2L, 9.0),
                        RowFactory.create("a", at(9), 0L, null),
                        RowFactory.create("b", at(2), 1L, 0.0)));
        Dataset<Row> asOf = SharedSpark.session()
                .sql("SELECT f.* FROM (SELECT TIMESTAMP '2024-01-01 04:00:00' AS t), LATERAL ("
                        + new AsOfSql(view, table.name()).query() + ") f WHERE shop = 'a'");
        Frames.assertSameRows(
                asOf,
                Frames.of(
                        "shop string, price_count_2h bigint, price_range_2h double", RowFactory.create("a", 2L, 9.0)));
    }

    private static FeatureView view(String name) {
        ConfigReader reader = ConfigReader.of(ConfigFactory.parseString(VIEW));
        FeatureView view = FeatureView.from(name, reader).orElseThrow();
        reader.finish();
        return view;
    }

    private static Timestamp at(int hour) {
        return Timestamp.from(Instant.parse("2024-01-01T00:00:00Z").plusSeconds(3600L * hour));
    }
}
