package io.millrace.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.definitions.Aggregation;
import io.millrace.definitions.FeatureLookup;
import io.millrace.definitions.FeatureView;
import io.millrace.metrics.AggregateFunction;
import io.millrace.testkit.Frames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

/** The README's example in Java compiles, runs, and is the one that stands here. */
class ReadmeTest {

    private static Dataset<Row> joined(Dataset<Row> flights, Dataset<Row> weather, Dataset<Row> landings) {
        // begin of the example
        FeatureView weatherNow = FeatureView.builder("weather_now")
                .entity("origin")
                .source("weather")
                .timestamp("time_hour")
                .delay(Duration.ofMinutes(10))
                .feature("temp")
                .build();
        FeatureView originDelays = FeatureView.builder("origin_delays")
                .entity("origin")
                .source("landings")
                .timestamp("landed_at")
                .aggregate(Aggregation.builder("arr_delay")
                        .functions(AggregateFunction.AVG, AggregateFunction.COUNT)
                        .windows(Duration.ofHours(6))
                        .build())
                .build();
        List<FeatureLookup> lookups = List.of(
                FeatureLookup.builder("weather_now")
                        .lookback(Duration.ofHours(3))
                        .build(),
                FeatureLookup.builder("origin_delays").build());

        Dataset<Row> rows = PointInTimeJoin.of(List.of(weatherNow, originDelays), "predict_at", lookups)
                .join(flights, Map.of("weather_now", weather, "origin_delays", landings));
        // end of the example
        return rows;
    }

    @Test
    void theExampleReadsNothingFromTheFuture() {
        Dataset<Row> rows = joined(
                Frames.of("flight int, origin string, predict_at timestamp", RowFactory.create(1, "EWR", at("09:00"))),
                Frames.of(
                        "origin string, time_hour timestamp, temp double",
                        RowFactory.create("EWR", at("08:00"), 11.0),
                        RowFactory.create("EWR", at("08:55"), 12.0)),
                Frames.of(
                        "origin string, landed_at timestamp, arr_delay double",
                        RowFactory.create("EWR", at("08:30"), 40.0),
                        RowFactory.create("EWR", at("09:30"), 90.0)));

        Frames.assertSameRows(
                rows.select("flight", "temp", "arr_delay_avg_6h", "arr_delay_count_6h"),
                Frames.of(
                        "flight int, temp double, arr_delay_avg_6h double, arr_delay_count_6h bigint",
                        RowFactory.create(1, 11.0, 40.0, 1L)));
    }

    @Test
    void theReadmeHasTheExample() throws IOException {
        String source = Files.readString(Path.of("src/test/java/io/millrace/features/ReadmeTest.java"));
        String begin = "// begin of the example\n";
        String example = source.substring(
                        source.indexOf(begin) + begin.length(), source.indexOf("        // end of the example"))
                .lines()
                .map(line -> line.isEmpty() ? line : line.substring(8))
                .collect(Collectors.joining("\n"));

        assertThat(Files.readString(Path.of("../README.md"))).contains("```java\n" + example + "\n```");
    }

    private static Timestamp at(String time) {
        return Timestamp.from(Instant.parse("2013-07-01T" + time + ":00Z"));
    }
}
