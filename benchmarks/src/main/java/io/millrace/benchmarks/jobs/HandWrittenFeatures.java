package io.millrace.benchmarks.jobs;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.dayofweek;
import static org.apache.spark.sql.functions.from_utc_timestamp;
import static org.apache.spark.sql.functions.hour;
import static org.apache.spark.sql.functions.last;
import static org.apache.spark.sql.functions.stddev_samp;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * The features of the flights example in plain Spark: spine and events of one key are united and sorted once, and window
 * functions with range frames look back from each row.
 */
final class HandWrittenFeatures {
    static final String LEGS =
            """
            WITH zoned AS (
              SELECT f.*, coalesce(a.tzone, 'America/Puerto_Rico') AS zone,
                     dep_utc + make_dt_interval(0, 0, air_time) AS wheels_down
              FROM flights f LEFT JOIN airports a ON f.dest = a.faa),
            clocked AS (
              SELECT *, from_utc_timestamp(wheels_down, zone) AS down_clock,
                     date_trunc('DAY', from_utc_timestamp(wheels_down, zone))
                       + make_dt_interval(0, arr_time div 100, arr_time % 100) AS arrival_clock
              FROM zoned)
            SELECT flight_id, carrier, tailnum, origin, dest, distance, arr_delay, sched_dep_utc,
                   greatest(wheels_down, to_utc_timestamp(arrival_clock + CASE
                     WHEN timestampdiff(MINUTE, down_clock, arrival_clock) < -720 THEN INTERVAL '1' DAY
                     WHEN timestampdiff(MINUTE, down_clock, arrival_clock) > 720 THEN INTERVAL '-1' DAY
                     ELSE INTERVAL '0' DAY END, zone)) AS landed_at,
                   sched_dep_utc - INTERVAL '2' HOUR AS predict_at,
                   arr_delay > 15 AS late
            FROM clocked
            """;

    /** The keys by which delays are looked up, and the names of their features. */
    static final Map<String, String> KEYS = keys();

    private static final List<String> SPINE = List.of(
            "flight_id",
            "predict_at",
            "late",
            "landed_at",
            "carrier",
            "origin",
            "dest",
            "distance",
            "tailnum",
            "sched_dep_utc");
    private static final List<String> WEATHER = List.of("temp", "humid", "gust", "precip", "pressure", "visib");
    private static final long MICROS = 1_000_000;
    private static final Map<String, Duration> WINDOWS = windows();

    private HandWrittenFeatures() {}

    private static Map<String, String> keys() {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("origin", "origin");
        keys.put("carrier", "carrier");
        keys.put("dest", "dest");
        keys.put("tailnum", "aircraft");
        return keys;
    }

    private static Map<String, Duration> windows() {
        Map<String, Duration> windows = new LinkedHashMap<>();
        windows.put("1h", Duration.ofHours(1));
        windows.put("6h", Duration.ofHours(6));
        windows.put("1d", Duration.ofDays(1));
        windows.put("7d", Duration.ofDays(7));
        return windows;
    }

    static Dataset<Row> weather(Dataset<Row> reports) {
        return reports.where("temp IS NULL OR temp BETWEEN -60 AND 130")
                .select(
                        col("origin"),
                        col("time_hour"),
                        col("temp"),
                        col("humid"),
                        coalesce(col("wind_gust"), col("wind_speed")).as("gust"),
                        col("precip"),
                        col("pressure"),
                        col("visib"));
    }

    static Dataset<Row> landings(Dataset<Row> legs, String key) {
        return legs.where("landed_at IS NOT NULL AND arr_delay IS NOT NULL")
                .select(col(key), col("landed_at"), col("arr_delay"));
    }

    static Dataset<Row> aircraft(Dataset<Row> planes) {
        return planes.select(col("tailnum"), col("year").as("built"), col("seats"), col("engines"));
    }

    static Dataset<Row> spine(Dataset<Row> legs) {
        return legs.select(SPINE.stream().map(HandWrittenFeatures::column).toArray(Column[]::new));
    }

    /** Adds mean, spread and count of the delays of the flights that landed in the windows before {@code predict_at}. */
    static Dataset<Row> withDelays(Dataset<Row> rows, Dataset<Row> landings, String key) {
        Dataset<Row> all =
                rows.withColumn("at", unix_micros(col("predict_at"))).unionByName(events(landings, key), true);
        List<Column> columns = kept(rows);
        columns.addAll(delays(key));
        return spineRows(all.select(columns.toArray(Column[]::new)));
    }

