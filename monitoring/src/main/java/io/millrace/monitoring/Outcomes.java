package io.millrace.monitoring;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.millrace.config.DataException;
import io.millrace.metrics.ColumnProfile;
import io.millrace.metrics.Confusion;
import io.millrace.metrics.spark.BinaryLabels;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
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
    private static final String REFUSED = "!";

    private Outcomes() {}

    /** Returns the rows, which have labels, with their outcomes; a prediction that is neither 0 nor 1 is undecided. */
    static Dataset<Row> add(Dataset<Row> rows, String prediction) {
        boolean decides = RowColumns.has(rows, prediction)
                && BinaryLabels.readable(rows.schema().apply(prediction).dataType());
        Column decided = decides
                ? coalesce(text(BinaryLabels.read(rows.schema(), prediction), UNDECIDED), lit(UNDECIDED))
                : lit(UNDECIDED);
        Column truth = text(BinaryLabels.read(rows.schema(), LABEL), REFUSED);
        return rows.withColumn(OUTCOME, concat(decided, lit("/"), truth));
    }

    private static Column text(Column digit, String neither) {
        return when(digit.equalTo(BinaryLabels.NEITHER), neither).otherwise(digit.cast("string"));
    }

    /**
     * Checks that the labels, which stand in the column {@code name} of their source, are all 0, 1 or not known.
     *
     * @throws DataException if one is not
     */
    static void require(ColumnProfile outcomes, String name) {
        long refused = count(outcomes, outcome -> outcome.endsWith(REFUSED));
        if (refused > 0) {
            throw BinaryLabels.refused(name, "something else in " + refused + " rows");
        }
    }

    /** Returns the rows with a label whose prediction is neither 0 nor 1. */
    static long undecidedCount(ColumnProfile outcomes) {
        return count(outcomes, outcome -> outcome.startsWith(UNDECIDED));
    }

    private static long count(ColumnProfile outcomes, Predicate<String> which) {
        return outcomes.categories().entrySet().stream()
                .filter(outcome -> which.test(outcome.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Returns the rows that have a label. */
    static long labelCount(ColumnProfile outcomes) {
        return outcomes.validCount();
    }

    /** Returns the decisions that are known to be right or wrong; empty if there are none. */
    static Optional<Confusion> confusion(ColumnProfile outcomes) {
        Confusion confusion = new Confusion(
                count(outcomes, "1/1"::equals),
                count(outcomes, "1/0"::equals),
                count(outcomes, "0/0"::equals),
                count(outcomes, "0/1"::equals));
        return confusion.rowCount() == 0 ? Optional.empty() : Optional.of(confusion);
    }
}
