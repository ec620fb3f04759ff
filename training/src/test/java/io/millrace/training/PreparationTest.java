package io.millrace.training;

import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.config.DataException;
import io.millrace.models.InputColumn;
import io.millrace.models.NumericEncoder;
import io.millrace.models.OneHotEncoder;
import io.millrace.testkit.Frames;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class PreparationTest {
    private static final Preparation PREPARATION = new Preparation(Preparation.Impute.MEAN, 3, 2);

    private static final List<InputColumn> INPUTS = List.of(
            new InputColumn("amount", "double"),
            new InputColumn("always_three", "int"),
            new InputColumn("three_or_null", "int"),
            new InputColumn("nothing", "double"),
            new InputColumn("flag", "boolean"),
            new InputColumn("kind", "string"),
            new InputColumn("same", "string"),
            new InputColumn("no_text", "string"),
            new InputColumn("id", "string"));

    private static Dataset<Row> rows() {
        List<Row> rows = new ArrayList<>();
        String[] kinds = {"b", "b", "a", "a", "c", "d", "d", "d", null, "e"};
        for (int i = 0; i < kinds.length; i++) {
            Double amount = i == 9 ? null : i == 8 ? Double.NaN : (double) i;
            rows.add(RowFactory.create(
                    amount,
                    3,
                    i % 2 == 0 ? 3 : null,
                    i % 2 == 0 ? null : Double.NaN,
                    i < 4,
                    kinds[i],
                    "x",
                    null,
                    "id" + i));
        }
        return Frames.of(
                        "amount double, always_three int, three_or_null int, nothing double, flag boolean, kind string,"
                                + " same string, no_text string, id string",
                        rows.toArray(Row[]::new))
                .withColumn(Split.COLUMN, lit("train"));
    }

    @Test
    void fitsImputedAndScaledNumbersAndFrequentCategories() {
        PreparationFit fit = PREPARATION.fit(rows(), INPUTS, Encoding.IMPUTED_AND_SCALED);

        // 0 to 7: mean 3.5, population variance 5.25; the flag is true in 4 of 10 rows.
        assertThat(fit.fitted().encoders())
                .containsExactly(
                        new NumericEncoder("amount", OptionalDouble.of(3.5), 3.5, Math.sqrt(5.25)),
                        new NumericEncoder("flag", OptionalDouble.of(0.4), 0.4, Math.sqrt(0.24)),
                        new OneHotEncoder("kind", List.of("d", "a", "b")));
        assertThat(fit.dropped())
                .extracting(column -> column.name() + " " + column.dropped().orElseThrow())
                .containsExactly(
                        "always_three is 3 in all train rows",
                        "three_or_null is 3 in all train rows that have a value",
                        "nothing is NULL or NaN in all train rows",
                        "same has one value in all train rows",
                        "no_text is NULL in all train rows",
                        "id has 10 values, none in 2 train rows or more");
        PreparedColumn kind = fit.columns().get(5);
        assertThat(kind.missingCount()).isEqualTo(1);
        assertThat(kind.otherCount()).isEqualTo(2);
        assertThat(kind.slots()).isEqualTo(4);
        assertThat(PreparedColumn.fromJson(kind.toJson())).isEqualTo(kind);
        PreparedColumn amount = fit.columns().get(0);
        assertThat(amount.missingCount()).isEqualTo(2);
        assertThat(amount.mean()).isCloseTo(3.5, within(0.0));
    }

    @Test
    void keepsMissingNumbersForTreesThatSeeThem() {
        PreparationFit fit = PREPARATION.fit(rows(), INPUTS, Encoding.MISSING_KEPT);

        assertThat(fit.fitted().encoders())
                .containsExactly(
                        NumericEncoder.asIs("amount"),
                        NumericEncoder.asIs("three_or_null"),
                        NumericEncoder.asIs("flag"),
                        new OneHotEncoder("kind", List.of("d", "a", "b")));
    }

    @Test
    void imputesWithoutScalingForForests() {
        PreparationFit fit = PREPARATION.fit(rows(), INPUTS, Encoding.IMPUTED);

        assertThat(fit.fitted().encoders()).contains(new NumericEncoder("amount", OptionalDouble.of(3.5), 0, 1));
    }

    @Test
    void givesTheSameBitsHoweverTheRowsArePartitioned() {
        Dataset<Row> rows = TrainingData.rows(3000, 5).withColumn(Split.COLUMN, lit("train"));
        List<InputColumn> inputs = TrainingData.inputsWithKind();

        PreparationFit one =
                Preparation.defaults().fit(TrainingData.shuffled(rows, 1), inputs, Encoding.IMPUTED_AND_SCALED);
        PreparationFit seven =
                Preparation.defaults().fit(TrainingData.shuffled(rows, 7), inputs, Encoding.IMPUTED_AND_SCALED);

        assertThat(one).isEqualTo(seven);
    }

    @Test
    void refusesTimesAndNoUseWithAdvice() {
        assertThatThrownBy(() -> PREPARATION.fit(
                        rows(),
                        List.of(new InputColumn("at", "timestamp"), new InputColumn("tags", "array<string>")),
                        Encoding.IMPUTED))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "these inputs cannot be prepared: at is timestamp: take a number from it in functions, such as"
                                + " hour(at) or a difference of times in seconds; tags is array<string>: take numbers, booleans or"
                                + " text from it in functions; or keep them out of the model with exclude = [at, tags]");
        assertThatThrownBy(() -> PREPARATION.fit(
                        rows().limit(1), List.of(new InputColumn("always_three", "int")), Encoding.IMPUTED))
                .isInstanceOf(DataException.class)
                .hasMessage("No input is of use: always_three is 3 in all train rows");
    }
}
