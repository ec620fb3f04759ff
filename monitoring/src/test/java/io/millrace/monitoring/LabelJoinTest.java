package io.millrace.monitoring;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.DataException;
import io.millrace.testkit.Frames;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class LabelJoinTest {
    private static final Instant AS_OF = Instant.parse("2024-03-01T00:00:00Z");
    private static final Labels LABELS = Labels.of("chargebacks", List.of("id", "part"), "fraud", Optional.of("known"));

    @Test
    void eachPredictionGetsTheLabelKnownLastByTheInstant() {
        Dataset<Row> predictions = Frames.of(
                "case string, id bigint, part int",
                RowFactory.create("one label", 1L, 1),
                RowFactory.create("same prediction twice", 1L, 1),
                RowFactory.create("corrected", 2L, 1),
                RowFactory.create("not known yet", 3L, 1),
                RowFactory.create("known at the instant", 4L, 1),
                RowFactory.create("conflict at one time", 5L, 1),
                RowFactory.create("null label is none", 6L, 1),
                RowFactory.create("null key", null, 1),
                RowFactory.create("no label", 7L, 1),
                RowFactory.create("no label time", 8L, 1));
        Dataset<Row> labels = Frames.of(
                "part int, id bigint, fraud int, known timestamp",
                label(1L, 1, "2024-02-01T00:00:00Z"),
                label(2L, 1, "2024-01-01T00:00:00Z"),
                label(2L, 0, "2024-02-01T00:00:00Z"),
                label(2L, 1, "2024-03-01T00:00:01Z"),
                label(3L, 1, "2024-03-01T00:00:01Z"),
                label(4L, 0, "2024-03-01T00:00:00Z"),
                label(5L, 0, "2024-02-01T00:00:00Z"),
                label(5L, 1, "2024-02-01T00:00:00Z"),
                label(6L, null, "2024-02-01T00:00:00Z"),
                label(null, 1, "2024-02-01T00:00:00Z"),
                RowFactory.create(1, 8L, 1, null));

        Dataset<Row> joined = new LabelJoin(LABELS, AS_OF, "__label").ofSource(predictions, labels);

        Frames.assertSameRows(
                joined.select("case", "__label"),
                Frames.of(
                        "case string, __label int",
                        RowFactory.create("one label", 1),
                        RowFactory.create("same prediction twice", 1),
                        RowFactory.create("corrected", 0),
                        RowFactory.create("not known yet", null),
                        RowFactory.create("known at the instant", 0),
                        RowFactory.create("conflict at one time", 1),
                        RowFactory.create("null label is none", null),
                        RowFactory.create("null key", null),
                        RowFactory.create("no label", null),
                        RowFactory.create("no label time", null)));
    }

    @Test
    void aLabelOfTheTableItselfCountsOnceItIsKnown() {
        Dataset<Row> table = Frames.of(
                "id bigint, late boolean, landed timestamp",
                RowFactory.create(1L, true, Timestamp.from(AS_OF)),
                RowFactory.create(2L, true, Timestamp.from(AS_OF.plusSeconds(1))),
                RowFactory.create(3L, true, null));

        Dataset<Row> joined =
                new LabelJoin(Labels.inTable("late", Optional.of("landed")), AS_OF, "__label").ofTable(table);

        Frames.assertSameRows(
                joined.select("id", "__label"),
                Frames.of(
                        "id bigint, __label boolean",
                        RowFactory.create(1L, true),
                        RowFactory.create(2L, null),
                        RowFactory.create(3L, null)));
    }

    @Test
    void columnsThatDoNotFitAreNamed() {
        Dataset<Row> predictions = Frames.of("id string, part int");
        Dataset<Row> labels = Frames.of("id bigint, part int, fraud int, known string");

        assertThatThrownBy(() -> new LabelJoin(LABELS, AS_OF, "__label").ofSource(predictions, labels))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("label key id is bigint in the labels' source chargebacks but string");
        Labels other = Labels.of("chargebacks", List.of("part"), "fraud", Optional.of("known"));
        assertThatThrownBy(() -> new LabelJoin(other, AS_OF, "__label").ofSource(predictions, labels))
                .hasMessageContaining("label-time known of the labels' source chargebacks is string");
        Labels gone = Labels.of("chargebacks", List.of("part"), "charged", Optional.empty());
        assertThatThrownBy(() -> new LabelJoin(gone, AS_OF, "__label").ofSource(predictions, labels))
                .hasMessageContaining("has no column charged; it has id, part, fraud, known");
    }

    private static Row label(Long id, Integer fraud, String known) {
        return RowFactory.create(1, id, fraud, Timestamp.from(Instant.parse(known)));
    }
}
