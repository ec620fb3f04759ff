package io.millrace.lakehouse;

import io.millrace.config.TableName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.types.AtomicType;
import org.apache.spark.sql.types.BinaryType$;
import org.apache.spark.sql.types.BooleanType$;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The definition of a table: columns and facts.
 *
 * @param name the three-level name
 * @param schema the columns; a column's comment is in its field's metadata, as {@link StructField#withComment} puts it.
 *     Key columns are made NOT NULL.
 * @param primaryKeys the key columns, in order; empty if the table has no key
 * @param timeSeries the column of event time
 * @param clusterBy the columns of liquid clustering, at most four
 * @param comment what the table holds; may be empty
 * @param owner who answers for it; may be empty
 * @param tags free tags, in order
 * @param properties further table properties; none begins with {@code millrace.}
 * @param project the project whose table it is, which no other project's writes may change; empty if it is shared
 */
public record TableSpec(
        TableName name,
        StructType schema,
        List<String> primaryKeys,
        Optional<String> timeSeries,
        List<String> clusterBy,
        String comment,
        String owner,
        Map<String, String> tags,
        Map<String, String> properties,
        Optional<String> project) {

    private static final int CLUSTERING_COLUMNS = 4;
    /** Delta keeps minimum and maximum, which clustering needs, of so many columns from the left. */
    private static final int COLUMNS_WITH_STATISTICS = 32;

    /**
     * Checks the parts against each other.
     *
     * @throws IllegalArgumentException if a named column is missing, a name comes twice, there are over four clustering
     *     columns, or a property begins with {@code millrace.}
     */
    public TableSpec {
        primaryKeys = List.copyOf(primaryKeys);
        clusterBy = List.copyOf(clusterBy);
        tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
        properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
        List<String> columns = Arrays.asList(schema.fieldNames());
        requireDistinct(name, "columns", columns);
        requireColumns(name, "primary keys", primaryKeys, columns);
        requireColumns(name, "clustering columns", clusterBy, columns);
        requireColumns(name, "time-series column", timeSeries.stream().toList(), columns);
        if (clusterBy.size() > CLUSTERING_COLUMNS) {
            throw new IllegalArgumentException(
                    name + " has the clustering columns " + clusterBy + "; at most " + CLUSTERING_COLUMNS + " work");
        }
        for (String property : properties.keySet()) {
            if (property.startsWith(TableFacts.PREFIX)) {
                throw new IllegalArgumentException(
                        name + " has the property " + property + "; millrace. is the library's own prefix");
            }
        }
        schema = withKeysNotNull(schema, primaryKeys);
    }

    /** Returns a builder of the definition of a table with these columns. */
    public static Builder builder(TableName name, StructType schema) {
        return new Builder(name, schema);
    }

    /** Returns the same facts over other columns; a column of both keeps the comment that it has here. */
    TableSpec withColumns(StructType columns) {
        return new TableSpec(
                name,
                described(columns),
                primaryKeys,
                timeSeries,
                clusterBy,
                comment,
                owner,
                tags,
                properties,
                project);
    }

    /** Returns the same definition of a table of that project. */
    TableSpec ofProject(String owning) {
        return new TableSpec(
                name,
                schema,
                primaryKeys,
                timeSeries,
                clusterBy,
                comment,
                owner,
                tags,
                properties,
                Optional.of(owning));
    }

    /** Returns the same definition with these further properties in the place of its own. */
    TableSpec withProperties(Map<String, String> values) {
        return new TableSpec(name, schema, primaryKeys, timeSeries, clusterBy, comment, owner, tags, values, project);
    }

    private StructType described(StructType columns) {
        var fields = new ArrayList<StructField>();
        for (StructField field : columns.fields()) {
            fields.add(Arrays.stream(schema.fields())
                    .filter(own -> own.name().equalsIgnoreCase(field.name()))
                    .filter(own -> own.getComment().isDefined())
                    .map(own -> field.withComment(own.getComment().get()))
                    .findFirst()
                    .orElse(field));
        }
        return new StructType(fields.toArray(StructField[]::new));
    }

    private static void requireColumns(TableName name, String what, List<String> wanted, List<String> columns) {
        requireDistinct(name, what, wanted);
        for (String column : wanted) {
            if (!columns.contains(column)) {
                throw new IllegalArgumentException(
                        name + " has no column " + column + ", named among its " + what + "; it has " + columns);
            }
        }
    }

    private static void requireDistinct(TableName name, String what, List<String> names) {
        if (new HashSet<>(names).size() < names.size()) {
            throw new IllegalArgumentException(name + " names one twice among its " + what + ": " + names);
        }
    }

    private static StructType withKeysNotNull(StructType schema, List<String> keys) {
        var fields = new ArrayList<StructField>();
        for (StructField field : schema.fields()) {
            boolean nullable = field.nullable() && !keys.contains(field.name());
            fields.add(new StructField(field.name(), field.dataType(), nullable, field.metadata()));
        }
        return new StructType(fields.toArray(StructField[]::new));
    }

    /** Builds a {@link TableSpec}. Clustering is by the primary keys, as far as Delta can, unless said otherwise. */
    public static final class Builder {
        private final TableName name;
        private final StructType schema;
        private List<String> primaryKeys = List.of();
        private Optional<String> timeSeries = Optional.empty();
        private Optional<List<String>> clusterBy = Optional.empty();
        private String comment = "";
        private String owner = "";
        private Map<String, String> tags = Map.of();
        private Map<String, String> properties = Map.of();

        private Builder(TableName name, StructType schema) {
            this.name = name;
            this.schema = schema;
        }

        /** Sets the key columns, in order. */
        public Builder primaryKeys(List<String> columns) {
            primaryKeys = List.copyOf(columns);
            return this;
        }

        /** Sets the column of event time. */
        public Builder timeSeries(String column) {
            timeSeries = Optional.of(column);
            return this;
        }

        /** Sets the columns of liquid clustering; an empty list turns it off. */
        public Builder clusterBy(List<String> columns) {
            clusterBy = Optional.of(List.copyOf(columns));
            return this;
        }

        /** Sets what the table holds. */
        public Builder comment(String text) {
            comment = text;
            return this;
        }

        /** Sets who answers for the table. */
        public Builder owner(String text) {
            owner = text;
            return this;
        }

        /** Sets the tags. */
        public Builder tags(Map<String, String> values) {
            tags = values;
            return this;
        }

        /** Sets further table properties. */
        public Builder properties(Map<String, String> values) {
            properties = values;
            return this;
        }

        /**
         * Returns the definition.
         *
         * @throws IllegalArgumentException as {@link TableSpec} says
         */
        public TableSpec build() {
            return new TableSpec(
                    name,
                    schema,
                    primaryKeys,
                    timeSeries,
                    clusterBy.orElseGet(this::keysToClusterBy),
                    comment,
                    owner,
                    tags,
                    properties,
                    Optional.empty());
        }

        private List<String> keysToClusterBy() {
            List<String> columns = Arrays.asList(schema.fieldNames());
            return primaryKeys.stream()
                    .filter(columns::contains)
                    .filter(key -> columns.indexOf(key) < COLUMNS_WITH_STATISTICS)
                    .filter(key -> isOrdered(schema.fields()[columns.indexOf(key)].dataType()))
                    .limit(CLUSTERING_COLUMNS)
                    .toList();
        }

        private static boolean isOrdered(DataType type) {
            return type instanceof AtomicType && !(type instanceof BooleanType$) && !(type instanceof BinaryType$);
        }
    }
}
