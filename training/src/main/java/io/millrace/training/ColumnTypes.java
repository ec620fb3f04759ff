package io.millrace.training;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;

/** ColumnTypes by their exact name, whatever characters it holds, and the types that training knows. */
final class ColumnTypes {
    private static final Set<String> NUMERIC = Set.of("tinyint", "smallint", "int", "bigint", "float", "double");

    private ColumnTypes() {}

    static boolean isNumeric(String type) {
        return NUMERIC.contains(type) || type.startsWith("decimal");
    }

    /** Returns the Spark SQL type of a column, or nothing after noting the problem that it is missing. */
    static Optional<String> type(Dataset<Row> rows, String name, List<String> problems) {
        for (StructField field : rows.schema().fields()) {
            if (field.name().equals(name)) {
                return Optional.of(field.dataType().sql().toLowerCase(Locale.ROOT));
            }
        }
        problems.add("column " + name + " is missing; there are " + String.join(", ", rows.columns()));
        return Optional.empty();
    }
}
