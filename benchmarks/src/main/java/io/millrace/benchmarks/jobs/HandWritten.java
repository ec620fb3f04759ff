package io.millrace.benchmarks.jobs;

import io.millrace.lakehouse.Environment;
import io.millrace.lakehouse.Lakehouse;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The flights example from files to predictions, as one Spark program without Millrace: raw tables, feature tables, training
 * set, XGBoost, predictions, all as Delta tables below one folder.
 */
final class HandWritten {
    private final SparkSession spark;
    private final Path data;
    private final Path root;

    private HandWritten(SparkSession spark, Path data, Path root) {
        this.spark = spark;
        this.data = data;
        this.root = root;
    }

    /** Takes the folder of the data and the one to write to. */
    public static void main(String[] arguments) throws Exception {
        Path root = Path.of(arguments[1]);
        try (SparkSession spark = session(root)) {
            new HandWritten(spark, Path.of(arguments[0]), root).run();
        }
    }

    /** Opens a session with the settings that Millrace gives its own. */
    static SparkSession session(Path root) {
        SparkSession.Builder builder = SparkSession.builder();
        Lakehouse.sessionSettings(Environment.local(root)).forEach(builder::config);
        return builder.getOrCreate();
    }

    private void run() throws Exception {
        long begin = System.nanoTime();
        for (String source : new String[] {"flights", "weather", "planes", "airports"}) {
            write(spark.read().parquet(data.resolve(source + ".parquet").toString()), "raw/" + source);
        }
        begin = told("ingest", begin);

        read("raw/flights").createOrReplaceTempView("flights");
        read("raw/airports").createOrReplaceTempView("airports");
        Dataset<Row> legs = spark.sql(HandWrittenFeatures.LEGS);
        write(HandWrittenFeatures.weather(read("raw/weather")), "features/weather_now");
        for (String key : HandWrittenFeatures.KEYS.keySet()) {
            write(HandWrittenFeatures.landings(legs, key), delays(key));
        }
        write(HandWrittenFeatures.aircraft(read("raw/planes")), "features/aircraft");
        begin = told("features", begin);

        Dataset<Row> rows = HandWrittenFeatures.spine(legs);
        for (String key : HandWrittenFeatures.KEYS.keySet()) {
            rows = key.equals("origin")
                    ? HandWrittenFeatures.withDelaysAndWeather(rows, read(delays(key)), read("features/weather_now"))
                    : HandWrittenFeatures.withDelays(rows, read(delays(key)), key);
        }
        write(HandWrittenFeatures.finished(rows, read("features/aircraft")), "training/delays");
        begin = told("training-set", begin);

        HandWrittenModel model = HandWrittenModel.train(read("training/delays"));
        begin = told("train", begin);

        write(model.predictions(read("training/delays")), "training/flight_delay_predictions");
        double rocAuc = HandWrittenModel.rocAuc(read("training/flight_delay_predictions"));
        told("evaluate", begin);
        System.out.println(String.format(Locale.ROOT, "test ROC AUC %.6f", rocAuc));
    }

    private static String delays(String key) {
        return "features/" + HandWrittenFeatures.KEYS.get(key) + "_delays";
    }

    private Dataset<Row> read(String table) {
        return spark.read().format("delta").load(root.resolve(table).toString());
    }

    private void write(Dataset<Row> rows, String table) {
        rows.write().format("delta").mode("overwrite").save(root.resolve(table).toString());
    }

    private static long told(String step, long begin) {
        long now = System.nanoTime();
        System.out.println(String.format(Locale.ROOT, "step %s: %.1f s", step, (now - begin) / 1e9));
        return now;
    }
}
