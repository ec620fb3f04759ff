package io.millrace.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.config.DataException;
import io.millrace.config.EpochMicros;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;

/**
 * What a {@link Split} made of a training set.
 *
 * @param split the cut-off dates
 * @param parts the rows of each part that the split has
 * @param lateInTrain rows before train-until whose label became known only later: left out
 * @param lateInValidate rows before validate-until whose label became known only later: left out
 * @param nullLabels rows left out for a label that is not known: NULL or NaN
 * @param nullTimestamps rows left out for a NULL timestamp
 * @param nullLabelTimes rows left out for a NULL label-time
 */
public record SplitCounts(
        Split split,
        Map<Part, PartCount> parts,
        long lateInTrain,
        long lateInValidate,
        long nullLabels,
        long nullTimestamps,
        long nullLabelTimes) {

    /**
     * The rows of one part.
     *
     * @param rowCount all rows
     * @param positiveCount rows with label 1
     * @param first the earliest timestamp; empty if there are no rows
     * @param last the latest timestamp; empty if there are no rows
     */
    public record PartCount(long rowCount, long positiveCount, Optional<Instant> first, Optional<Instant> last) {
        static final PartCount NONE = new PartCount(0, 0, Optional.empty(), Optional.empty());
    }

    public SplitCounts {
        parts = Map.copyOf(parts);
    }

    /** Returns the rows of a part; a part that the split does not have has none. */
    public PartCount part(Part part) {
        return parts.getOrDefault(part, PartCount.NONE);
    }

    /** Returns how many rows are in no part. */
    public long leftOutCount() {
        return lateInTrain + lateInValidate + nullLabels + nullTimestamps + nullLabelTimes;
    }

    /**
     * Checks that every part has rows of both classes.
     *
     * @throws DataException if one has none, or only one class; holds the cut-off dates and all counts
     */
    public void check() {
        List<String> problems = new ArrayList<>();
        for (Part part : Part.values()) {
            PartCount count = part(part);
            if (part == Part.VALIDATE && split.validateUntil().isEmpty()) {
                continue;
            }
            if (count.rowCount() == 0) {
                problems.add("the " + part.value() + " part is empty");
            } else if (count.positiveCount() == 0 || count.positiveCount() == count.rowCount()) {
                problems.add("the " + part.value() + " part has only label " + (count.positiveCount() == 0 ? 0 : 1)
                        + " in " + count.rowCount() + " rows");
            }
        }
        if (!problems.isEmpty()) {
            throw new DataException("The split cannot be trained on: " + String.join(", ", problems) + ". " + describe()
                    + ". Move train-until or validate-until, or take more rows");
        }
    }

    /** Returns dates and counts in one line. */
    public String describe() {
        StringBuilder text = new StringBuilder("train-until ").append(split.trainUntil());
        split.validateUntil()
                .ifPresent(until -> text.append(", validate-until ").append(until));
        text.append(':');
        for (Part part : Part.values()) {
            PartCount count = part(part);
            text.append(part == Part.TRAIN ? " " : ", ")
                    .append(part.value())
                    .append(' ')
                    .append(count.rowCount())
                    .append(" rows (")
                    .append(count.positiveCount())
                    .append(" positive");
            if (count.first().isPresent() && count.last().isPresent()) {
                text.append(", ")
                        .append(count.first().get())
                        .append(" to ")
                        .append(count.last().get());
            }
            text.append(')');
        }
        return text.append("; left out ")
                .append(leftOutCount())
                .append(" rows: label known too late ")
                .append(lateInTrain + lateInValidate)
                .append(", NULL or NaN label ")
                .append(nullLabels)
                .append(", NULL timestamp ")
                .append(nullTimestamps)
                .append(", NULL label-time ")
                .append(nullLabelTimes)
                .toString();
    }

    static SplitCounts of(Split split, String label, List<Row> counted) {
        Map<Split.Place, Row> places = new EnumMap<>(Split.Place.class);
        Map<Split.Place, Long> badLabels = new EnumMap<>(Split.Place.class);
        for (Row row : counted) {
            for (Split.Place place : Split.Place.values()) {
                if (place.value().equals(row.getString(0))) {
                    places.put(place, row);
                    if (row.getLong(3) > 0) {
                        badLabels.put(place, row.getLong(3));
                    }
                }
            }
        }
        if (!badLabels.isEmpty()) {
            String counts = badLabels.entrySet().stream()
                    .map(entry -> entry.getValue() + " " + entry.getKey().told())
                    .collect(Collectors.joining(", "));
            throw new DataException("The label " + label + " has values other than 0 and 1: " + counts
                    + "; derive a 0/1 or boolean label in the source");
        }
        Map<Part, PartCount> parts = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            Row row = places.get(Split.Place.valueOf(part.name()));
            parts.put(part, row == null ? PartCount.NONE : partCount(row));
        }
        return new SplitCounts(
                split,
                parts,
                rows(places, Split.Place.LATE_IN_TRAIN),
                rows(places, Split.Place.LATE_IN_VALIDATE),
                rows(places, Split.Place.NULL_LABEL),
                rows(places, Split.Place.NULL_TIMESTAMP),
                rows(places, Split.Place.NULL_LABEL_TIME));
    }

    private static PartCount partCount(Row row) {
        return new PartCount(row.getLong(1), row.getLong(2), instant(row, 4), instant(row, 5));
    }

    private static Optional<Instant> instant(Row row, int at) {
        return row.isNullAt(at) ? Optional.empty() : Optional.of(EpochMicros.instant(row.getLong(at)));
    }

    private static long rows(Map<Split.Place, Row> places, Split.Place place) {
        Row row = places.get(place);
        return row == null ? 0 : row.getLong(1);
    }

    ObjectNode toJson() {
        ObjectNode root = new ObjectMapper().createObjectNode();
        root.put("train_until", split.trainUntil().toString());
        split.validateUntil().ifPresent(until -> root.put("validate_until", until.toString()));
        ObjectNode partNodes = root.putObject("parts");
        for (Part part : Part.values()) {
            PartCount count = part(part);
            ObjectNode node = partNodes.putObject(part.value());
            node.put("rows", count.rowCount()).put("positives", count.positiveCount());
            count.first().ifPresent(first -> node.put("first", first.toString()));
            count.last().ifPresent(last -> node.put("last", last.toString()));
        }
        root.putObject("left_out")
                .put("late_in_train", lateInTrain)
                .put("late_in_validate", lateInValidate)
                .put("null_label", nullLabels)
                .put("null_timestamp", nullTimestamps)
                .put("null_label_time", nullLabelTimes);
        return root;
    }

    static SplitCounts fromJson(JsonNode root) {
        Split split = new Split(
                Instant.parse(root.path("train_until").asText()), optionalInstant(root.path("validate_until")));
        Map<Part, PartCount> parts = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            JsonNode node = root.path("parts").path(part.value());
            parts.put(
                    part,
                    new PartCount(
                            node.path("rows").asLong(),
                            node.path("positives").asLong(),
                            optionalInstant(node.path("first")),
                            optionalInstant(node.path("last"))));
        }
        JsonNode leftOut = root.path("left_out");
        return new SplitCounts(
                split,
                parts,
                leftOut.path("late_in_train").asLong(),
                leftOut.path("late_in_validate").asLong(),
                leftOut.path("null_label").asLong(),
                leftOut.path("null_timestamp").asLong(),
                leftOut.path("null_label_time").asLong());
    }

    private static Optional<Instant> optionalInstant(JsonNode node) {
        return node.isTextual() ? Optional.of(Instant.parse(node.asText())) : Optional.empty();
    }
}
