package io.millrace.training;

import io.millrace.models.ColumnEncoder;
import io.millrace.models.InputColumn;
import io.millrace.models.OneHotEncoder;
import java.util.List;
import java.util.Optional;

/**
 * What the train rows have in one text column.
 *
 * @param kept the values that get a place of their own, most frequent first, equal counts by the text
 * @param keptRows rows with such a value
 * @param nullRows rows with NULL
 * @param rows all rows
 * @param distinct how many values there are, NULL not counted
 */
record Categories(List<String> kept, long keptRows, long nullRows, long rows, long distinct) {

    private Optional<String> whyDropped(int minCategoryRows) {
        if (nullRows == rows) {
            return Optional.of("is NULL in all train rows");
        }
        if (distinct == 1 && nullRows == 0) {
            return Optional.of("has one value in all train rows");
        }
        if (kept.isEmpty()) {
            return Optional.of("has " + distinct + " values, none in " + minCategoryRows + " train rows or more");
        }
        return Optional.empty();
    }

    FittedColumn fit(InputColumn input, int minCategoryRows) {
        Optional<String> dropped = whyDropped(minCategoryRows);
        Optional<ColumnEncoder> encoder =
                dropped.isPresent() ? Optional.empty() : Optional.of(new OneHotEncoder(input.name(), kept));
        return new FittedColumn(
                encoder,
                new PreparedColumn(
                        input.name(),
                        input.type(),
                        nullRows,
                        Double.NaN,
                        Double.NaN,
                        encoder.map(ColumnEncoder::width).orElse(0),
                        rows - nullRows - keptRows,
                        dropped));
    }
}
