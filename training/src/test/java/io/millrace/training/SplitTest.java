package io.millrace.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.DataException;
import io.millrace.definitions.Spine;
import io.millrace.testkit.Frames;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class SplitTest {
    private static final Instant TRAIN_UNTIL = Instant.parse("2024-02-01T00:00:00Z");
    private static final Instant VALIDATE_UNTIL = Instant.parse("2024-03-01T00:00:00Z");
    private static final Split SPLIT = new Split(TRAIN_UNTIL, Optional.of(VALIDATE_UNTIL));
    private static final Spine SPINE = Spine.builder("payments")
            .entity("id")
            .timestamp("at")
            .label("bad")
            .labelTime("known")
            .build();
    private static final String DDL = "id string, at timestamp, known timestamp, bad boolean";

    @Test
    void aRowTrainsOnlyIfItAndItsLabelWereKnownBeforeTheCut() {
        Dataset<Row> rows = Frames.of(
                DDL,
                row("before", "2024-01-10T00:00:00Z", "2024-01-20T00:00:00Z", true),
                row("last instant", "2024-01-31T23:59:59.999999Z", "2024-01-31T23:59:59.999999Z", false),
                row("label at the cut", "2024-01-10T00:00:00Z", "2024-02-01T00:00:00Z", true),
                row("at the cut", "2024-02-01T00:00:00Z", "2024-02-20T00:00:00Z", true),
                row("validate, label late", "2024-02-10T00:00:00Z", "2024-03-01T00:00:00Z", false),
                row("train time, label before validate end", "2024-01-10T00:00:00Z", "2024-02-10T00:00:00Z", true),
                row("test", "2024-03-01T00:00:00Z", "2024-09-01T00:00:00Z", true),
                row("null label", "2024-01-10T00:00:00Z", "2024-01-20T00:00:00Z", null),
                row("null time", null, "2024-01-20T00:00:00Z", true),
                row("null label-time", "2024-01-10T00:00:00Z", null, true));

        Map<String, String> parts = SPLIT.assign(rows, SPINE).collectAsList().stream()
                .collect(Collectors.toMap(row -> row.getString(0), row -> row.getString(4)));
        SplitCounts counts = SPLIT.count(rows, SPINE);

        assertThat(parts)
                .containsOnly(
                        Map.entry("before", "train"),
                        Map.entry("last instant", "train"),
                        Map.entry("at the cut", "validate"),
                        Map.entry("test", "test"));
        assertThat(counts.part(Part.TRAIN))
                .isEqualTo(new SplitCounts.PartCount(
                        2,
                        1,
                        Optional.of(Instant.parse("2024-01-10T00:00:00Z")),
                        Optional.of(Instant.parse("2024-01-31T23:59:59.999999Z"))));
        assertThat(counts.part(Part.VALIDATE).rowCount()).isEqualTo(1);
        assertThat(counts.part(Part.TEST).rowCount()).isEqualTo(1);
        assertThat(counts.lateInTrain()).isEqualTo(2);
        assertThat(counts.lateInValidate()).isEqualTo(1);
        assertThat(counts.nullLabels()).isEqualTo(1);
        assertThat(counts.nullTimestamps()).isEqualTo(1);
        assertThat(counts.nullLabelTimes()).isEqualTo(1);
        assertThat(SplitCounts.fromJson(counts.toJson())).isEqualTo(counts);
    }

    @Test
    void namesDatesAndCountsOfAnEmptyPartAndOfOneClass() {
        Dataset<Row> rows = Frames.of(
                DDL,
                row("a", "2024-01-10T00:00:00Z", "2024-01-20T00:00:00Z", true),
                row("b", "2024-01-11T00:00:00Z", "2024-01-20T00:00:00Z", true),
                row("c", "2024-03-05T00:00:00Z", "2024-03-20T00:00:00Z", true),
                row("d", "2024-03-06T00:00:00Z", "2024-03-20T00:00:00Z", false));

        SplitCounts counts = SPLIT.count(rows, SPINE);

        assertThatThrownBy(counts::check)
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "The split cannot be trained on: the train part has only label 1 in 2 rows, the validate part"
                                + " is empty. train-until 2024-02-01T00:00:00Z, validate-until 2024-03-01T00:00:00Z: train"
                                + " 2 rows (2 positive, 2024-01-10T00:00:00Z to 2024-01-11T00:00:00Z), validate 0 rows (0"
                                + " positive), test 2 rows (1 positive, 2024-03-05T00:00:00Z to 2024-03-06T00:00:00Z);"
                                + " left out 0 rows: label known too late 0, NULL or NaN label 0, NULL timestamp 0, NULL"
                                + " label-time 0. Move train-until or validate-until, or take more rows");
    }

    @Test
    void refusesWhatItCannotUse() {
        Dataset<Row> rows = Frames.of(
                "id string, at string, known timestamp, bad date, split string",
                RowFactory.create("a", "2024-01-10", null, null, "x"));
        Dataset<Row> numbers = Frames.of(
                "id string, at timestamp, known timestamp, bad int",
                RowFactory.create("a", at("2024-01-10T00:00:00Z"), at("2024-01-10T00:00:00Z"), 2));

        assertThatThrownBy(() -> SPLIT.assign(rows, SPINE))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("label bad is date; must be boolean, a number that is 0 or 1, or text")
                .hasMessageContaining("time column at is string; must be timestamp")
                .hasMessageContaining("column split exists already");
        assertThatThrownBy(() -> SPLIT.count(numbers, SPINE))
                .isInstanceOf(DataException.class)
                .hasMessage("The label bad has values other than 0 and 1: 1 in the train part; derive a 0/1 or boolean"
                        + " label in the source");
        assertThatThrownBy(() -> new Split(TRAIN_UNTIL, Optional.of(TRAIN_UNTIL)))
                .hasMessageContaining("is not after train-until");
    }

    @Test
    void aLabelThatIsNaNIsNotKnownAndAnyOtherIsNamedByItsPart() {
        String ddl = "id string, at timestamp, known timestamp, bad double";
        Dataset<Row> unknown = Frames.of(
                ddl,
                number("a", "2024-01-10T00:00:00Z", Double.NaN),
                number("b", "2024-02-10T00:00:00Z", Double.NaN),
                number("c", "2024-03-10T00:00:00Z", -0.0));
        Dataset<Row> odd = Frames.of(
                ddl,
                number("a", "2024-02-10T00:00:00Z", 0.5),
                number("b", "2024-03-10T00:00:00Z", Double.POSITIVE_INFINITY),
                number("c", "2024-03-11T00:00:00Z", -1.0));

        SplitCounts counts = SPLIT.count(unknown, SPINE);

        assertThat(counts.nullLabels()).isEqualTo(2);
        assertThat(counts.part(Part.TEST).rowCount()).isEqualTo(1);
        assertThat(SPLIT.assign(unknown, SPINE).count()).isEqualTo(1);
        assertThatThrownBy(() -> SPLIT.count(odd, SPINE))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("1 in the validate part, 2 in the test part");
    }

    @Test
    void withoutAValidatePartAllLaterRowsTest() {
        Split split = new Split(TRAIN_UNTIL, Optional.empty());
        Dataset<Row> rows = Frames.of(
                DDL,
                row("a", "2024-01-10T00:00:00Z", "2024-01-20T00:00:00Z", true),
                row("b", "2024-01-11T00:00:00Z", "2024-01-20T00:00:00Z", false),
                row("c", "2024-02-05T00:00:00Z", "2024-03-20T00:00:00Z", true),
                row("d", "2024-03-06T00:00:00Z", "2024-03-20T00:00:00Z", false));

        SplitCounts counts = split.count(rows, SPINE);

        counts.check();
        assertThat(counts.part(Part.TEST).rowCount()).isEqualTo(2);
        assertThat(counts.part(Part.VALIDATE).rowCount()).isZero();
    }

    private static Row row(String id, String at, String known, Boolean label) {
        return RowFactory.create(id, at(at), at(known), label);
    }

    private static Row number(String id, String at, double label) {
        return RowFactory.create(id, at(at), at(at), label);
    }

    private static Timestamp at(String instant) {
        return instant == null ? null : Timestamp.from(Instant.parse(instant));
    }
}
