package io.millrace.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.config.TableName;
import io.millrace.metrics.QualityReport;
import io.millrace.metrics.Slice;
import io.millrace.testkit.Frames;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.function.Predicate;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class WindowQualityTest {
    private static final long SEED = 41;
    private static final Granularity DAY = Granularity.parse("1 day");
    private static final Monitor MONITOR = Monitor.builder("m", TableName.parse("main.inference.t"))
            .slices(List.of("carrier", "distance > 500"))
            .timestamp("at")
            .build();

    @Test
    void everySegmentEqualsItsNaiveTwin() {
        List<Row> rows = rows();
        Dataset<Row> table = Frames.of(
                StructType.fromDDL(
                        "at timestamp, carrier string, distance int, prediction int, prediction_probability double,"
                                + " model_version string, label int"),
                rows);
        WatchedRows watched = WatchedRows.of(
                MONITOR,
                table,
                Optional.empty(),
                DAY,
                MonitorInputs.builder(Instant.EPOCH, 1).build());
        Dataset<Row> labelled = watched.rows()
                .withColumn(Outcomes.LABEL, functions.col("label"))
                .repartition(3);

        SortedMap<Segment, QualityReport> quality = new WindowQuality(MONITOR, watched.slices()).of(labelled, DAY);

        // 3 windows x (all and 2 models) x (all, 3 carriers with NULL, true and false)
        assertThat(quality).hasSize(3 * 3 * 6);
        quality.forEach((segment, actual) -> assertTwin(rows, segment, actual));
    }

    private static void assertTwin(List<Row> rows, Segment segment, QualityReport actual) {
        List<Row> mine = rows.stream().filter(belongs(segment)).toList();
        List<Row> known = mine.stream().filter(row -> !row.isNullAt(6)).toList();
        String about = "seed " + SEED + ", " + segment;
        assertThat(actual.rows().rowCount()).as(about).isEqualTo(mine.size());
        assertThat(actual.rowCount()).as(about).isEqualTo(known.size());
        double auc = auc(known);
        double told = actual.metric("roc_auc").value();
        if (Double.isNaN(auc)) {
            assertThat(told).as(about).isNaN();
        } else {
            assertThat(told).as(about).isEqualTo(auc, within(1e-9));
        }
    }

    private static Predicate<Row> belongs(Segment segment) {
        return row -> !row.getTimestamp(0).toInstant().isBefore(segment.window().start())
                && row.getTimestamp(0).toInstant().isBefore(segment.window().end())
                && (segment.model().equals("*") || segment.model().equals(row.getString(5)))
                && (segment.slice().kind() == Slice.Kind.ALL
                        || Objects.equals(value(row, segment.slice()), sliceValue(segment.slice())));
    }

    private static String value(Row row, Slice slice) {
        return slice.column().equals("carrier") ? row.getString(1) : String.valueOf(row.getInt(2) > 500);
    }

    private static String sliceValue(Slice slice) {
        return slice.kind() == Slice.Kind.NULL ? null : slice.value();
    }

    private static double auc(List<Row> rows) {
        double wins = 0;
        long pairs = 0;
        for (Row positive : rows) {
            for (Row negative : rows) {
                if (positive.getInt(6) == 1 && negative.getInt(6) == 0) {
                    pairs++;
                    int order = Double.compare(positive.getDouble(4), negative.getDouble(4));
                    wins += order > 0 ? 1 : order == 0 ? 0.5 : 0;
                }
            }
        }
        return pairs == 0 ? Double.NaN : wins / pairs;
    }

    private static List<Row> rows() {
        Random random = new Random(SEED);
        List<Row> rows = new ArrayList<>();
        String[] carriers = {"UA", "B6", null};
        Instant first = Instant.parse("2024-01-01T00:00:00Z");
        for (int i = 0; i < 600; i++) {
            double score = Math.rint(random.nextDouble() * 50) / 50;
            rows.add(RowFactory.create(
                    Timestamp.from(first.plusSeconds(random.nextInt(3 * 86_400))),
                    carriers[random.nextInt(3)],
                    random.nextInt(1000),
                    score >= 0.6 ? 1 : 0,
                    score,
                    String.valueOf(1 + random.nextInt(2)),
                    random.nextInt(10) == 0 ? null : random.nextDouble() < score ? 1 : 0));
        }
        return rows;
    }
}
