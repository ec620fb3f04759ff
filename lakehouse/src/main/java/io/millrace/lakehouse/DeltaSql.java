package io.millrace.lakehouse;

import io.millrace.config.SqlName;
import io.millrace.config.TableName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.types.StructField;

/** Statements on Delta tables as SQL text, every name and value quoted. */
final class DeltaSql {
    private DeltaSql() {}

    static String createSchema(TableName table) {
        return "CREATE SCHEMA IF NOT EXISTS " + schemaOf(table);
    }

    static String schemaOf(TableName table) {
        return SqlName.quoted(table.catalog()) + "." + SqlName.quoted(table.schema());
    }

    static String createTable(TableSpec spec) {
        var columns = new ArrayList<String>();
        for (StructField field : spec.schema().fields()) {
            columns.add(column(field) + (field.nullable() ? "" : " NOT NULL") + comment(field));
        }
        return "CREATE TABLE " + spec.name().sql() + " (" + String.join(", ", columns) + ")"
                + facts(spec, properties(spec));
    }

    /** The columns are those of the view. Where their names are mapped, the change feed is off, since Delta refuses it there. */
    static String createTableAs(TableSpec spec, String view) {
        Map<String, String> properties = properties(spec);
        if (ColumnNames.isMapped(properties)) {
            properties.put(TableFacts.CHANGE_FEED, "false");
        }
        return "CREATE TABLE " + spec.name().sql() + facts(spec, properties) + " AS SELECT * FROM "
                + SqlName.quoted(view);
    }

    private static String facts(TableSpec spec, Map<String, String> properties) {
        var text = new StringBuilder(" USING delta");
        if (!spec.clusterBy().isEmpty()) {
            text.append(" CLUSTER BY (").append(names(spec.clusterBy())).append(")");
        }
        if (!spec.comment().isEmpty()) {
            text.append(" COMMENT ").append(literal(spec.comment()));
        }
        return text.append(" TBLPROPERTIES (")
                .append(pairs(properties))
                .append(")")
                .toString();
    }

    private static Map<String, String> properties(TableSpec spec) {
        var properties = new TreeMap<>(TableFacts.properties(spec));
        if (ColumnNames.needMapping(spec.schema())) {
            properties.putAll(ColumnNames.MAPPING);
        }
        return properties;
    }

    static String addColumns(TableName table, List<StructField> fields) {
        var columns = new ArrayList<String>();
        fields.forEach(field -> columns.add(column(field) + comment(field)));
        return "ALTER TABLE " + table.sql() + " ADD COLUMNS (" + String.join(", ", columns) + ")";
    }

    static String setProperties(TableName table, Map<String, String> properties) {
        return "ALTER TABLE " + table.sql() + " SET TBLPROPERTIES (" + pairs(properties) + ")";
    }

    static String unsetProperties(TableName table, List<String> keys) {
        return "ALTER TABLE " + table.sql() + " UNSET TBLPROPERTIES IF EXISTS ("
                + String.join(", ", keys.stream().map(DeltaSql::literal).toList()) + ")";
    }

    static String commentColumn(TableName table, StructField field) {
        return "ALTER TABLE " + table.sql() + " ALTER COLUMN " + SqlName.quoted(field.name()) + " COMMENT "
                + literal(field.getComment().getOrElse(() -> ""));
    }

    static String commentTable(TableName table, String comment) {
        return "COMMENT ON TABLE " + table.sql() + " IS " + literal(comment);
    }

    static String clusterBy(TableName table, List<String> columns) {
        return "ALTER TABLE " + table.sql() + " CLUSTER BY "
                + (columns.isEmpty() ? "NONE" : "(" + names(columns) + ")");
    }

    private static String column(StructField field) {
        return SqlName.quoted(field.name()) + " " + field.dataType().sql();
    }

    private static String comment(StructField field) {
        return field.getComment().isEmpty()
                ? ""
                : " COMMENT " + literal(field.getComment().get());
    }

    private static String names(Collection<String> columns) {
        return String.join(", ", columns.stream().map(SqlName::quoted).toList());
    }

    private static String pairs(Map<String, String> properties) {
        var pairs = new ArrayList<String>();
        properties.forEach((key, value) -> pairs.add(literal(key) + " = " + literal(value)));
        return String.join(", ", pairs);
    }

    /** A string literal in Spark's default escaping, by backslash. */
    static String literal(String text) {
        var literal = new StringBuilder("'");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> literal.append("\\\\");
                case '\'' -> literal.append("\\'");
                case '\n' -> literal.append("\\n");
                case '\r' -> literal.append("\\r");
                default -> literal.append(c);
            }
        }
        return literal.append("'").toString();
    }
}
