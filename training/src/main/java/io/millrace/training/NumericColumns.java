package io.millrace.training;

import io.millrace.lakehouse.DataException;
import io.millrace.lakehouse.NumberRange;
import io.millrace.models.ColumnEncoder;
import io.millrace.models.InputColumn;
import io.millrace.models.NumericEncoder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
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

    private static final StructType SUMMARY =
            new StructType().add("column", DataTypes.IntegerType, false).add("summary", DataTypes.BinaryType, false);

    private NumericColumns() {}

    /** Returns the summary of each column, by its name. One Spark job, none for no columns. */
    static Map<String, NumericSummary> summarise(Dataset<Row> rows, List<String> columns) {
        Map<String, NumericSummary> summaries = new LinkedHashMap<>();
        if (columns.isEmpty()) {
            return summaries;
        }
        columns.forEach(column -> summaries.put(column, new NumericSummary()));
        List<Row> parts = rows.select(columns.stream().map(Columns::named).toArray(Column[]::new))
                .coalesce(MAX_TASKS)
                .mapPartitions(new Summarise(List.copyOf(columns)), Encoders.row(SUMMARY))
                .collectAsList();
        for (Row part : parts) {
            NumericSummary summary = summaries.get(columns.get(part.getInt(0)));
            if (summary != null) {
                summary.addAll(NumericSummary.fromBytes(part.getAs(1)));
            }
        }
        return summaries;
    }

    private record Summarise(List<String> columns) implements MapPartitionsFunction<Row, Row> {
        @Override
        public Iterator<Row> call(Iterator<Row> rows) {
            NumericSummary[] summaries =
                    columns.stream().map(column -> new NumericSummary()).toArray(NumericSummary[]::new);
            NumericEncoder[] encoders =
                    columns.stream().map(NumericEncoder::asIs).toArray(NumericEncoder[]::new);
            while (rows.hasNext()) {
                Row row = rows.next();
                for (int i = 0; i < summaries.length; i++) {
                    summaries[i].add(encoders[i].number(row.get(i)));
                }
            }
            return IntStream.range(0, columns.size())
                    .mapToObj(i -> RowFactory.create(i, summaries[i].toBytes()))
                    .iterator();
        }
    }

    /** Infinities have no mean, and XGBoost refuses them and what a float cannot hold. */
    static void check(Map<String, NumericSummary> summaries, Encoding encoding) {
        List<String> problems = new ArrayList<>();
        summaries.forEach((column, summary) -> {
            if (summary.infinite() > 0) {
                problems.add(column + " has " + summary.infinite() + " infinite values");
            } else if (encoding == Encoding.MISSING_KEPT
                    && Math.max(Math.abs(summary.min()), Math.abs(summary.max())) > Float.MAX_VALUE
                    && summary.count() > 0) {
                problems.add(column + " has values from " + summary.min() + " to " + summary.max()
                        + ", which 32-bit floats cannot hold");
            }
        });
        if (!problems.isEmpty()) {
            throw new DataException("The train rows cannot be trained on: " + String.join("; ", problems)
                    + "; make them NULL, or cap them with least() and greatest() in the feature's expression");
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
