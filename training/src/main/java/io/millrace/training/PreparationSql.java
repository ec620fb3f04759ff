package io.millrace.training;

import io.millrace.config.DataException;
import io.millrace.config.SqlName;
import io.millrace.models.ColumnEncoder;
import io.millrace.models.FittedPreparation;
import io.millrace.models.NumericEncoder;
import io.millrace.models.OneHotEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A fitted preparation as Spark SQL: an expression for each place of the vector. */
final class PreparationSql {
    /** Text that means the same in every setting of Spark's parser. */
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N} _.,:;/+*()<>=-]*");

    private PreparationSql() {}

    /**
     * Returns the expressions in the order of the vector; each is a double, never NULL.
     *
     * @throws DataException if a column of categories is no text
     */
    static List<String> places(FittedPreparation preparation, StructType schema) {
        List<String> places = new ArrayList<>(preparation.width());
        for (ColumnEncoder encoder : preparation.encoders()) {
            String column = SqlName.quoted(encoder.column());
            if (encoder instanceof NumericEncoder numeric) {
                places.add(numeric(numeric, "CAST(" + column + " AS DOUBLE)"));
            } else {
                OneHotEncoder oneHot = (OneHotEncoder) encoder;
                if (!schema.apply(encoder.column()).dataType().equals(DataTypes.StringType)) {
                    throw new DataException("Column " + encoder.column() + " has categories and is no text; Spark SQL"
                            + " cannot say its preparation; cast it to a string in the feature's expression");
                }
                oneHot(oneHot, column, places);
            }
        }
        return places;
    }

    private static String numeric(NumericEncoder encoder, String number) {
        String missing =
                encoder.impute().isPresent() ? literal(encoder.impute().getAsDouble()) : "CAST('NaN' AS DOUBLE)";
        String present = "CASE WHEN " + number + " IS NULL OR isnan(" + number + ") THEN " + missing + " ELSE " + number
                + " END";
        return "(" + present + " - " + literal(encoder.mean()) + ") / " + literal(encoder.scale());
    }

    private static void oneHot(OneHotEncoder encoder, String column, List<String> places) {
        List<String> categories =
                encoder.categories().stream().map(PreparationSql::literal).toList();
        categories.forEach(
                category -> places.add("CASE WHEN " + column + " = " + category + " THEN 1.0D ELSE 0.0D END"));
        places.add(
                categories.isEmpty()
                        ? "1.0D"
                        : categories.stream()
                                .collect(Collectors.joining(
                                        ", ", "CASE WHEN " + column + " IN (", ") THEN 0.0D ELSE 1.0D END")));
    }

    private static String literal(double value) {
        return "(" + value + "D)";
    }

    /** What may be an escape or a variable to the parser goes by its bytes. */
    private static String literal(String text) {
        return PLAIN.matcher(text).matches()
                ? "'" + text + "'"
                : "CAST(X'" + HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8)) + "' AS STRING)";
    }
}
