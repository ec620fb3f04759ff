package io.millrace.features;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.millrace.lakehouse.DataException;
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
import org.apache.spark.sql.types.StructType;

/**
 * Source rows turned into the rows of a feature table, with a column for each expectation and each late read.
 *
 * @param rows prepared columns, then one boolean for each expectation (true = broken) and the lateness columns
 */
record PreparedRows(FeatureView view, Dataset<Row> rows, LateReads lateReads) {

    /**
     * Prepares the rows; starts no job.
     *
     * @throws DataException with every column that is missing or of a wrong type and every expression that fails
     */
    static PreparedRows of(FeatureView view, Availability availability, Dataset<Row> source) {
        LateReads lateReads = LateReads.of(expressions(view), availability, view.timestamp(), view.delay());
        requireColumns(view, source, lateReads);
        Dataset<Row> chosen = view.where().map(source::where).orElse(source);
        Dataset<Row> computed = chosen.select(computed(view, lateReads));
        requireRules(view, computed);
        return new PreparedRows(view, flagged(view, lateReads, computed), lateReads);
    }

    /** Returns the flag column of the expectation at that index. */
    static String brokenFlag(int index) {
        return "__broken_" + index;
    }

    /** Returns the rows that no expectation drops, with the prepared columns only. */
    Dataset<Row> kept() {
        Column[] columns = view.preparedColumns().stream().map(Columns::named).toArray(Column[]::new);
        return rows.where(keeps()).select(columns);
    }

    /** Returns the condition that no expectation drops a row. */
    Column keeps() {
        Column keeps = lit(true);
        for (int i = 0; i < view.expectations().size(); i++) {
            if (view.expectations().get(i).onFailure() == Expectation.OnFailure.DROP) {
                keeps = keeps.and(not(Columns.named(brokenFlag(i))));
            }
        }
        return keeps;
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
        List<String> problems = new ArrayList<>(Columns.missing(schema, view.entity(), "entity"));
        view.timestamp().ifPresent(column -> {
            problems.addAll(Columns.missing(schema, List.of(column), "timestamp"));
            Columns.notAnInstant(schema, column, "timestamp").ifPresent(problems::add);
        });
        view.created().ifPresent(column -> {
            problems.addAll(Columns.missing(schema, List.of(column), "created"));
            Columns.notAnInstant(schema, column, "created").ifPresent(problems::add);
        });
        problems.addAll(Columns.missing(schema, view.sequence(), "sequence"));
        problems.addAll(Columns.missing(schema, view.eventId().stream().toList(), "event-id"));
        for (String column : view.contextColumns()) {
            Columns.find(schema, column)
                    .filter(field -> isNested(field.dataType()))
                    .ifPresent(field -> problems.add("column '" + column + "' is "
                            + field.dataType().sql() + "; keys, sequences and event ids must be plain values"));
        }
        problems.addAll(lateReads.problems(schema));
        Map<String, String> expressions = new LinkedHashMap<>();
        view.where().ifPresent(sql -> expressions.put("where", sql));
        view.features().forEach((name, sql) -> expressions.put("features." + name, sql));
        view.aggregates().forEach((name, aggregation) -> {
            expressions.put("aggregates." + name + ".input", aggregation.input());
            aggregation.where().ifPresent(sql -> expressions.put("aggregates." + name + ".where", sql));
        });
        problems.addAll(Columns.wrongExpressions(source, expressions));
        refuse(view, problems);
    }

    private static void requireRules(FeatureView view, Dataset<Row> computed) {
        Map<String, String> rules = new LinkedHashMap<>();
        view.expectations().forEach(expectation -> rules.put("expect." + expectation.name(), expectation.rule()));
        refuse(view, Columns.wrongExpressions(ruleRows(view, computed), rules));
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
        view.features().forEach((name, sql) -> columns.add(expr(sql).as(stagedName(name))));
        view.aggregates().forEach((name, aggregation) -> {
            Column input = expr(aggregation.input());
            Column counted = aggregation
                    .where()
                    .map(condition -> when(expr(condition), input))
                    .orElse(input);
            columns.add(counted.as(stagedName(name)));
        });
        columns.addAll(lateReads.lateness());
        return columns.toArray(Column[]::new);
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
        for (int i = 0; i < view.expectations().size(); i++) {
            Column holds = coalesce(expr(view.expectations().get(i).rule()), lit(false));
            columns.add(not(holds).as(brokenFlag(i)));
        }
        lateReads.names().forEach(name -> columns.add(Columns.named(name)));
        return ruleRows(view, computed).select(columns.toArray(Column[]::new));
    }

    private static String stagedName(String name) {
        return "__value_" + name;
    }

    private static boolean isNested(DataType type) {
        return type instanceof StructType || type instanceof ArrayType || type instanceof MapType;
    }
}
