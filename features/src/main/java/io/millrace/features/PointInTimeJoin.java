package io.millrace.features;

import io.millrace.config.DataException;
import io.millrace.definitions.FeatureLookup;
import io.millrace.definitions.FeatureView;
import io.millrace.definitions.MatchBound;
import io.millrace.definitions.NullRule;
import io.millrace.definitions.WindowBound;
import io.millrace.features.internal.PortableEngine;
import io.millrace.metrics.AggregateFunction;
import io.millrace.metrics.TieRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;

/**
 * Joins feature values to the rows of a spine as they were known at each row's time.
 *
 * <p>Every spine row comes out exactly once, duplicates too, its columns untouched, followed by the features of each lookup
 * in order, named prefix + feature. For a spine row at time {@code t}:
 *
 * <ul>
 *   <li><b>As-of features</b> come from the newest row of the same key with {@code time + delay <= t} ({@code <} with
 *       {@link MatchBound#BEFORE}), {@code created <= t} if the view declares it, and {@code time >= t - lookback}. Newest
 *       is greatest by time, then created, then the sequence columns. Rows still tied that differ in a wanted feature are
 *       an error, once a spine row would match them ({@link TieRule#FAIL}), or the greatest over all features of the view
 *       wins ({@link TieRule#TOTAL_ORDER}; NULL least, NaN greatest). With {@link NullRule#LAST_NON_NULL} this holds for
 *       each feature by itself, among the rows in which it is not NULL.
 *   <li><b>Window features</b> aggregate the rows of the same key in {@code [t - w - delay, t - delay)}, or in {@code (t -
 *       w - delay, t - delay]} with {@link WindowBound#AT_OR_BEFORE}, with {@code created <= t}. Of the rows that share an
 *       event id only the current version counts: the one with the greatest created time up to {@code t} (time, if no
 *       created time is declared), then sequence; where its own time lies decides on its windows, and only then the view's condition and expectations decide whether it counts. NULL event ids name
 *       nothing. Versions still tied that differ, and values tied as first or last, follow the view's {@link TieRule}; a
 *       total order is by time, then by whether the version counts, then by the inputs, and for first and last by the value itself. NULL inputs do not count;
 *       an empty window has count 0 and NULL otherwise.
 *   <li><b>Static features</b> come from the one row of the key.
 * </ul>
 *
 * <p>Types: counts are BIGINT; means, variances and standard deviations DOUBLE; sums of integers BIGINT, of decimals
 * decimals with ten more digits (38 at most), of others DOUBLE; all else has the type of its input. Sums, means and
 * variances are the true ones, rounded once, a standard deviation is the root of the
 * variance: the same bits in any order and partitioning. NaN is a value: greatest for min and max, and it makes
 * sums, means and variances NaN; an infinite input makes a variance NaN. A sum that does not fit is an error.
 *
 * <p>A spine row with a NULL key or time has NULL features. Feature rows with a NULL key, time or created time match
 * nothing. Keys are equal as in Spark's own equi-join, after a cast that keeps all values (integers, decimals, floating
 * point among themselves): texts byte by byte, also bytes that are no UTF-8; NaN equals NaN and -0.0 equals 0.0. Collated
 * texts are refused as keys, sequence columns, event ids and inputs of min and max; where else texts are ordered, it is by
 * their bytes. The spine's columns, and features, come out to the byte.
 *
 * <p>Cost: one exchange and sort of the spine and the looked-up rows for each distinct set of spine key columns; as-of
 * lookups keep one row of a key in memory, windows the events of the widest window. Starts no job itself. Errors found
 * while rows are read reach the caller inside an exception of Spark; {@link DataErrors} finds them.
 */
public final class PointInTimeJoin {

    private final JoinDefinition definition;
    private final PointInTimeEngine engine;

    private PointInTimeJoin(JoinDefinition definition, PointInTimeEngine engine) {
        this.definition = definition;
        this.engine = engine;
    }

    /**
     * Returns the join of {@code lookups} to spines whose time is {@code spineTimestamp}.
     *
     * @param views the views that the lookups name; others are ignored
     * @throws io.millrace.config.InvalidConfigException with every problem: an unknown view, key or feature, a lookback
     *     shorter than the delay or without meaning, an output that comes twice
     */
    public static PointInTimeJoin of(List<FeatureView> views, String spineTimestamp, List<FeatureLookup> lookups) {
        // The one place where an engine is chosen.
        return of(views, spineTimestamp, lookups, new PortableEngine());
    }

    /** Like {@link #of(List, String, List)}, computed by an engine of the caller's choice. */
    public static PointInTimeJoin of(
            List<FeatureView> views, String spineTimestamp, List<FeatureLookup> lookups, PointInTimeEngine engine) {
        return new PointInTimeJoin(JoinDefinition.of(views, spineTimestamp, lookups), engine);
    }

