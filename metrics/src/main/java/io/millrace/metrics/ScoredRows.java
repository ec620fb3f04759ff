package io.millrace.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * How many rows there were, and how many of them could be judged; a row is counted under the first cause that fits.
 *
 * @param rowCount all rows
 * @param nullLabelCount rows without a label: NULL or NaN
 * @param nullScoreCount labelled rows without a score
 * @param nanScoreCount labelled rows with a NaN score
 * @param outOfRangeScoreCount labelled rows with a score outside [0, 1], infinities included
 * @param positiveCount positive rows with a usable score
 * @param negativeCount negative rows with a usable score
 */
public record ScoredRows(
        long rowCount,
        long nullLabelCount,
        long nullScoreCount,
        long nanScoreCount,
        long outOfRangeScoreCount,
        long positiveCount,
        long negativeCount) {

    /** Rows of each class below which an interval, or a verdict, would say more than is known. */
    public static final long LEAST_OF_A_CLASS = 10;

    /** Returns the usable rows of the class that has fewer. */
    public long rarerCount() {
        return Math.min(positiveCount, negativeCount);
    }

    /** Returns whether there are at least {@link #LEAST_OF_A_CLASS} rows of each class, enough for a verdict. */
    public boolean bothClasses() {
        return rarerCount() >= LEAST_OF_A_CLASS;
    }

    /** Returns the rows that were judged: label and score are usable. */
    public long usableCount() {
        return positiveCount + negativeCount;
    }

    /** Returns the share of positives among the usable rows; NaN if there are none. */
    public double positiveRate() {
        return usableCount() == 0 ? Double.NaN : (double) positiveCount / usableCount();
    }

    ObjectNode toJson() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("row_count", rowCount)
                .put("null_label_count", nullLabelCount)
                .put("null_score_count", nullScoreCount)
                .put("nan_score_count", nanScoreCount)
                .put("out_of_range_score_count", outOfRangeScoreCount)
                .put("positive_count", positiveCount)
                .put("negative_count", negativeCount);
    }

    static ScoredRows fromJson(JsonNode node) {
        return new ScoredRows(
                Json.integer(node, "row_count"),
                Json.integer(node, "null_label_count"),
                Json.integer(node, "null_score_count"),
                Json.integer(node, "nan_score_count"),
                Json.integer(node, "out_of_range_score_count"),
                Json.integer(node, "positive_count"),
                Json.integer(node, "negative_count"));
    }
}
