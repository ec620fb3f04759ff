package io.millrace.registry;

import io.millrace.config.DataException;
import io.millrace.config.TableName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Whether rows of one schema can be kept in an inference table, and the way out if they cannot. */
final class InferenceFit {
    /** Types that Delta can widen to, by the type that it widens from. */
    private static final List<List<String>> WIDENINGS = List.of(
            List.of("tinyint", "smallint", "int", "bigint"),
            List.of("tinyint", "smallint", "int", "double"),
            List.of("float", "double"));

    private InferenceFit() {}

    static void require(TableName table, StructType present, StructType rows, Collection<String> columns) {
        List<String> problems = new ArrayList<>();
        List<String> widenings = new ArrayList<>();
        boolean widens = true;
        for (String column : columns) {
            Optional<String> kept = type(present, column);
            Optional<String> given = type(rows, column);
            if (kept.isEmpty() || given.isEmpty() || Widening.lossless(given.get(), kept.get())) {
                continue;
            }
            problems.add("column " + column + " is " + given.get() + ", the table has " + kept.get());
            widens &= canWiden(kept.get(), given.get());
            widenings.add("ALTER TABLE " + table + " ALTER COLUMN " + pasted(column) + " TYPE " + given.get());
        }
        if (!problems.isEmpty()) {
            throw new DataException("the scores of a model with these inputs would not fit the inference table " + table
                    + ": " + String.join("; ", problems) + ". " + remedy(table, widens ? widenings : List.of()));
        }
    }

    private static String remedy(TableName table, List<String> widenings) {
        String back = "Give the columns their types again in the source or the feature view (CAST)";
        if (widenings.isEmpty()) {
            return back
                    + ", or keep the old scores under another name and begin a new table: millrace sql \"ALTER TABLE "
                    + table + " RENAME TO " + table.name() + "_before\"";
        }
        String property = "ALTER TABLE " + table + " SET TBLPROPERTIES ('delta.enableTypeWidening' = 'true')";
        String statements = Stream.concat(Stream.of(property), widenings.stream())
                .map(statement -> "millrace sql \"" + statement + "\"")
                .reduce((one, other) -> one + " && " + other)
                .orElseThrow();
        return back + ", or widen the table: " + statements;
    }

    /** A backtick must be escaped where a shell reads it. */
    private static String pasted(String column) {
        return column.matches("[A-Za-z_][A-Za-z0-9_]*") ? column : "\\`" + column + "\\`";
    }

    private static boolean canWiden(String from, String to) {
        return WIDENINGS.stream().anyMatch(chain -> chain.contains(from) && chain.indexOf(from) < chain.indexOf(to));
    }

    private static Optional<String> type(StructType schema, String column) {
        return Stream.of(schema.fields())
                .filter(field -> field.name().equalsIgnoreCase(column))
                .map(StructField::dataType)
                .map(type -> type.catalogString())
                .findFirst();
    }
}
