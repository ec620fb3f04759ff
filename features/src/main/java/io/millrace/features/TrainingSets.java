package io.millrace.features;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import io.millrace.config.DataException;
import io.millrace.config.SqlName;
import io.millrace.config.TableName;
import io.millrace.config.TableVersion;
import io.millrace.definitions.FeatureColumn;
import io.millrace.definitions.FeatureDefinitions;
import io.millrace.definitions.FeatureSpec;
import io.millrace.definitions.FeatureView;
import io.millrace.definitions.Spine;
import io.millrace.definitions.TrainingSet;
import io.millrace.lakehouse.Columns;
import io.millrace.lakehouse.GovernedTable;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.lakehouse.Layer;
import io.millrace.lakehouse.TableSpec;
import io.millrace.lakehouse.Write;
import io.millrace.lakehouse.WriteResult;
import io.millrace.metrics.spark.BinaryLabels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes training sets: looks features up for a spine at exact table versions, writes the result and reports on it. */
public final class TrainingSets {

    private static final String END = "end";
    private static final Logger LOG = LoggerFactory.getLogger(TrainingSets.class);

    private final Lakehouse lakehouse;
    private final TrainingSet definition;
    private final List<FeatureView> views;
    private final Map<String, TableVersion> versions;

    private TrainingSets(
            Lakehouse lakehouse, TrainingSet definition, List<FeatureView> views, Map<String, TableVersion> versions) {
        this.lakehouse = lakehouse;
        this.definition = definition;
        this.views = views;
        this.versions = versions;
    }

    /**
     * Writes the table {@code training.<name>} with one row for each spine row that meets the spine's condition, and
     * returns it with its report.
     *
     * <p>ColumnChecks: the spine's declared columns, the features of each lookup, the functions. Reads the spine twice, a narrow
     * pass for counts and one for the join; the match report is counted while the table is written; the leakage audit reads
     * the written table. Its findings are returned, not thrown: {@link LeakageAudit#require} refuses them.
     *
     * @param views at least the views that the lookups name
     * @param featureTables for each of them the version of its feature table to read
     * @throws io.millrace.config.InvalidConfigException if definition and views do not fit together
     * @throws DataException if columns of the spine are missing or of wrong types, key types do not fit, an expression
     *     fails, the spine has no rows, or feature rows are tied; the training set is as it was
     * @throws IllegalArgumentException if a version is not given
     */
    public static TrainingSetResult build(
            Lakehouse lakehouse,
            TrainingSet definition,
            List<FeatureView> views,
            SpineRows spine,
            Map<String, TableVersion> featureTables,
            Write write) {
        return of(lakehouse, definition, views, featureTables).build(spine, write);
    }

    /**
     * Returns the inputs that the training set would give a model, by name and type: what {@link FeatureSpec#inputs} of
     * {@link #build} says. Resolves expressions and reads schemas; starts no Spark job, writes nothing.
     *
     * @throws io.millrace.config.InvalidConfigException as {@link #build}
     * @throws DataException if columns are missing or of wrong types, or an expression fails
     * @throws IllegalArgumentException if a version is not given
     */
    public static List<FeatureColumn> inputs(
            Lakehouse lakehouse,
            TrainingSet definition,
            List<FeatureView> views,
            SpineRows spine,
            Map<String, TableVersion> featureTables) {
        TrainingSets sets = of(lakehouse, definition, views, featureTables);
        PointInTimeJoin.Joined joined = sets.joined(rows(definition, spine));
        return FeatureJoin.of(sets.views, definition).inputs(joined.rows().schema());
    }

    /**
     * What a training set would be.
     *
     * @param spec with the inputs of models by name and type, and no version of a table
     * @param rows the rows, to look at their columns
     */
    public record Planned(FeatureSpec spec, Dataset<Row> rows) {}

