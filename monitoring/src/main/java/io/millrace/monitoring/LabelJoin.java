package io.millrace.monitoring;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.millrace.config.DataException;
import io.millrace.lakehouse.Columns;
import io.millrace.metrics.spark.BinaryLabels;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.TimestampType;

/** Puts the label, as it is known at an instant, beside each prediction. Starts no Spark job. */
final class LabelJoin {
    private final Labels labels;
    private final Instant asOf;
    private final String name;

    /** Labels will stand in the new column {@code name}. */
    LabelJoin(Labels labels, Instant asOf, String name) {
        this.labels = labels;
        this.asOf = asOf;
        this.name = name;
    }

    /**
     * Returns {@code rows} with the label of their own label column, NULL where it is not known yet.
     *
     * @throws DataException if the label or its time is missing, or the time is no timestamp
     */
    Dataset<Row> ofTable(Dataset<Row> rows) {
        RowColumns.type(rows, labels.label(), "the watched table");
        return rows.withColumn(name, when(known(rows, "the watched table"), Columns.named(labels.label())));
    }

    /**
     * Returns every row of {@code rows}, once, with its label from {@code source}: of several labels known by the instant
     * the one known last, of equal times the greater value, those that are NULL or NaN left out; NULL without one, and for NULL keys.
     *
     * @throws DataException if a column is missing, a key has another type on the other side, or the time is no timestamp
     */
    Dataset<Row> ofSource(Dataset<Row> rows, Dataset<Row> source) {
        String where = "the labels' source " + labels.source().orElse("");
        RowColumns.type(source, labels.label(), where);
        Column label = Columns.named(labels.label());
        Column order = labels.labelTime().map(Columns::named).orElse(lit(0));
        List<Column> keys = new ArrayList<>();
        Column matches = lit(true);
        for (int i = 0; i < labels.keys().size(); i++) {
            String key = labels.keys().get(i);
            DataType there = RowColumns.type(source, key, where);
            DataType here = RowColumns.type(rows, key, "the watched table");
            if (!there.sameType(here)) {
                throw new DataException("label key " + key + " is " + there.simpleString() + " in " + where + " but "
                        + here.simpleString() + " in the watched table; make both the same type");
            }
            String renamed = name + "_key_" + i;
            keys.add(Columns.named(key).as(renamed));
            matches = matches.and(Columns.named(key).equalTo(col(renamed)));
        }
        String newest = name + "_newest";
        Dataset<Row> last = source.filter(known(source, where)
                        .and(BinaryLabels.read(source.schema(), labels.label()).isNotNull()))
                .groupBy(keys.toArray(Column[]::new))
                .agg(max(struct(order.as("known"), label.as("label"))).as(newest));
        Column[] kept = Columns.all(rows);
        Column[] selected = Arrays.copyOf(kept, kept.length + 1);
        selected[kept.length] = col(newest).getField("label").as(name);
        return rows.join(last, matches, "left").select(selected);
    }

    private Column known(Dataset<Row> rows, String where) {
        return labels.labelTime()
                .map(time -> {
                    DataType type = RowColumns.type(rows, time, where);
                    if (!(type instanceof TimestampType)) {
                        throw new DataException("label-time " + time + " of " + where + " is " + type.simpleString()
                                + "; must be timestamp");
                    }
                    return Columns.named(time).leq(lit(asOf));
                })
                .orElse(lit(true));
    }
}