    /** Adds the delays by origin, and in the same pass the last weather report that had come in, at most three hours old. */
    static Dataset<Row> withDelaysAndWeather(Dataset<Row> rows, Dataset<Row> landings, Dataset<Row> weather) {
        Column[] report = WEATHER.stream().map(HandWrittenFeatures::column).toArray(Column[]::new);
        Dataset<Row> reports = weather.select(
                col("origin"),
                unix_micros(col("time_hour"))
                        .plus(micros(Duration.ofMinutes(10)))
                        .as("at"),
                struct(unix_micros(col("time_hour")).as("time"), struct(report).as("values"))
                        .as("report"));
        Dataset<Row> all = rows.withColumn("at", unix_micros(col("predict_at")))
                .unionByName(events(landings, "origin"), true)
                .unionByName(reports, true);
        WindowSpec upToNow = byTime("origin").rangeBetween(Window.unboundedPreceding(), Window.currentRow());
        List<Column> columns = kept(rows);
        columns.addAll(delays("origin"));
        columns.add(col("at"));
        columns.add(last(col("report"), true).over(upToNow).as("report"));
        Dataset<Row> found = spineRows(all.select(columns.toArray(Column[]::new)));
        Column young = col("report.time").geq(col("at").minus(micros(Duration.ofHours(3))));
        List<Column> finished = kept(rows);
        WEATHER.forEach(
                name -> finished.add(when(young, col("report.values." + name)).as("weather_" + name)));
        names("origin").forEach(name -> finished.add(col(name)));
        return found.select(finished.toArray(Column[]::new));
    }

    /** Adds what is known of the aircraft and the calendar, and puts the columns in order. */
    static Dataset<Row> finished(Dataset<Row> rows, Dataset<Row> aircraft) {
        Dataset<Row> known = broadcast(aircraft.select(
                col("tailnum").as("known"),
                col("built").as("aircraft_built"),
                col("seats").as("aircraft_seats"),
                col("engines").as("aircraft_engines")));
        Column clock = from_utc_timestamp(col("sched_dep_utc"), "America/New_York");
        return rows.join(
                        known,
                        col("tailnum")
                                .equalTo(col("known"))
                                .and(col("predict_at").isNotNull()),
                        "left")
                .drop("known")
                .withColumn("dep_hour", hour(clock))
                .withColumn("dep_weekday", dayofweek(clock));
    }

    private static Dataset<Row> events(Dataset<Row> landings, String key) {
        return landings.where(col(key).isNotNull())
                .select(col(key), unix_micros(col("landed_at")).as("at"), col("arr_delay"));
    }

    private static WindowSpec byTime(String key) {
        return Window.partitionBy(key).orderBy("at");
    }

    /** A window ends one microsecond before the row's own time. */
    private static List<Column> delays(String key) {
        List<Column> features = new ArrayList<>();
        String prefix = KEYS.get(key) + "_arr_delay_";
        WINDOWS.forEach((name, width) ->
                features.add(avg("arr_delay").over(window(key, width)).as(prefix + "avg_" + name)));
        WINDOWS.forEach((name, width) ->
                features.add(stddev_samp("arr_delay").over(window(key, width)).as(prefix + "stddev_" + name)));
        Column asked = col("predict_at").isNotNull().and(col(key).isNotNull());
        WINDOWS.forEach((name, width) -> features.add(
                when(asked, count("arr_delay").over(window(key, width))).as(prefix + "count_" + name)));
        return features;
    }

    private static WindowSpec window(String key, Duration width) {
        return byTime(key).rangeBetween(-micros(width), -1);
    }

    private static List<String> names(String key) {
        List<String> names = new ArrayList<>();
        for (String function : new String[] {"avg", "stddev", "count"}) {
            WINDOWS.keySet().forEach(window -> names.add(KEYS.get(key) + "_arr_delay_" + function + "_" + window));
        }
        return names;
    }

    private static List<Column> kept(Dataset<Row> rows) {
        return new ArrayList<>(
                Arrays.stream(rows.columns()).map(HandWrittenFeatures::column).toList());
    }

    private static Dataset<Row> spineRows(Dataset<Row> all) {
        return all.where(col("flight_id").isNotNull());
    }

    private static Column column(String name) {
        return col(name);
    }

    private static long micros(Duration duration) {
        return duration.toSeconds() * MICROS;
    }
}
