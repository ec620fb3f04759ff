package io.millrace.features;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.config.DataException;
import io.millrace.config.Durations;
import io.millrace.config.TableName;
import io.millrace.config.TableVersion;
import io.millrace.definitions.Aggregation;
import io.millrace.definitions.FeatureView;
import io.millrace.definitions.JsonText;
import io.millrace.definitions.TableDefinition;
import io.millrace.lakehouse.Columns;
import io.millrace.lakehouse.GovernedTable;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.lakehouse.Layer;
import io.millrace.lakehouse.TableSpec;
import io.millrace.lakehouse.Write;
import io.millrace.lakehouse.WriteResult;
import io.millrace.metrics.AggregateFunction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The table {@code features.<view>} that keeps the prepared rows of a feature view: keys, times, as-of features and the
 * inputs of aggregations.
 *
 * <p>Rows are checked as a whole before anything is written. The catalog gets comment, owner, tags, primary keys and the
 * time-series column; table properties tell the definition's digest, dropped rows and what the leakage
 * audit found, which stands with the rows in the table's history too.
 */
public final class FeatureTable {

    private static final Logger LOG = LoggerFactory.getLogger(FeatureTable.class);
    private static final String LEAKAGE = "feature_view.leakage";
    private static final String DIGEST = "feature_view.digest";
    private static final String DEFINITION = "feature_view.definition";

    private final Lakehouse lakehouse;
    private final FeatureView view;
    private final Availability availability;

    private FeatureTable(Lakehouse lakehouse, FeatureView view, Availability availability) {
        this.lakehouse = lakehouse;
        this.view = view;
        this.availability = availability;
    }

    /** Returns the table of {@code view}, all of whose source columns are known at once. Touches nothing. */
    public static FeatureTable of(Lakehouse lakehouse, FeatureView view) {
        return of(lakehouse, view, Availability.immediate());
    }

    /** Returns the table of {@code view}. Touches nothing. */
    public static FeatureTable of(Lakehouse lakehouse, FeatureView view, Availability availability) {
        return new FeatureTable(lakehouse, view, availability);
    }

    /** Returns the three-level name of the table. */
    public TableName name() {
        return lakehouse.table(Layer.FEATURES, view.name());
    }

    /**
     * Makes the table hold exactly the features of {@code sourceRows}.
     *
     * <p>Reads the rows twice, once to check them and once to write. Rows that break an expectation are dropped or counted
     * as it says. Rows of a view with an event id that are equal in all columns become one.
     *
     * @throws DataException if a column is missing or of a wrong type, an expression fails, there are no rows, a key or time
     *     is NULL, a key comes twice, or an expectation fails; the table is as it was
     */
    public WriteResult materialize(Dataset<Row> sourceRows, Write write) {
        PreparedRows prepared = PreparedRows.of(view, availability, sourceRows);
        RowChecks checks = checked(prepared);
        GovernedTable table = lakehouse.governed(spec(prepared.kept().schema(), checks));
        table.withdraw(Set.of(DIGEST, DEFINITION));
        WriteResult result = table.replace(rows(prepared, checks), noting(checks, write));
        LOG.info(
                "feature table {}: {} rows, version {}",
                name(),
                result.rowCount(),
                result.version().version());
        return result;
    }

    /**
     * Returns the rows that {@link #materialize} would write, before copies of one event become one row: to look at their
     * columns. Resolves expressions, starts no Spark job, writes nothing.
     *
     * @throws DataException with every column that is missing or of a wrong type and every expression that fails
     */
    public Dataset<Row> planned(Dataset<Row> sourceRows) {
        return PreparedRows.of(view, availability, sourceRows).kept();
    }

    /**
     * Adds the features of {@code sourceRows} to the table; rows with the same primary key are replaced. Checks as {@link
     * #materialize} does.
     *
     * @throws DataException as {@link #materialize}, if the view has no primary key by which rows could be told apart, and if the
     *     table's rows were made by another definition
     */
    public WriteResult merge(Dataset<Row> sourceRows, Write write) {
        List<String> keys = RowKey.of(view).unique();
        if (keys.isEmpty()) {
            throw new DataException(
                    "feature view " + view.name() + " has no primary key, so rows cannot be merged into " + name()
                            + "; declare event-id, or materialize all rows");
        }
        if (lakehouse.tables().exists(name())) {
            requireDefinition(view.featureNames(), "the merge of new rows");
        }
        PreparedRows prepared = PreparedRows.of(view, availability, sourceRows);
        RowChecks checks = checked(prepared);
        GovernedTable table = lakehouse.governed(spec(prepared.kept().schema(), checks));
        WriteResult result = table.merge(rows(prepared, checks), keys, noting(checks, write));
        LOG.info(
                "feature table {}: {} rows merged, version {}",
                name(),
                result.rowCount(),
                result.version().version());
        return result;
    }

    /**
     * Returns the prepared rows of the table at a version.
     *
     * @throws DataException if there is no such version, or it lacks columns of the view
     */
    public Dataset<Row> rows(TableVersion version) {
        if (!version.table().equals(name())) {
            throw new IllegalArgumentException(version + " is no version of " + name());
        }
        Dataset<Row> rows = lakehouse.tables().read(version);
        List<String> missing = ColumnChecks.missing(rows.schema(), view.preparedColumns(), "feature table");
        if (!missing.isEmpty()) {
            throw new DataException(version + " was written for another definition of feature view " + view.name()
                    + ": " + String.join("\n  ", missing) + "\n  materialize the view again");
        }
        return rows.select(view.preparedColumns().stream().map(Columns::named).toArray(Column[]::new));
    }

