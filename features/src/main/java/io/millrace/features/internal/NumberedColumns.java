package io.millrace.features.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampType;

/** The columns of a data frame under plain names of our own, found by their real names; collects what is wrong. */
public final class NumberedColumns {

    private final String subject;
    private final StructType schema;
    private final String letter;
    private final Dataset<Row> renamed;
    private final List<String> problems;

    /** Names the columns {@code letter + position}, so that no dot, back-tick or doubled name can do harm. */
    public NumberedColumns(String subject, Dataset<Row> rows, String letter, List<String> problems) {
        this.subject = subject;
        this.schema = rows.schema();
        this.letter = letter;
        this.renamed = rows.toDF(
                IntStream.range(0, schema.length()).mapToObj(i -> letter + i).toArray(String[]::new));
        this.problems = problems;
    }

    /** Returns the rows under the plain names. */
    public Dataset<Row> rows() {
        return renamed;
    }

    /** Returns the column at a position. */
    public Column column(int index) {
        return functions.col(plainName(index));
    }

    String plainName(int index) {
        return letter + index;
    }

    /** Returns all columns under their real names, with their metadata. */
    public List<Column> restored() {
        return IntStream.range(0, schema.length())
                .mapToObj(i -> column(i).as(name(i), schema.fields()[i].metadata()))
                .toList();
    }

    DataType type(int index) {
        return schema.fields()[index].dataType();
    }

    /** Returns the position of a column; if there is none, or several, notes a problem and returns -1. */
    int find(String name) {
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < schema.length(); i++) {
            if (schema.fields()[i].name().equalsIgnoreCase(name)) {
                found.add(i);
            }
        }
        if (found.size() != 1) {
            problems.add(subject + ": " + (found.isEmpty() ? "no" : "more than one") + " column " + name + "; it has "
                    + String.join(", ", schema.fieldNames()));
            return -1;
        }
        return found.get(0);
    }

    /** Like {@link #find}, for a column that must be an instant. */
    public int findTime(String name) {
        int index = find(name);
        if (index >= 0 && !(type(index) instanceof TimestampType)) {
            problems.add(
                    subject + ": time column " + name + " is " + type(index).sql()
                            + "; it must be TIMESTAMP, an instant: declare its zone or unit where the source is declared");
            return -1;
        }
        return index;
    }

    String name(int index) {
        return schema.fields()[index].name();
    }

    /** Returns the real names. */
    public List<String> names() {
        return List.of(schema.fieldNames());
    }
}
