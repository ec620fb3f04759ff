package io.millrace.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.DataException;
import io.millrace.models.PortableModel;
import io.millrace.testkit.Frames;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BatchScorerTest {
    /** Other order, one more column, narrower types that widen without loss. */
    private static final StructType SCHEMA = StructType.fromDDL(
            "id INT, unused INT, country STRING, amount DOUBLE, returning BOOLEAN, visits SMALLINT, note STRING");

    private static Dataset<Row> frame(List<@Nullable Object[]> rows) {
        List<Row> list = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            Object[] row = rows.get(i);
            Short visits = row[1] == null ? null : ((Integer) row[1]).shortValue();
            list.add(RowFactory.create(i, 7, row[2], row[0], row[3], visits, "n" + i));
        }
        return Frames.of(SCHEMA, list);
    }

    @Test
    void givesEveryRowTheBitsOfRowScoring() {
        List<@Nullable Object[]> rows = SampleModel.rows(300);
        PortableModel model = SampleModel.model();

        Dataset<Row> scored = BatchScorer.score(frame(rows).repartition(3), model);

        assertThat(scored.columns())
                .containsExactly(
                        "id",
                        "unused",
                        "country",
                        "amount",
                        "returning",
                        "visits",
                        "note",
                        "prediction",
                        "prediction_probability");
        List<Row> collected = scored.collectAsList();
        assertThat(collected).hasSize(300);
        for (Row row : collected) {
            double expected = model.score(rows.get(row.getInt(0)));
            assertThat(Double.doubleToLongBits(row.getDouble(8)))
                    .as("row %s", row)
                    .isEqualTo(Double.doubleToLongBits(expected));
            assertThat(row.getInt(7)).isEqualTo(model.prediction(expected));
            assertThat(row.getString(6)).isEqualTo("n" + row.getInt(0));
        }
    }

    @Test
    void namesEveryColumnThatDoesNotFitBeforeAnyWork() {
        Dataset<Row> rows = Frames.of(
                "amount DECIMAL(38, 10), visits BIGINT, country STRING, prediction INT, unused BIGINT",
                RowFactory.create(null, null, null, null, null));

        assertThatThrownBy(() -> BatchScorer.score(rows, SampleModel.model()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("column amount is decimal(38,10), the model takes double")
                .hasMessageContaining("column visits is bigint, the model takes int")
                .hasMessageContaining("column returning (boolean) is missing")
                .hasMessageContaining("column prediction exists already");
    }

    @Test
    void scoresNoRowsAtAll() {
        assertThat(BatchScorer.score(frame(List.of()), SampleModel.model()).count())
                .isZero();
    }
}