    /**
     * Passes if the rows of the table are what this view makes of its source, as far as these features go: the definition
     * that the table was last written for is this one in all that shapes them. Reads the table's facts, no rows.
     *
     * @param features names of features of the view
     * @param asker who relies on it, for the message: {@code the model risk}
     * @throws DataException if there is no table, it tells no definition, or the definitions differ; says in what, and how to
     *     mend it
     */
    public void requireDefinition(Collection<String> features, String asker) {
        Map<String, String> facts = lakehouse
                .catalog()
                .find(name())
                .orElseThrow(() -> new DataException("there is no table " + name() + ", which " + asker
                        + " looks features up in; declare the feature view " + view.name()
                        + " and run the step features"))
                .properties();
        if (view.digest().equals(facts.get(DIGEST))) {
            return;
        }
        List<String> differences = TableDefinition.of(view, features).differences(written(facts, features));
        if (!differences.isEmpty()) {
            throw new DataException("the table " + name() + " does not hold the features that " + asker
                    + " relies on: " + String.join("; ", differences) + ". Give the feature view " + view.name()
                    + " that definition again and run the step features, or go on with a model that was trained on the"
                    + " table as it is");
        }
    }

    private TableDefinition written(Map<String, String> facts, Collection<String> features) {
        String text = facts.getOrDefault(DEFINITION, "");
        if (text.isEmpty()) {
            throw new DataException("the table " + name()
                    + " does not tell for which definition it was written; run the step features for the view "
                    + view.name() + " again");
        }
        return FeatureView.fromJson(view.name(), text)
                .map(found -> TableDefinition.of(found, features))
                .orElseGet(() -> new TableDefinition(Map.of()));
    }

    /**
     * Returns what the leakage audit found as the view was last written, up to a version. Reads a commit or a few of the table's
     * history; where that does not tell any more, what the newest write left among the table's properties.
     *
     * @throws DataException if there is no such table
     */
    public List<LeakageFinding> findings(TableVersion version) {
        return Optional.ofNullable(lakehouse.tables().notes(version).get(LEAKAGE))
                .or(() -> lakehouse
                        .catalog()
                        .find(name())
                        .flatMap(spec -> Optional.ofNullable(spec.properties().get(LEAKAGE))))
                .map(json -> LeakageFinding.fromTree(JsonText.parse(json).path("findings")))
                .orElse(List.of());
    }

    private RowChecks checked(PreparedRows prepared) {
        RowChecks checks = RowChecks.of(prepared);
        checks.require(view);
        checks.broken().forEach((expectation, rows) -> {
            if (rows > 0) {
                LOG.warn("feature table {}: {} of {} rows break {}", name(), rows, checks.rowCount(), expectation);
            }
        });
        return checks;
    }

    private Dataset<Row> rows(PreparedRows prepared, RowChecks checks) {
        return checks.copies() > 0
                ? prepared.kept().dropDuplicates(RowKey.of(view).unique().toArray(String[]::new))
                : prepared.kept();
    }

    private static Write noting(RowChecks checks, Write write) {
        return write.noting(LEAKAGE, findings(checks));
    }

    private static String findings(RowChecks checks) {
        return JsonText.object()
                .<ObjectNode>set("findings", LeakageFinding.toTree(checks.findings()))
                .toString();
    }

    private TableSpec spec(StructType schema, RowChecks checks) {
        RowKey key = RowKey.of(view);
        TableSpec.Builder builder = TableSpec.builder(name(), described(schema))
                .primaryKeys(key.primary())
                .comment(view.comment())
                .owner(view.owner())
                .tags(view.tags())
                .properties(properties(checks));
        view.timestamp().ifPresent(builder::timeSeries);
        if (key.primary().isEmpty()) {
            builder.clusterBy(view.entity().stream().limit(4).toList());
        }
        return builder.build();
    }

    private Map<String, String> properties(RowChecks checks) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put(DIGEST, view.digest());
        properties.put(DEFINITION, view.toJson());
        properties.put("feature_view.entity", String.join(",", view.entity()));
        properties.put("feature_view.features", String.join(",", view.featureNames()));
        checks.broken()
                .forEach((name, rows) -> properties.put(
                        "feature_view.expectation." + name, rows + " of " + checks.rowCount() + " rows break it"));
        properties.put("feature_view.copies_removed", Long.toString(checks.copies()));
        properties.put(LEAKAGE, findings(checks));
        return properties;
    }

    /** The columns with the expressions that they come from as comments. */
    private StructType described(StructType schema) {
        List<StructField> fields = new ArrayList<>();
        for (StructField field : schema.fields()) {
            fields.add(expression(field.name()).map(field::withComment).orElse(field));
        }
        return new StructType(fields.toArray(StructField[]::new));
    }

    private Optional<String> expression(String column) {
        Optional<String> feature = Optional.ofNullable(view.features().get(column));
        return feature.or(
                () -> Optional.ofNullable(view.aggregates().get(column)).map(FeatureTable::inputText));
    }

    private static String inputText(Aggregation aggregation) {
        String windows = String.join(
                ", ", aggregation.windows().stream().map(Durations::text).toList());
        String functions = String.join(
                ", ",
                aggregation.functions().stream().map(AggregateFunction::word).toList());
        return "input of " + functions + " over " + windows + ": " + aggregation.input()
                + aggregation.where().map(condition -> " where " + condition).orElse("");
    }
}
