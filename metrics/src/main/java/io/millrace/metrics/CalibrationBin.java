package io.millrace.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * What was promised and what came true among the rows with scores from {@code low} to {@code high}, both inclusive.
 *
 * @param low the lowest score that the bin can hold
 * @param high the highest score that the bin can hold
 * @param count rows in the bin
 * @param positiveCount positive rows in the bin
 * @param meanScore mean score of the bin's rows
 * @param positiveRate share of positives
 * @param rateLow lower end of the Wilson interval of the share
 * @param rateHigh upper end of the Wilson interval of the share
 */
public record CalibrationBin(
        double low,
        double high,
        long count,
        long positiveCount,
        double meanScore,
        double positiveRate,
        double rateLow,
        double rateHigh) {

    /**
     * Returns the bins with neighbours taken together, from the highest scores down, until each holds at least
     * {@code positives} positive rows: of fewer, the observed share says nothing. What is left at the low end joins the last
     * one. All rows are one bin where there are fewer positives than that.
     *
     * @param bins ascending
     * @param confidence level of the intervals, in (0, 1)
     */
    public static List<CalibrationBin> holding(long positives, List<CalibrationBin> bins, double confidence) {
        double z = Normal.quantile(0.5 + confidence / 2);
        Deque<CalibrationBin> taken = new ArrayDeque<>();
        for (int i = bins.size() - 1; i >= 0; i--) {
            CalibrationBin highest = taken.peekFirst();
            if (highest != null && highest.positiveCount < positives) {
                taken.removeFirst();
                taken.addFirst(bins.get(i).with(highest, z));
            } else {
                taken.addFirst(bins.get(i));
            }
        }
        CalibrationBin lowest = taken.peekFirst();
        if (lowest != null && lowest.positiveCount < positives && taken.size() > 1) {
            taken.removeFirst();
            taken.addFirst(lowest.with(taken.removeFirst(), z));
        }
        return List.copyOf(taken);
    }

    private CalibrationBin with(CalibrationBin higher, double z) {
        long rows = count + higher.count;
        long positives = positiveCount + higher.positiveCount;
        double mean = (meanScore * (double) count + higher.meanScore * (double) higher.count) / (double) rows;
        double[] ends = Wilson.interval((double) positives, (double) rows, z);
        return new CalibrationBin(
                low, higher.high, rows, positives, mean, (double) positives / (double) rows, ends[0], ends[1]);
    }

    ObjectNode toJson() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        Json.put(node, "low", low);
        Json.put(node, "high", high);
        node.put("count", count);
        node.put("positive_count", positiveCount);
        Json.put(node, "mean_score", meanScore);
        Json.put(node, "positive_rate", positiveRate);
        Json.put(node, "rate_low", rateLow);
        Json.put(node, "rate_high", rateHigh);
        return node;
    }

    static CalibrationBin fromJson(JsonNode node) {
        return new CalibrationBin(
                Json.number(node, "low"),
                Json.number(node, "high"),
                Json.integer(node, "count"),
                Json.integer(node, "positive_count"),
                Json.number(node, "mean_score"),
                Json.number(node, "positive_rate"),
                Json.number(node, "rate_low"),
                Json.number(node, "rate_high"));
    }
}
