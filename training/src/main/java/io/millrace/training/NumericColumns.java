package io.millrace.training;

import static java.util.Objects.requireNonNull;

import io.millrace.config.DataException;
import io.millrace.config.NumberRange;
import io.millrace.lakehouse.Columns;
import io.millrace.models.ColumnEncoder;
import io.millrace.models.InputColumn;
import io.millrace.models.NumericEncoder;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Fits numeric and boolean columns. */
final class NumericColumns {
    /** Most partial summaries of a column that reach the driver. */
    private static final int MAX_TASKS = 256;

    private static final StructType SUMMARY = new StructType()
            .add("part", DataTypes.StringType, false)
            .add("column", DataTypes.IntegerType, false)
            .add("summary", DataTypes.BinaryType, false);

    private NumericColumns() {}

    /**
     * Returns the summary of each column on the train rows, by its name, and checks the column in all parts: the learner
     * or the evaluation reads each of them. One Spark job, none for no columns.
     *
     * @param split rows with {@link Split#COLUMN}
     * @throws DataException if a value is infinite, or beyond 32-bit floats where the encoding makes it one; names every
     *     such column, the part and the count or range
     */
    static Map<String, NumericSummary> summarise(Dataset<Row> split, List<String> columns, Encoding encoding) {
        Map<String, NumericSummary> summaries = new LinkedHashMap<>();
        if (columns.isEmpty()) {
            return summaries;
        }
        List<Column> read = new ArrayList<>(List.of(Columns.named(Split.COLUMN)));
        columns.forEach(column -> read.add(Columns.named(column)));
        List<Row> partials = split.select(read.toArray(Column[]::new))
                .coalesce(MAX_TASKS)
                .mapPartitions(new Summarise(List.copyOf(columns)), Encoders.row(SUMMARY))
                .collectAsList();
        Map<String, Map<Part, NumericLimits>> limits = new LinkedHashMap<>();
        for (String column : columns) {
            NumericSummary train = new NumericSummary();
            summaries.put(column, train);
            limits.put(column, limits(train));
        }
        for (Row partial : partials) {
            Part part = Part.of(partial.getString(0));
            String column = columns.get(partial.getInt(1));
            if (part == Part.TRAIN) {
                requireNonNull(summaries.get(column)).addAll(NumericSummary.fromBytes(partial.getAs(2)));
            } else {
                requireNonNull(requireNonNull(limits.get(column)).get(part))
                        .addAll(NumericLimits.readFrom(ByteBuffer.wrap(partial.getAs(2))));
            }
        }
        check(limits, encoding);
        return summaries;
    }