    /**
     * Returns what {@link #build} would make of rows that are in no table yet. Resolves expressions; starts no Spark job, writes
     * nothing.
     *
     * @param featureRows for each view that the lookups name the rows of its feature table, see {@link FeatureTable#planned}
     * @throws io.millrace.config.InvalidConfigException as {@link #build}
     * @throws DataException if columns of the spine are missing or of wrong types, key types do not fit, or an expression fails
     */
    public static Planned planned(
            TrainingSet definition, List<FeatureView> views, SpineRows spine, Map<String, Dataset<Row>> featureRows) {
        Dataset<Row> rows = rows(definition, spine);
        FeatureJoin join = FeatureJoin.of(views, definition);
        join.requireSpine(rows, FeatureJoin.Labels.REQUIRED);
        definition.spine().label().ifPresent(label -> BinaryLabels.read(rows.schema(), label));
        Dataset<Row> joined = join.features(rows, featureRows);
        List<FeatureColumn> inputs = join.inputs(joined.schema());
        refuse(definition, lateReads(definition, spine.availability(), inputs).problems(rows.schema()));
        return new Planned(new FeatureSpec(views, definition, Map.of(), inputs), joined);
    }

    private static TrainingSets of(
            Lakehouse lakehouse,
            TrainingSet definition,
            List<FeatureView> views,
            Map<String, TableVersion> featureTables) {
        List<FeatureView> used = views.stream()
                .filter(view -> definition.lookups().stream()
                        .anyMatch(lookup -> lookup.view().equals(view.name())))
                .toList();
        FeatureDefinitions.of(used, List.of(definition));
        Map<String, TableVersion> versions = new LinkedHashMap<>();
        for (FeatureView view : used) {
            TableVersion version = featureTables.get(view.name());
            if (version == null) {
                throw new IllegalArgumentException(
                        "no version of the feature table of view " + view.name() + " is given");
            }
            versions.put(view.name(), version);
        }
        return new TrainingSets(lakehouse, definition, used, versions);
    }

    private TrainingSetResult build(SpineRows source, Write write) {
        Dataset<Row> spine = rows(definition, source);
        PointInTimeJoin.Joined joined = joined(spine);
        List<FeatureColumn> inputs =
                FeatureJoin.of(views, definition).inputs(joined.rows().schema());
        LateReads lateReads = lateReads(definition, source.availability(), inputs);
        Row counts = counts(spine, lateReads);
        long rowCount = Numbers.longAt(counts, "rows");
        TableName name = lakehouse.table(Layer.TRAINING, definition.name());
        GovernedTable table =
                lakehouse.governed(spec(name, joined.withoutDiagnostics().schema()));
        table.create(); // Spark tells what it observed in an overwrite, but not what it observed as it made a table.
        ObservedWrite observed = ObservedWrite.of(joined, rows -> table.replace(rows, write));
        WriteResult result = observed.result();
        requireAllRows(rowCount, result);
        Dataset<Row> written = lakehouse.tables().read(result.version());
        List<LeakageFinding> findings = new ArrayList<>();
        for (FeatureView view : views) {
            TableVersion read = Objects.requireNonNull(versions.get(view.name()), view.name());
            findings.addAll(FeatureTable.of(lakehouse, view).findings(read));
        }
        findings.addAll(lateReads.findings(counts, rowCount, ""));
        findings.replaceAll(finding -> finding.waivedBy(definition.leakageWaivers()));
        findings.addAll(LeakageAudit.of(written, definition, inputs));
        TrainingSetReport report = new TrainingSetReport(
                definition.name(),
                rowCount,
                Numbers.longAt(counts, "null_label"),
                Numbers.longAt(counts, "null_timestamp"),
                Numbers.longAt(counts, "null_label_time"),
                openLabels(written, counts),
                observed.reports(),
                findings);
        LOG.info(
                "training set {}: {} rows, version {}",
                name,
                rowCount,
                result.version().version());
        return new TrainingSetResult(result, report, new FeatureSpec(views, definition, versions, inputs));
    }

    private static Dataset<Row> rows(TrainingSet definition, SpineRows source) {
        return definition.spine().where().map(source.rows()::where).orElse(source.rows());
    }

    private PointInTimeJoin.Joined joined(Dataset<Row> spine) {
        FeatureJoin join = FeatureJoin.of(views, definition);
        join.requireSpine(spine, FeatureJoin.Labels.REQUIRED);
        SpecLookup.of(new FeatureSpec(views, definition, versions, List.of()))
                .requireTables(lakehouse, "the training set " + definition.name());
        Map<String, Dataset<Row>> tables = new LinkedHashMap<>();
        for (FeatureView view : views) {
            TableVersion version = Objects.requireNonNull(versions.get(view.name()));
            tables.put(view.name(), FeatureTable.of(lakehouse, view).rows(version));
        }
        return join.diagnosed(spine, tables);
    }

