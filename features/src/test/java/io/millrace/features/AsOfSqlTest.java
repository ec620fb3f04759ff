package io.millrace.features;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import io.millrace.config.TableName;
import io.millrace.contracts.NaiveFunction;
import io.millrace.contracts.PointInTimeContract;
import io.millrace.contracts.RandomJoin;
import io.millrace.definitions.FeatureLookup;
import io.millrace.definitions.FeatureView;
import io.millrace.features.internal.KeySet;
import io.millrace.metrics.AggregateFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** {@link AsOfSql} keeps the contract at each instant of a spine, apart from the last bits of means and of sums of doubles. */
final class AsOfSqlTest extends PointInTimeContract {
    private static final AtomicInteger VIEWS = new AtomicInteger();

    @Override
    protected RandomJoin.Lookups lookups() {
        return RandomJoin.Lookups.PLAIN;
    }

    @Override
    protected boolean tellsCauses() {
        return false;
    }

    @Override
    protected boolean tellsZeros() {
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
        return PointInTimeJoin.of(views, spineTimestamp, lookups, AsOfSqlTest::join)
                .join(spine, sourceRows);
    }

    /** As an engine: the lookups one after another, by the query at each instant of the spine. */
    private static Dataset<Row> join(JoinPlan plan) {
        Dataset<Row> joined = plan.spine().rows();
        for (KeySet set : plan.sets()) {
            for (KeySet.Source source : set.sources()) {
                joined = join(plan, source, joined);
            }
        }
        return joined;
    }

    private static Dataset<Row> join(JoinPlan plan, KeySet.Source source, Dataset<Row> spine) {
        FeatureView view = source.lookup().view();
        String rows =
                "sql_rows_" + VIEWS.incrementAndGet(); // a remote session looks for a view when its rows are asked for
        source.columns()
                .rows()
                .toDF(source.columns().names().toArray(String[]::new))
                .createOrReplaceTempView(rows);
        Column time = plan.spine().column(plan.time());
        TableName table = new TableName("main", "features", view.name());
        String query = new AsOfSql(view, table).query().replace(table.sql(), rows);
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
        Column matches = time.equalTo(found.col("__t"));
        Column told = time.isNotNull();
        for (KeySet.KeyPair key : source.keys()) {
            Column spineKey = plan.spine().column(key.spineColumn());
            matches = matches.and(
                    spineKey.equalTo(found.col(source.columns().names().get(key.viewColumn()))));
            told = told.and(spineKey.isNotNull());
        }
        List<Column> columns = new ArrayList<>();
        for (String column : spine.columns()) {
            columns.add(spine.col(column));
        }
        for (String feature : source.lookup().definition().selected(view)) {
            // A key of which nothing is known has no row, so its counts are not there either.
            Column value = counts(view).contains(feature)
                    ? when(told, coalesce(found.col(feature), lit(0L)))
                    : found.col(feature);
            columns.add(value.as(JoinPlan.feature(source.number(), feature)));
        }
        return spine.join(found, matches, "left").select(columns.toArray(Column[]::new));
    }

    private static List<String> counts(FeatureView view) {
        return view.aggregates().values().stream()
                .flatMap(aggregation -> aggregation.windows().stream()
                        .map(window -> aggregation.outputName(AggregateFunction.COUNT, window)))
                .toList();
    }

    private static List<Row> instants(Dataset<Row> spine, Column time) {
        return spine.select(unix_micros(time)).na().drop().distinct().collectAsList();
    }
}