    private static Map<Part, NumericLimits> limits(NumericSummary train) {
        Map<Part, NumericLimits> limits = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            limits.put(part, part == Part.TRAIN ? train.limits() : new NumericLimits());
        }
        return limits;
    }

    /** Summarises train rows, and takes the limits of the others. */
    private record Summarise(List<String> columns) implements MapPartitionsFunction<Row, Row> {
        @Override
        public Iterator<Row> call(Iterator<Row> rows) {
            int width = columns.size();
            NumericSummary[] train =
                    columns.stream().map(column -> new NumericSummary()).toArray(NumericSummary[]::new);
            Map<Part, NumericLimits[]> others = new EnumMap<>(Part.class);
            NumericEncoder[] encoders =
                    columns.stream().map(NumericEncoder::asIs).toArray(NumericEncoder[]::new);
            while (rows.hasNext()) {
                Row row = rows.next();
                Part part = Part.of(row.getString(0));
                NumericLimits[] limits = part == Part.TRAIN
                        ? null
                        : others.computeIfAbsent(part, other -> Stream.generate(NumericLimits::new)
                                .limit(width)
                                .toArray(NumericLimits[]::new));
                for (int i = 0; i < width; i++) {
                    double number = encoders[i].number(row.get(i + 1));
                    if (limits == null) {
                        train[i].add(number);
                    } else {
                        limits[i].add(number);
                    }
                }
            }
            List<Row> partials = new ArrayList<>();
            for (int i = 0; i < width; i++) {
                int column = i;
                partials.add(RowFactory.create(Part.TRAIN.value(), column, train[column].toBytes()));
                others.forEach(
                        (part, limits) -> partials.add(RowFactory.create(part.value(), column, bytes(limits[column]))));
            }
            return partials.iterator();
        }

        private static byte[] bytes(NumericLimits limits) {
            ByteBuffer buffer = ByteBuffer.allocate(NumericLimits.BYTES);
            limits.writeTo(buffer);
            return buffer.array();
        }
    }

    /** Infinities have no mean, a linear model no probability for them, and XGBoost refuses them as 32-bit floats. */
    private static void check(Map<String, Map<Part, NumericLimits>> limits, Encoding encoding) {
        List<String> problems = new ArrayList<>();
        limits.forEach((column, parts) -> parts.forEach((part, found) -> {
            String where = " in the " + part.value() + " part";
            if (found.infinite() > 0) {
                problems.add(column + " has " + found.infinite()
                        + (found.infinite() == 1 ? " infinite value" : " infinite values") + where);
            } else if (encoding == Encoding.MISSING_KEPT && !found.fitFloats()) {
                problems.add(column + " has values from " + found.min() + " to " + found.max() + where
                        + ", which 32-bit floats cannot hold");
            }
        }));
        if (!problems.isEmpty()) {
            throw new DataException("The training set cannot be trained on: " + String.join("; ", problems)
                    + "; make them NULL, or cap them with least() and greatest(), where the column is made");
        }
    }

    private static Optional<String> whyDropped(NumericSummary summary, Encoding encoding) {
        if (summary.count() == 0) {
            return Optional.of("is NULL or NaN in all train rows");
        }
        if (summary.min() != summary.max()) {
            return Optional.empty();
        }
        if (summary.missing() == 0) {
            return Optional.of("is " + NumberRange.print(summary.min()) + " in all train rows");
        }
        // What is missing tells something, but only to an estimator that sees it.
        return encoding == Encoding.MISSING_KEPT
                ? Optional.empty()
                : Optional.of("is " + NumberRange.print(summary.min()) + " in all train rows that have a value");
    }

    private static NumericEncoder encoder(
            String column, NumericSummary summary, Encoding encoding, Preparation.Impute impute) {
        if (encoding == Encoding.MISSING_KEPT) {
            return NumericEncoder.asIs(column);
        }
        OptionalDouble missing = OptionalDouble.of(
                switch (impute) {
                    case MEAN -> summary.mean();
                    case MEDIAN -> summary.median();
                });
        return encoding == Encoding.IMPUTED
                ? new NumericEncoder(column, missing, 0, 1)
                : new NumericEncoder(column, missing, summary.mean(), scale(summary));
    }

    /** The deviation, or the greatest size where it is beyond double's range. */
    private static double scale(NumericSummary summary) {
        double deviation = summary.deviation();
        return deviation > 0 && Double.isFinite(deviation)
                ? deviation
                : Math.max(Math.abs(summary.min()), Math.abs(summary.max()));
    }

    static FittedColumn fit(InputColumn input, NumericSummary summary, Encoding encoding, Preparation.Impute impute) {
        Optional<String> dropped = whyDropped(summary, encoding);
        Optional<ColumnEncoder> encoder =
                dropped.isPresent() ? Optional.empty() : Optional.of(encoder(input.name(), summary, encoding, impute));
        return new FittedColumn(
                encoder,
                new PreparedColumn(
                        input.name(),
                        input.type(),
                        summary.missing(),
                        summary.mean(),
                        summary.deviation(),
                        encoder.map(ColumnEncoder::width).orElse(0),
                        0,
                        dropped));
    }
}
