package io.millrace.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.config.DataException;
import io.millrace.definitions.FeatureColumn;
import io.millrace.definitions.Spine;
import io.millrace.definitions.TrainingSet;
import io.millrace.lakehouse.Environment;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.lakehouse.Write;
import io.millrace.testkit.Frames;
import io.millrace.testkit.SharedSpark;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.Test;

class LeakageAuditTest {

    private static final int ROWS = 600;

    @Test
    void findsCopiesSeparatorsAndIdentifiersAndLeavesHonestFeaturesAlone() {
        Dataset<Row> rows = mixedRows();
        List<FeatureColumn> inputs = Stream.of(rows.schema().fields())
                .filter(field -> !field.name().equals("late") && !field.name().equals("at"))
                .map(LeakageAuditTest::input)
                .toList();
        TrainingSet definition = TrainingSet.builder(
                        "audit",
                        Spine.builder("s")
                                .entity("card")
                                .timestamp("at")
                                .label("late")
                                .features(
                                        inputs.stream().map(FeatureColumn::name).toArray(String[]::new))
                                .build())
                .waiveLeakage("score")
                .build();

        List<LeakageFinding> findings = LeakageAudit.of(rows, definition, inputs);

        assertThat(findings)
                .extracting(LeakageFinding::feature, LeakageFinding::kind, LeakageFinding::waived)
                .containsExactlyInAnyOrder(
                        tuple("copy", LeakageFinding.Kind.LABEL_COPY, false),
                        tuple("opposite", LeakageFinding.Kind.LABEL_COPY, false),
                        tuple("word", LeakageFinding.Kind.LABEL_COPY, false),
                        tuple("score", LeakageFinding.Kind.SEPARATES_LABEL, true),
                        tuple("outcome", LeakageFinding.Kind.SEPARATES_LABEL, false),
                        tuple("only_if_late", LeakageFinding.Kind.SEPARATES_LABEL, false),
                        tuple("booking", LeakageFinding.Kind.IDENTIFIER, false),
                        tuple("row_number", LeakageFinding.Kind.IDENTIFIER, false),
                        tuple("shuffled_number", LeakageFinding.Kind.IDENTIFIER, false));
        assertThat(evidence(findings, "copy")).isEqualTo("is the label late in all 600 rows");
        assertThat(evidence(findings, "opposite")).isEqualTo("is the opposite of the label late in all 600 rows");
        assertThat(evidence(findings, "score")).startsWith("it alone tells late with ROC AUC 1.0000 over 600 rows");
        assertThat(evidence(findings, "only_if_late"))
                .startsWith("whether it is missing alone tells late with ROC AUC");
        assertThat(evidence(findings, "word")).startsWith("its two values are the label late in all 600 rows");
        assertThat(evidence(findings, "row_number")).contains("follows time").contains("600 rows");
        assertThat(evidence(findings, "shuffled_number")).contains("fills its range");
    }

    @Test
    void columnsKnownOnlyAfterDepartureAreNamed() {
        Lakehouse lakehouse = Lakehouse.over(SharedSpark.session(), Environment.local(SharedSpark.root()));
        Dataset<Row> flights = Frames.of(
                "tailnum string, predict_at timestamp, dep_time int, dep_utc timestamp, air_time int, landed_at timestamp,"
                        + " distance int, late boolean",
                RowFactory.create("N1", at(0), 500, at(120), 80, at(300), 10, true),
                RowFactory.create("N2", at(0), 510, at(130), 81, at(310), 20, false),
                RowFactory.create("N3", at(0), null, null, null, null, 30, true),
                RowFactory.create("N4", at(400), 530, at(400), 90, at(350), 40, false));
        TrainingSet definition = TrainingSet.builder(
                        "audit_flights",
                        Spine.builder("flights")
                                .entity("tailnum")
                                .timestamp("predict_at")
                                .label("late")
                                .labelTime("landed_at")
                                .features("distance", "dep_time")
                                .build())
                .function("speed", "distance / (`AIR_TIME` + 1)")
                .function("lag", "slack + 1")
                .function("named_only", "length('dep_time')")
                .build();
        Availability availability = Availability.declared(Map.of("dep_time", "dep_utc", "air_time", "landed_at"))
                .withComputed(Map.of("slack", "dep_time - 5", "dep_utc", "timestamp_seconds(dep_time)"));

        List<LeakageFinding> findings = TrainingSets.build(
                        lakehouse,
                        definition,
                        List.of(),
                        new SpineRows(flights.selectExpr("*", "dep_time - 5 as slack"), availability),
                        Map.of(),
                        Write.of("leakage-audit-test", 1, "run-1"))
                .report()
                .findings();

        String late = "reads dep_time, known from dep_utc on: later than predict_at in 2 of 4 rows, by up to 2h 10m";
        assertThat(findings)
                .containsExactlyInAnyOrder(
                        LeakageFinding.open(LeakageFinding.Kind.KNOWN_LATER, "dep_time", late),
                        LeakageFinding.open(LeakageFinding.Kind.KNOWN_LATER, "lag", late.replace("dep_time", "slack")),
                        LeakageFinding.open(
                                LeakageFinding.Kind.KNOWN_LATER,
                                "speed",
                                "reads air_time, known from landed_at on: later than predict_at in 2 of 4 rows, by up to"
                                        + " 5h 10m"));
        assertThatThrownBy(() -> LeakageAudit.require(findings))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("the leakage audit found 3 features that may know the future:")
                .hasMessageContaining("\n  dep_time: reads dep_time, known from dep_utc on")
                .hasMessageContaining("\n  speed: reads air_time, known from landed_at on")
                .hasMessageEndingWith("remove them, or accept them by name with waive-leakage = [ … ]");
        assertThatCode(() -> LeakageAudit.require(findings.stream()
                        .map(f -> f.waivedBy(List.of("dep_time", "lag", "speed")))
                        .toList()))
                .doesNotThrowAnyException();
    }

    private static Dataset<Row> mixedRows() {
        Random random = new Random(7);
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            numbers.add(i);
        }
        Collections.shuffle(numbers, random);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            int late = random.nextInt(4) == 0 ? 1 : 0;
            rows.add(RowFactory.create(
                    at(i * 7),
                    late,
                    late,
                    late == 0,
                    late == 1 ? "yes" : "no",
                    late == 1 ? 10 + random.nextDouble() : random.nextDouble(),
                    late == 1 ? "late" : List.of("early", "in time").get(random.nextInt(2)),
                    late == 1 ? random.nextDouble() : null,
                    "B" + random.nextLong(),
                    1_000_000L + i * 3L,
                    numbers.get(i),
                    random.nextInt(1_000_000_000),
                    random.nextGaussian() + late,
                    List.of("UA", "AA", "DL").get(random.nextInt(3)),
                    5,
                    i / 3));
        }
        return Frames.of(
                "at timestamp, late int, copy int, opposite boolean, word string, score double, outcome string,"
                        + " only_if_late double, booking string, row_number bigint, shuffled_number int, cents int,"
                        + " honest double, carrier string, constant int, slow_counter int",
                rows.toArray(Row[]::new));
    }

    private static FeatureColumn input(StructField field) {
        return new FeatureColumn(field.name(), field.dataType().catalogString());
    }

    private static String evidence(List<LeakageFinding> findings, String feature) {
        return findings.stream()
                .filter(finding -> finding.feature().equals(feature))
                .findFirst()
                .orElseThrow()
                .evidence();
    }

    private static Timestamp at(int minutes) {
        return Timestamp.from(Instant.parse("2013-01-01T00:00:00Z").plusSeconds(60L * minutes));
    }
}
