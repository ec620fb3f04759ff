package io.millrace.lakehouse;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.config.EpochMicros;
import io.millrace.testkit.SharedSpark;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class SourceTimesTest {

    private static final long SEED = 1582;
    private static final long YEAR_1 =
            LocalDateTime.parse("0001-01-02T00:00:00").toEpochSecond(ZoneOffset.UTC);
    private static final long YEAR_9999 =
            LocalDateTime.parse("9999-12-30T00:00:00").toEpochSecond(ZoneOffset.UTC);

    @Test
    void wallClocksOfAllZonesAndYearsBecomeTheSameInstantsInEverySession() {
        Random random = new Random(SEED);
        List<String> zones = new ArrayList<>(new TreeSet<>(ZoneId.getAvailableZoneIds()));
        for (String session : List.of("UTC", "America/New_York", "Australia/Lord_Howe")) {
            String zone = zones.get(random.nextInt(zones.size()));
            assertInstants(SharedSpark.session(session), "UTC", times(random));
            assertInstants(SharedSpark.session(session), zone, times(random));
        }
    }

    private static void assertInstants(SparkSession session, String zone, List<LocalDateTime> times) {
        List<Row> rows = new ArrayList<>();
        for (LocalDateTime time : times) {
            var instant = time.atZone(ZoneId.of(zone)).toInstant();
            rows.add(RowFactory.create(time, EpochMicros.of(instant)));
        }
        StructType schema =
                new StructType().add("at", DataTypes.TimestampNTZType).add("micros", DataTypes.LongType);
        Source source = Source.builder("s", Source.Kind.VIEW, "t")
                .timestamp("at")
                .zone(zone)
                .build();

        Dataset<Row> converted = SourceTimes.convert(source, session.createDataFrame(rows, schema));

        SourceTimes.require(source, converted);
        assertThat(converted.where("unix_micros(at) <> micros").collectAsList())
                .as("zone %s, seed %d", zone, SEED)
                .isEmpty();
    }

    /** Of all years, and those in the hours that a clock change repeats and skips. */
    private static List<LocalDateTime> times(Random random) {
        List<LocalDateTime> times = new ArrayList<>(Arrays.asList(
                LocalDateTime.parse("2013-11-03T01:30:00"),
                LocalDateTime.parse("2013-11-03T05:30:00"),
                LocalDateTime.parse("2013-11-03T06:30:00"),
                LocalDateTime.parse("2013-03-10T02:30:00.000001"),
                LocalDateTime.parse("1582-10-10T00:00:00")));
        for (int i = 0; i < 500; i++) {
            times.add(LocalDateTime.ofEpochSecond(
                    random.nextLong(YEAR_1, YEAR_9999), random.nextInt(1_000_000) * 1000, ZoneOffset.UTC));
        }
        return times;
    }
}
