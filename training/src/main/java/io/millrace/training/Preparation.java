package io.millrace.training;

import static java.util.Objects.requireNonNull;

import io.millrace.config.ConfigReader;
import io.millrace.config.DataException;
import io.millrace.lakehouse.Columns;
import io.millrace.models.ColumnEncoder;
import io.millrace.models.FittedPreparation;
import io.millrace.models.InputColumn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How input columns become numbers: by default numbers as they are, booleans as 0 and 1, text as one place for each of its
 * most frequent values and one for all others.
 *
 * <p>What an estimator cannot take is settled by its {@link Encoding}: for a linear model missing numbers are imputed and
 * columns standardised, for a forest imputed, for XGBoost missing stays missing. ColumnTypes that are constant or all NULL on
 * the train rows are dropped from the vector with a reason, and are still accepted at scoring.
 *
 * @param impute what stands for a missing number
 * @param maxCategories most values of a text column that get a place of their own
 * @param minCategoryRows fewest train rows of such a value
 */
public record Preparation(Impute impute, int maxCategories, int minCategoryRows) {
    private static final Parameter MAX_CATEGORIES = Parameter.whole("max-categories", 50, "[1, 1000]");
    private static final Parameter MIN_CATEGORY_ROWS = Parameter.whole("min-category-rows", 10, "[1, 1000000000]");

    /** What stands for a missing number: a figure of the values that are there. */
    public enum Impute {
        MEAN,
        MEDIAN
    }

    public Preparation {
        MAX_CATEGORIES.check(maxCategories);
        MIN_CATEGORY_ROWS.check(minCategoryRows);
    }

    /** Returns the median, 50 values of at least 10 rows. */
    public static Preparation defaults() {
        return new Preparation(Impute.MEDIAN, (int) MAX_CATEGORIES.fallback(), (int) MIN_CATEGORY_ROWS.fallback());
    }

    /** Reads {@code preparation { impute, max-categories, min-category-rows }}; problems stay with the reader. */
    public static Optional<Preparation> from(ConfigReader reader) {
        Impute impute = reader.choice("impute", Impute.class, Impute.MEDIAN);
        int maxCategories = MAX_CATEGORIES.readWhole(reader);
        int minCategoryRows = MIN_CATEGORY_ROWS.readWhole(reader);
        return reader.build(() -> new Preparation(impute, maxCategories, minCategoryRows));
    }

    /** Returns every setting by its key below {@code preparation}, in the order of the documentation. */
    public Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("impute", impute.name().toLowerCase(Locale.ROOT));
        parameters.put("max-categories", Integer.toString(maxCategories));
        parameters.put("min-category-rows", Integer.toString(minCategoryRows));
        return parameters;
    }

    /**
     * Returns the preparation fitted on the train rows of {@code split}, the same bits whatever their order and partitions.
     *
     * <p>What a learner or an evaluation could not take is looked for in the other parts too. Two Spark jobs at most, one over the numeric columns and one over the text columns. However many values a text
     * column has, only its most frequent ones reach the driver.
     *
     * @param split rows split by {@link Split#assign}
     * @param inputs every column of the model's signature, in order
     * @throws DataException if a column has a type that cannot be encoded, an infinite number in any part, or if none is of
     *     use; names all of them
     */
    public PreparationFit fit(Dataset<Row> split, List<InputColumn> inputs, Encoding encoding) {
        obstacle(inputs).ifPresent(obstacle -> {
            throw new DataException(obstacle);
        });
        List<InputColumn> numbers =
                inputs.stream().filter(Preparation::isNumber).toList();
        List<InputColumn> texts =
                inputs.stream().filter(input -> !isNumber(input)).toList();
        Map<String, NumericSummary> summaries = NumericColumns.summarise(split, names(numbers), encoding);
        Dataset<Row> trainRows = split.where(Columns.named(Split.COLUMN).equalTo(Part.TRAIN.value()));
        Map<String, Categories> categories =
                CategoryColumns.of(trainRows, names(texts), maxCategories, minCategoryRows);

        List<ColumnEncoder> encoders = new ArrayList<>();
        List<PreparedColumn> columns = new ArrayList<>();
        for (InputColumn input : inputs) {
            NumericSummary summary = summaries.get(input.name());
            FittedColumn column = summary != null
                    ? NumericColumns.fit(input, summary, encoding, impute)
                    : requireNonNull(categories.get(input.name()), input.name()).fit(input, minCategoryRows);
            column.encoder().ifPresent(encoders::add);
            columns.add(column.described());
        }
        if (encoders.isEmpty()) {
            throw new DataException("No input is of use: "
                    + String.join(
                            "; ",
                            columns.stream()
                                    .map(column -> column.name() + " "
                                            + column.dropped().orElse(""))
                                    .toList()));
        }
        return new PreparationFit(new FittedPreparation(encoders), columns);
    }

    /** Returns what of the inputs cannot be prepared, by name and type, with the remedy; empty if all can. */
    static Optional<String> obstacle(List<InputColumn> inputs) {
        List<String> problems = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (InputColumn input : inputs) {
            String type = input.type();
            if (isNumber(input) || type.equals("string")) {
                continue;
            }
            boolean time = type.startsWith("timestamp") || type.equals("date");
            names.add(input.name());
            problems.add(input.name() + " is " + type + ": "
                    + (time
                            ? "take a number from it in functions, such as hour(" + input.name()
                                    + ") or a difference of times in seconds"
                            : "take numbers, booleans or text from it in functions"));
        }
        return problems.isEmpty()
                ? Optional.empty()
                : Optional.of("these inputs cannot be prepared: " + String.join("; ", problems)
                        + "; or keep them out of the model with exclude = [" + String.join(", ", names) + "]");
    }

    private static boolean isNumber(InputColumn input) {
        return ColumnTypes.isNumeric(input.type()) || input.type().equals("boolean");
    }

    private static List<String> names(List<InputColumn> inputs) {
        return inputs.stream().map(InputColumn::name).toList();
    }
}
