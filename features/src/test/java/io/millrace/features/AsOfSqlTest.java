package io.millrace.features;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.millrace.config.TableName;
import io.millrace.contracts.NaiveFunction;
import io.millrace.contracts.PointInTimeContract;
import io.millrace.contracts.RandomJoin;
import io.millrace.definitions.FeatureLookup;
import io.millrace.definitions.FeatureView;
import io.millrace.metrics.AggregateFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** {@link AsOfSql} keeps the contract at each instant of a spine, apart from the last bits of means and of sums of doubles. */
final class AsOfSqlTest extends PointInTimeContract {

    @Override
    protected RandomJoin.Lookups lookups() {
        return RandomJoin.Lookups.PLAIN;
    }

    @Override
    protected boolean tellsCauses() {
        return false;
    }

    @Override
    protected boolean isExact(AggregateFunction function, String input) {
        boolean rounds = function.resultType().filter("double"::equals).isPresent();
        return !rounds
                && !(function.equals(AggregateFunction.SUM)
                        && function.resultType(input).equals("double"));
    }

    @Override
    protected Map<String, NaiveFunction> functions() {
        return RangeFunction.NAIVE;
    }

    @Override
    protected int seeds() {
        return 4;
    }

    @Override
    protected Dataset<Row> join(
            List<FeatureView> views,
            String spineTimestamp,
            List<FeatureLookup> lookups,
            Dataset<Row> spine,
            Map<String, Dataset<Row>> sourceRows) {
        Dataset<Row> joined = spine;
        for (int i = 0; i < views.size(); i++) {
            FeatureView view = views.get(i);
            Dataset<Row> rows = PreparedRows.of(view, Availability.immediate(), sourceRows.get(view.name()))
                    .keptOrRefused();
            joined = join(view, lookups.get(i), spineTimestamp, joined, rows);
        }
        return joined;
    }

    private static Dataset<Row> join(
            FeatureView view, FeatureLookup lookup, String time, Dataset<Row> spine, Dataset<Row> rows) {
        rows.createOrReplaceTempView("sql_rows");
        TableName table = new TableName("main", "features", view.name());
        String query = new AsOfSql(view, table).query().replace(table.sql(), "sql_rows");
        Dataset<Row> found = null;
        for (Row instant : instants(spine, time)) {
            Dataset<Row> one = spine.sparkSession()
                    .sql("SELECT t AS __t, * FROM (SELECT timestamp_micros(" + instant.getLong(0) + ") AS t), LATERAL ("
                            + query + ")");
            found = found == null ? one : found.unionAll(one);
        }
        if (found == null) {
            found = spine.sparkSession()
                    .sql("SELECT t AS __t, * FROM (SELECT timestamp_micros(0) AS t), LATERAL (" + query + ")")
                    .limit(0);
        }
        Column matches = spine.col(time).equalTo(found.col("__t"));
        Column told = spine.col(time).isNotNull();
        for (String key : view.entity()) {
            Column spineKey = spine.col("`" + lookup.spineColumn(key) + "`");
            matches = matches.and(spineKey.equalTo(found.col(key)));
            told = told.and(spineKey.isNotNull());
        }
        List<Column> columns = new ArrayList<>();
        for (String column : spine.columns()) {
            columns.add(spine.col("`" + column + "`"));
        }
        for (String feature : lookup.selected(view)) {
            // A key of which nothing is known has no row, so its counts are not there either.
            Column value = counts(view).contains(feature)
                    ? when(told, coalesce(found.col(feature), lit(0L)))
                    : found.col(feature);
            columns.add(value.as(lookup.outputName(feature)));
        }
        return spine.join(found, matches, "left").select(columns.toArray(Column[]::new));
    }

    private static List<String> counts(FeatureView view) {
        return view.aggregates().values().stream()
                .flatMap(aggregation -> aggregation.windows().stream()
                        .map(window -> aggregation.outputName(AggregateFunction.COUNT, window)))
                .toList();
    }

    private static List<Row> instants(Dataset<Row> spine, String time) {
        return spine.selectExpr("unix_micros(" + time + ")")
                .na()
                .drop()
                .distinct()
                .collectAsList();
    }
}
