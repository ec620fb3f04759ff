package io.millrace.monitoring;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.millrace.metrics.ColumnProfile;
import io.millrace.metrics.Confusion;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What was predicted and what came true, as one text a row: a profile of that column counts the confusion matrix of every
 * segment in the same pass as all else.
 */
final class Outcomes {
    /** The column of the labels. */
    static final String LABEL = "__label";

    /** The column of the outcomes: {@code prediction/label}, NULL without a label. */
    static final String OUTCOME = "__outcome";

    private static final String UNDECIDED = "?";

    private Outcomes() {}

    /** Returns the rows, which have labels, with their outcomes; no prediction counts as undecided. */
    static Dataset<Row> add(Dataset<Row> rows, String prediction) {
        Column decided = Columns.has(rows, prediction)
                ? coalesce(digit(Columns.of(prediction)), lit(UNDECIDED))
                : lit(UNDECIDED);
        return rows.withColumn(OUTCOME, concat(decided, lit("/"), digit(col(LABEL))));
    }

    private static Column digit(Column value) {
        Column truth = value.try_cast("boolean");
        return when(truth, lit("1")).when(truth.equalTo(false), lit("0"));
    }

    /** Returns the rows that have a label. */
    static long labelCount(ColumnProfile outcomes) {
        return outcomes.validCount();
    }

    /** Returns the decisions that are known to be right or wrong; empty if there are none. */
    static Optional<Confusion> confusion(ColumnProfile outcomes) {
        Confusion confusion = new Confusion(
                count(outcomes, "1/1"), count(outcomes, "1/0"), count(outcomes, "0/0"), count(outcomes, "0/1"));
        return confusion.rowCount() == 0 ? Optional.empty() : Optional.of(confusion);
    }

    private static long count(ColumnProfile outcomes, String outcome) {
        return outcomes.categories().getOrDefault(outcome, 0L);
    }
}
