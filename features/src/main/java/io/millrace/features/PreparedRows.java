package io.millrace.features;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.raise_error;
import static org.apache.spark.sql.functions.when;

import io.millrace.config.DataException;
import io.millrace.definitions.Expectation;
import io.millrace.definitions.FeatureView;
import io.millrace.features.internal.ValueOrder;
import io.millrace.lakehouse.Columns;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Source rows turned into the rows of a feature table, with a column for each expectation and each late read.
 *
 * <p>If the view {@link FeatureView#filtersVersions()}, no row is left out here: a version that the view's condition or an
 * expectation does not let count is a row without inputs. Otherwise the condition has been applied.
 *
 * @param rows prepared columns, whether the row meets the view's condition, one boolean for each expectation (true =
 *     broken) and the lateness columns
 */
record PreparedRows(FeatureView view, Dataset<Row> rows, LateReads lateReads) {

    /** Whether a row meets the view's condition. */
    static final String MEETS = "__meets";

    /**
     * Prepares the rows; starts no job.
     *
     * @throws DataException with every column that is missing or of a wrong type and every expression that fails
     */
    static PreparedRows of(FeatureView view, Availability availability, Dataset<Row> source) {
        LateReads lateReads = LateReads.of(expressions(view), availability, view.timestamp(), view.delay());
        requireColumns(view, source, lateReads);
        Dataset<Row> chosen = view.filtersVersions()
                ? source
                : view.where().map(source::where).orElse(source);
        Dataset<Row> computed = chosen.select(computed(view, lateReads));
        requireRules(view, computed);
        return new PreparedRows(view, flagged(view, lateReads, computed), lateReads);
    }

    /** Returns the flag column of the expectation at that index. */
    static String brokenFlag(int index) {
        return "__broken_" + index;
    }

    /** Returns the rows to store, with the prepared columns only. */
    Dataset<Row> kept() {
        Column[] columns = view.preparedColumns().stream().map(Columns::named).toArray(Column[]::new);
        return rows.where(stored()).select(columns);
    }

    /**
     * Returns the rows to store, for a reader that has not checked them: reading a row that breaks an expectation which
     * must not fail is an error.
     */
    Dataset<Row> keptOrRefused() {
        Column allowed = lit(true);
        for (int i = 0; i < view.expectations().size(); i++) {
            Expectation expectation = view.expectations().get(i);
            if (expectation.onFailure() == Expectation.OnFailure.FAIL) {
                Column refusal = raise_error(lit("feature view " + view.name() + ", source " + view.source()
                        + ": rows break the expectation " + expectation.name() + ": " + expectation.rule()
                        + "; mend the source, or set on-failure = drop"));
                allowed = allowed.and(when(Columns.named(brokenFlag(i)), refusal.cast("boolean"))
                        .otherwise(true));
            }
        }
        return new PreparedRows(view, rows.where(allowed), lateReads).kept();
    }

    /** Returns the condition that a row is stored: it counts, or takes the place of a version that does. */
    Column stored() {
        if (!view.filtersVersions()) {
            return counts(view);
        }
        Column replaces = lit(true);
        for (String column : view.contextColumns()) {
            // A NULL sequence is the least, and still the newest if the created time is.
            if (!view.sequence().contains(column)) {
                replaces = replaces.and(Columns.named(column).isNotNull());
            }
        }
        return Columns.named(FeatureView.COUNTS).or(replaces);
    }

    /** Returns the condition that a row meets the view's condition and no expectation drops it. */
    Column counted() {
        return view.filtersVersions() ? Columns.named(FeatureView.COUNTS) : counts(view);
    }

    private static Column counts(FeatureView view) {
        Column counts = Columns.named(MEETS);
        for (int i = 0; i < view.expectations().size(); i++) {
            if (view.expectations().get(i).onFailure() == Expectation.OnFailure.DROP) {
                counts = counts.and(not(Columns.named(brokenFlag(i))));
            }
        }
        return counts;
    }

    private static Map<String, List<String>> expressions(FeatureView view) {
        Map<String, List<String>> expressions = new LinkedHashMap<>();
        view.features().forEach((name, sql) -> expressions.put(name, withWhere(view, List.of(sql))));
        view.aggregates().forEach((name, aggregation) -> {
            List<String> texts = new ArrayList<>(List.of(aggregation.input()));
            aggregation.where().ifPresent(texts::add);
            expressions.put(name, withWhere(view, texts));
        });
        return expressions;
    }

    private static List<String> withWhere(FeatureView view, List<String> texts) {
        List<String> all = new ArrayList<>(texts);
        view.where().ifPresent(all::add);
        return all;
    }