    /** Returns the type of a window feature over inputs of a type; see {@link AggregateFunction#resultType(String)}. */
    public static DataType resultType(AggregateFunction function, DataType input) {
        String type = input.catalogString();
        String result = function.resultType(type);
        return result.equals(type) ? input : DataType.fromDDL(result);
    }

    /** Returns the names of the feature columns that come out, in order. */
    public List<String> featureNames() {
        return definition.lookups().stream()
                .flatMap(lookup -> lookup.definition().outputNames(lookup.view()).stream())
                .toList();
    }

    /**
     * Returns the spine with its features, computed from the rows of the views' sources as a feature table would hold them:
     * the view's condition, its expressions and its expectations count. Rows that would be dropped match nothing; a row
     * that breaks an expectation which must not fail is an error when it is read.
     *
     * @param sourceRows for each view of a lookup the rows of its source
     * @throws io.millrace.config.DataException before any work, with every problem: a missing column, a time column
     *     that is not TIMESTAMP, an expression that fails, a key that is no plain value or collated, key types without a
     *     common type, an aggregate that does not fit its input
     * @throws IllegalArgumentException if the rows of a view are not given
     */
    public Dataset<Row> join(Dataset<Row> spine, Map<String, Dataset<Row>> sourceRows) {
        return joinTables(spine, prepared(sourceRows));
    }

    /**
     * Like {@link #join}, with rows that are prepared already: those of feature tables.
     *
     * @param tableRows for each view of a lookup its prepared rows, see {@link FeatureView#preparedColumns()}
     */
    public Dataset<Row> joinTables(Dataset<Row> spine, Map<String, Dataset<Row>> tableRows) {
        return joined(spine, tableRows, JoinPlan.Diagnostics.WITHOUT);
    }

    /**
     * Like {@link #joinTables}, with the age and the cause of each lookup's match in two more columns each.
     *
     * <p>Reads the key columns of each view once more, so that keys without any row can be told from keys whose rows come
     * later.
     */
    public Joined joinTablesWithDiagnostics(Dataset<Row> spine, Map<String, Dataset<Row>> tableRows) {
        Dataset<Row> joined = joined(spine, tableRows, JoinPlan.Diagnostics.WITH);
        List<LookupColumns> columns = new ArrayList<>();
        for (int i = 0; i < definition.lookups().size(); i++) {
            FeatureLookup lookup = definition.lookups().get(i).definition();
            columns.add(new LookupColumns(lookup, JoinPlan.age(i), JoinPlan.cause(i)));
        }
        return new Joined(joined, columns);
    }

    /** Like {@link #join}, with what {@link #joinTablesWithDiagnostics} adds. */
    public Joined joinWithDiagnostics(Dataset<Row> spine, Map<String, Dataset<Row>> sourceRows) {
        return joinTablesWithDiagnostics(spine, prepared(sourceRows));
    }

    private Dataset<Row> joined(
            Dataset<Row> spine, Map<String, Dataset<Row>> tableRows, JoinPlan.Diagnostics diagnostics) {
        JoinPlan plan = JoinPlan.of(definition, spine, tableRows, diagnostics);
        return plan.named(engine.join(plan));
    }

    private Map<String, Dataset<Row>> prepared(Map<String, Dataset<Row>> sourceRows) {
        Map<String, Dataset<Row>> prepared = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        for (JoinDefinition.Lookup lookup : definition.lookups()) {
            FeatureView view = lookup.view();
            Dataset<Row> rows = sourceRows.get(view.name());
            if (rows == null || prepared.containsKey(view.name())) {
                continue; // Missing rows are told by the join itself.
            }
            try {
                prepared.put(
                        view.name(),
                        PreparedRows.of(view, Availability.immediate(), rows).keptOrRefused());
            } catch (DataException e) {
                problems.add(String.valueOf(e.getMessage()));
            }
        }
        if (!problems.isEmpty()) {
            throw new DataException(
                    String.join("\n", problems.stream().distinct().toList()));
        }
        return prepared;
    }

    /**
     * A joined spine with diagnostics.
     *
     * @param rows spine columns, features, then the diagnostic columns of all lookups
     * @param lookups names of the diagnostic columns, one entry for each lookup, in order
     */
    public record Joined(Dataset<Row> rows, List<LookupColumns> lookups) {

        /** Copies the list. */
        public Joined {
            lookups = List.copyOf(lookups);
        }

        /** Returns the rows without the diagnostic columns. */
        public Dataset<Row> withoutDiagnostics() {
            String[] names = lookups.stream()
                    .flatMap(lookup -> List.of(lookup.age(), lookup.cause()).stream())
                    .toArray(String[]::new);
            return rows.drop(names);
        }
    }

    /**
     * The diagnostic columns of one lookup. They speak of its as-of or static features, or of its windows if it has no
     * others.
     *
     * @param lookup the lookup
     * @param age BIGINT column: microseconds from the newest matching row's time to the spine time; NULL without a match
     *     and for static views
     * @param cause STRING column: the name of a {@link MatchCause}; never NULL
     */
    public record LookupColumns(FeatureLookup lookup, String age, String cause) {}
}