    /** Late columns of the spine that keys, own features and functions read; looked-up names hide columns of the spine. */
    private static LateReads lateReads(TrainingSet definition, Availability availability, List<FeatureColumn> inputs) {
        Spine spine = definition.spine();
        Map<String, List<String>> late = new LinkedHashMap<>(availability.knownAt());
        inputs.stream()
                .map(FeatureColumn::name)
                .filter(name -> !spine.features().contains(name))
                .forEach(late::remove);
        Map<String, List<String>> expressions = new LinkedHashMap<>();
        spine.features().forEach(column -> expressions.put(column, List.of(SqlName.quoted(column))));
        spine.entity().forEach(column -> expressions.put(column, List.of(SqlName.quoted(column))));
        definition.functions().forEach((name, sql) -> expressions.put(name, List.of(sql)));
        return LateReads.of(expressions, new Availability(late), Optional.of(spine.timestamp()), Duration.ZERO);
    }

    private Row counts(Dataset<Row> spine, LateReads lateReads) {
        Spine declared = definition.spine();
        refuse(definition, lateReads.problems(spine.schema()));
        List<Column> columns = new ArrayList<>();
        columns.add(nulls(Columns.named(declared.timestamp())).as("null_timestamp"));
        columns.add(max(unix_micros(Columns.named(declared.timestamp()))).as(END));
        columns.add(declared.label()
                .map(label -> BinaryLabels.read(spine.schema(), label))
                .map(TrainingSets::nulls)
                .orElse(lit(0L))
                .as("null_label"));
        columns.add(declared.labelTime()
                .map(Columns::named)
                .map(TrainingSets::nulls)
                .orElse(lit(0L))
                .as("null_label_time"));
        columns.addAll(lateReads.aggregates());
        List<Column> all = new ArrayList<>(List.of(col("*")));
        all.addAll(lateReads.lateness());
        Row counts = spine.select(all.toArray(Column[]::new))
                .agg(count(lit(1)).as("rows"), columns.toArray(Column[]::new))
                .first();
        if (Numbers.longAt(counts, "rows") == 0) {
            throw new DataException("training set " + definition.name() + ": the spine " + declared.source()
                    + " has no rows"
                    + declared.where().map(sql -> " where " + sql).orElse("")
                    + "; check the source" + (declared.where().isPresent() ? " and the condition" : ""));
        }
        return counts;
    }

    private static void refuse(TrainingSet definition, List<String> problems) {
        if (!problems.isEmpty()) {
            throw new DataException("training set " + definition.name() + ", spine "
                    + definition.spine().source() + ": " + String.join("\n  ", problems));
        }
    }

    /** Rows whose label-time lies after the last timestamp; reads one column. */
    private long openLabels(Dataset<Row> written, Row counts) {
        int end = counts.fieldIndex(END);
        if (definition.spine().labelTime().isEmpty() || counts.isNullAt(end)) {
            return 0;
        }
        Column labelTime =
                unix_micros(Columns.named(definition.spine().labelTime().get()));
        return written.where(labelTime.gt(lit(counts.getLong(end)))).count();
    }

    private static Column nulls(Column column) {
        return sum(when(column.isNull(), 1L).otherwise(0L));
    }

    private void requireAllRows(long rowCount, WriteResult result) {
        if (result.rowCount() != rowCount) {
            throw new DataException("training set " + definition.name() + ": " + result.version() + " has "
                    + result.rowCount() + " rows, but the spine "
                    + definition.spine().source() + " has " + rowCount
                    + "; the source changed while it was read, or its expressions give other rows each time");
        }
    }

    private TableSpec spec(TableName name, StructType schema) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("training_set.digest", definition.digest());
        properties.put(
                "training_set.entity", String.join(",", definition.spine().entity()));
        properties.put("training_set.label", definition.spine().label().orElse(""));
        properties.put("training_set.label_time", definition.spine().labelTime().orElse(""));
        versions.forEach((view, version) -> properties.put("training_set.feature_table." + view, version.toString()));
        return TableSpec.builder(name, schema)
                .timeSeries(definition.spine().timestamp())
                .comment("Training set " + definition.name() + " over "
                        + definition.spine().source())
                .properties(properties)
                .build();
    }
}
