package io.millrace.lakehouse;

import static org.apache.spark.sql.functions.bit_and;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;

import io.millrace.config.SqlName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** Guesses the types of columns that are read as texts; one job over all rows. */
final class CsvTypes {

    private static final int FACTS = 3;

    private CsvTypes() {}

    /**
     * Returns the type of each column that gives every text back, else STRING; what holds numbers and stays STRING is noted.
     *
     * <p>With {@code dateFormat} or {@code timestampFormat} among the options, those alone tell dates and times.
     */
    static Map<String, DataType> guess(
            Dataset<Row> texts, List<String> names, Map<String, String> options, List<String> notes) {
        UserDefinedFunction forms = udf(new TextForms(), DataTypes.LongType);
        List<Column> facts = new ArrayList<>();
        for (String name : names) {
            Column text = Columns.named(name);
            facts.add(bit_and(forms.apply(text)));
            facts.add(comesBack(name, "dateFormat", options));
            facts.add(comesBack(name, "timestampFormat", options));
        }
        Row row = Columns.totals(texts, facts);
        Map<String, DataType> types = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            types.put(names.get(i), type(row, i * FACTS, names.get(i), options, notes));
        }
        return types;
    }

    private static DataType type(Row row, int at, String name, Map<String, String> options, List<String> notes) {
        if (row.isNullAt(at)) {
            return DataTypes.StringType;
        }
        if (row.getBoolean(at + 1)) {
            return DataTypes.DateType;
        }
        if (row.getBoolean(at + 2)) {
            return DataTypes.TimestampType;
        }
        long forms = row.getLong(at);
        Optional<DataType> type = TextForms.type(forms)
                .filter(found -> !found.equals(DataTypes.DateType) || !options.containsKey("dateFormat"))
                .filter(found -> !found.equals(DataTypes.TimestampType) || !options.containsKey("timestampFormat"));
        if (type.isEmpty() && (forms & TextForms.NUMBER) != 0) {
            notes.add("the column " + name
                    + " holds numbers and stays STRING, since not every text would come back from a"
                    + " number (01, 1.10 beside 1.1, too many digits); declare schema to read it as one");
        }
        return type.orElse(DataTypes.StringType);
    }

    /** Whether all texts of a column are dates or times of the format and come back from them. */
    private static Column comesBack(String name, String option, Map<String, String> options) {
        String format = options.get(option);
        if (format == null) {
            return lit(false);
        }
        String text = SqlName.quoted(name);
        String literal = "'" + format.replace("\\", "\\\\").replace("'", "\\'") + "'";
        return expr("coalesce(bool_and(" + text + " IS NULL OR coalesce(date_format(try_to_timestamp(" + text + ", "
                + literal + "), " + literal + ") = " + text + ", false)), false)");
    }
}
