package io.millrace.features;

import static org.apache.spark.sql.functions.expr;

import io.millrace.config.DataException;
import io.millrace.definitions.FeatureColumn;
import io.millrace.definitions.FeatureView;
import io.millrace.definitions.Spine;
import io.millrace.definitions.SqlColumns;
import io.millrace.definitions.TrainingSet;
import io.millrace.lakehouse.Columns;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** What training and scoring share: a spine, its lookups, then the functions of the joined row. */
final class FeatureJoin {

    /** Whether the label and its time must be there. */
    enum Labels {
        REQUIRED,
        OPTIONAL
    }

    private final TrainingSet definition;
    private final PointInTimeJoin join;

    private FeatureJoin(TrainingSet definition, PointInTimeJoin join) {
        this.definition = definition;
        this.join = join;
    }

    static FeatureJoin of(List<FeatureView> views, TrainingSet definition) {
        return new FeatureJoin(
                definition, PointInTimeJoin.of(views, definition.spine().timestamp(), definition.lookups()));
    }

    /** Returns the declared columns of the spine, the looked-up features and the functions. */
    Dataset<Row> features(Dataset<Row> spine, Map<String, Dataset<Row>> tables) {
        requireSpine(spine, Labels.OPTIONAL);
        Dataset<Row> joined = join.joinTables(projected(spine), tables);
        return withFunctions(spine.schema(), joined, List.of());
    }

    /** The same with the diagnostic columns of the lookups at the end. */
    PointInTimeJoin.Joined diagnosed(Dataset<Row> spine, Map<String, Dataset<Row>> tables) {
        PointInTimeJoin.Joined joined = join.joinTablesWithDiagnostics(projected(spine), tables);
        List<String> diagnostics = joined.lookups().stream()
                .flatMap(lookup -> Stream.of(lookup.age(), lookup.cause()))
                .toList();
        return new PointInTimeJoin.Joined(withFunctions(spine.schema(), joined.rows(), diagnostics), joined.lookups());
    }

    /** Returns the model's inputs with their types, in the order that specs keep. */
    List<FeatureColumn> inputs(StructType schema) {
        Set<String> names = new LinkedHashSet<>(join.featureNames());
        names.addAll(definition.functions().keySet());
        names.addAll(definition.spine().features());
        return names.stream()
                .map(name -> new FeatureColumn(
                        name,
                        ColumnChecks.find(schema, name).orElseThrow().dataType().catalogString()))
                .toList();
    }

    /**
     * Checks the columns of the spine.
     *
     * @throws DataException with every column that is missing or of a wrong type
     */
    void requireSpine(Dataset<Row> spine, Labels labels) {
        StructType schema = spine.schema();
        Spine declared = definition.spine();
        List<String> problems = new ArrayList<>(ColumnChecks.missing(schema, declared.entity(), "entity"));
        problems.addAll(ColumnChecks.missing(schema, List.of(declared.timestamp()), "timestamp"));
        problems.addAll(ColumnChecks.missing(schema, declared.features(), "feature"));
        problems.addAll(ColumnChecks.missing(schema, declared.columns(), "carried"));
        ColumnChecks.notAnInstant(schema, declared.timestamp(), "timestamp").ifPresent(problems::add);
        declared.labelTime().ifPresent(column -> ColumnChecks.notAnInstant(schema, column, "label-time")
                .ifPresent(problems::add));
        if (labels == Labels.REQUIRED) {
            problems.addAll(
                    ColumnChecks.missing(schema, declared.label().stream().toList(), "label"));
            problems.addAll(
                    ColumnChecks.missing(schema, declared.labelTime().stream().toList(), "label-time"));
        }
        refuse(problems);
    }

    private Dataset<Row> projected(Dataset<Row> spine) {
        StructType schema = spine.schema();
        List<String> columns = new ArrayList<>(kept(schema));
        columns.addAll(readOnly(schema));
        return spine.select(
                columns.stream().map(name -> Columns.named(name).as(name)).toArray(Column[]::new));
    }

    private Dataset<Row> withFunctions(StructType spineSchema, Dataset<Row> joined, List<String> more) {
        Map<String, String> functions = new LinkedHashMap<>();
        definition.functions().forEach((name, sql) -> functions.put("functions." + name, sql));
        refuse(ColumnChecks.wrongExpressions(joined, functions));
        List<Column> columns = new ArrayList<>();
        kept(spineSchema).forEach(name -> columns.add(Columns.named(name)));
        join.featureNames().forEach(name -> columns.add(Columns.named(name)));
        definition.functions().forEach((name, sql) -> columns.add(expr(sql).as(name)));
        more.forEach(name -> columns.add(Columns.named(name)));
        return joined.select(columns.toArray(Column[]::new));
    }

    /** Declared columns that the spine has; label and label-time may be absent when rows are scored. */
    private List<String> kept(StructType schema) {
        return definition.spine().keptColumns().stream()
                .filter(column -> ColumnChecks.has(schema, column))
                .toList();
    }

    /** ColumnChecks that only functions read; a looked-up feature of the same name goes before them. */
    private List<String> readOnly(StructType schema) {
        Set<String> taken = Stream.concat(definition.spine().keptColumns().stream(), join.featureNames().stream())
                .map(ColumnChecks::lower)
                .collect(Collectors.toSet());
        List<String> free = Stream.of(schema.fieldNames())
                .filter(name -> !taken.contains(ColumnChecks.lower(name)))
                .toList();
        return definition.functions().values().stream()
                .flatMap(sql -> SqlColumns.read(sql, free).stream())
                .distinct()
                .toList();
    }

    private void refuse(List<String> problems) {
        if (!problems.isEmpty()) {
            throw new DataException("training set " + definition.name() + ", spine "
                    + definition.spine().source() + ": " + String.join("\n  ", problems));
        }
    }
}