    private static void requireColumns(FeatureView view, Dataset<Row> source, LateReads lateReads) {
        StructType schema = source.schema();
        List<String> problems = new ArrayList<>(ColumnChecks.missing(schema, view.entity(), "entity"));
        view.timestamp().ifPresent(column -> {
            problems.addAll(ColumnChecks.missing(schema, List.of(column), "timestamp"));
            ColumnChecks.notAnInstant(schema, column, "timestamp").ifPresent(problems::add);
        });
        view.created().ifPresent(column -> {
            problems.addAll(ColumnChecks.missing(schema, List.of(column), "created"));
            ColumnChecks.notAnInstant(schema, column, "created").ifPresent(problems::add);
        });
        problems.addAll(ColumnChecks.missing(schema, view.sequence(), "sequence"));
        problems.addAll(ColumnChecks.missing(schema, view.eventId().stream().toList(), "event-id"));
        for (String column : view.contextColumns()) {
            ColumnChecks.find(schema, column)
                    .filter(field -> isNested(field.dataType()))
                    .ifPresent(field -> problems.add("column '" + column + "' is "
                            + field.dataType().sql() + "; keys, sequences and event ids must be plain values"));
            ColumnChecks.find(schema, column)
                    .map(StructField::dataType)
                    .filter(ValueOrder::isCollated)
                    .ifPresent(type -> problems.add("column '" + column + "' is " + type.sql()
                            + "; keys, sequences and event ids are compared by their bytes: give the source columns { "
                            + column + " = \"collate(" + column + ", 'UTF8_BINARY')\" }, or lower(…)"));
        }
        problems.addAll(lateReads.problems(schema));
        Map<String, String> expressions = new LinkedHashMap<>();
        view.where().ifPresent(sql -> expressions.put("where", sql));
        view.features().forEach((name, sql) -> expressions.put("features." + name, sql));
        view.aggregates().forEach((name, aggregation) -> {
            expressions.put("aggregates." + name + ".input", aggregation.input());
            aggregation.where().ifPresent(sql -> expressions.put("aggregates." + name + ".where", sql));
        });
        problems.addAll(ColumnChecks.wrongExpressions(source, expressions));
        refuse(view, problems);
    }

    private static void requireRules(FeatureView view, Dataset<Row> computed) {
        Map<String, String> rules = new LinkedHashMap<>();
        view.expectations().forEach(expectation -> rules.put("expect." + expectation.name(), expectation.rule()));
        List<String> problems = new ArrayList<>(ColumnChecks.wrongExpressions(ruleRows(view, computed), rules));
        if (RowKey.of(view).copies() == RowKey.Copies.ONE_ROW) {
            view.aggregates().keySet().forEach(name -> ColumnChecks.find(computed.schema(), stagedName(name))
                    .map(StructField::dataType)
                    .filter(type -> !ValueOrder.orders(type))
                    .ifPresent(type -> problems.add("aggregates." + name + ".input is " + type.sql()
                            + ", which cannot be compared, so copies of an event cannot be told from versions; count"
                            + " \"if(INPUT is null, null, true)\"")));
        }
        refuse(view, problems);
    }

    private static void refuse(FeatureView view, List<String> problems) {
        if (!problems.isEmpty()) {
            throw new DataException(
                    "feature view " + view.name() + ", source " + view.source() + ": " + String.join("\n  ", problems));
        }
    }

    /** All source columns, then the values of features and aggregations and the lateness under names of their own. */
    private static Column[] computed(FeatureView view, LateReads lateReads) {
        List<Column> columns = new ArrayList<>();
        columns.add(col("*"));
        Column meets = view.filtersVersions()
                ? view.where().map(sql -> coalesce(expr(sql), lit(false))).orElse(lit(true))
                : lit(true);
        columns.add(meets.as(MEETS));
        view.features().forEach((name, sql) -> columns.add(expr(sql).as(stagedName(name))));
        view.aggregates().forEach((name, aggregation) -> {
            Column input = expr(aggregation.input());
            Column counted = aggregation
                    .where()
                    .map(condition -> when(expr(condition), input))
                    .orElse(input);
            columns.add(where(view, meets, counted).as(stagedName(name)));
        });
        List<Column> lateness = lateReads.lateness();
        for (int i = 0; i < lateness.size(); i++) {
            columns.add(where(view, meets, lateness.get(i)).as(lateReads.names().get(i)));
        }
        return columns.toArray(Column[]::new);
    }

    /** The value in rows that meet the view's condition; in others it may not even be computed. */
    private static Column where(FeatureView view, Column meets, Column value) {
        return view.filtersVersions() ? when(meets, value) : value;
    }

    /** The rows as rules see them: features stand before source columns of the same name. */
    private static Dataset<Row> ruleRows(FeatureView view, Dataset<Row> computed) {
        Map<String, Column> features = new LinkedHashMap<>();
        view.features().keySet().forEach(name -> features.put(name, Columns.named(stagedName(name))));
        return features.isEmpty() ? computed : computed.withColumns(features);
    }

    private static Dataset<Row> flagged(FeatureView view, LateReads lateReads, Dataset<Row> computed) {
        List<Column> columns = new ArrayList<>();
        view.contextColumns().forEach(name -> columns.add(Columns.named(name).as(name)));
        view.features()
                .keySet()
                .forEach(name -> columns.add(Columns.named(stagedName(name)).as(name)));
        view.aggregates()
                .keySet()
                .forEach(name -> columns.add(Columns.named(stagedName(name)).as(name)));
        columns.add(Columns.named(MEETS));
        for (int i = 0; i < view.expectations().size(); i++) {
            Column broken = not(coalesce(expr(view.expectations().get(i).rule()), lit(false)));
            columns.add(coalesce(where(view, Columns.named(MEETS), broken), lit(false))
                    .as(brokenFlag(i)));
        }
        lateReads.names().forEach(name -> columns.add(Columns.named(name)));
        Dataset<Row> flagged = ruleRows(view, computed).select(columns.toArray(Column[]::new));
        if (!view.filtersVersions()) {
            return flagged;
        }
        Map<String, Column> counted = new LinkedHashMap<>();
        view.aggregates().keySet().forEach(name -> counted.put(name, when(counts(view), Columns.named(name))));
        counted.put(FeatureView.COUNTS, counts(view));
        return flagged.withColumns(counted);
    }

    private static String stagedName(String name) {
        return "__value_" + name;
    }

    private static boolean isNested(DataType type) {
        return type instanceof StructType || type instanceof ArrayType || type instanceof MapType;
    }
}
