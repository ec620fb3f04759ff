package io.millrace.registry;

import io.millrace.config.TableName;
import io.millrace.lakehouse.Environment;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.lakehouse.OpsTable;
import io.millrace.lakehouse.StoredRow;
import io.millrace.lakehouse.TableSpec;
import io.millrace.lakehouse.Write;
import io.millrace.lakehouse.WriteId;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The append-only table {@code ops.promotion_history}. */
final class PromotionHistory {
    private static final DataType GATE = new StructType()
            .add("gate", DataTypes.StringType)
            .add("outcome", DataTypes.StringType)
            .add("reason", DataTypes.StringType);

    // Not from text: that would load Spark's parser for a reader that needs no session.
    private static final StructType SCHEMA = new StructType()
            .add("project", DataTypes.StringType, true, "The project")
            .add("model", DataTypes.StringType, true, "The registered model")
            .add("action", DataTypes.StringType, true, "PROMOTED, REFUSED, ROLLED_BACK or SUPERSEDED")
            .add("version", DataTypes.LongType, true, "The version that it was about")
            .add("previous_version", DataTypes.LongType, true, "The champion before")
            .add("gates", DataTypes.createArrayType(GATE), true, "What each gate said")
            .add("decided_at", DataTypes.TimestampType, true, "When it was decided")
            .add("run_id", DataTypes.StringType, true, "The run that decided")
            .add("write_application", DataTypes.StringType, true, "The write that recorded it")
            .add("write_version", DataTypes.LongType, true, "The number of that write");

    private static final Comparator<PromotionRecord> ORDER = Comparator.comparing(PromotionRecord::decidedAt)
            .thenComparing(record -> record.writeId().version());

    private final Lakehouse lakehouse;
    private final String project;
    private final OpsTable table;

    PromotionHistory(Lakehouse lakehouse, String project) {
        this.lakehouse = lakehouse;
        this.project = project;
        this.table = new OpsTable(
                lakehouse, Promotion.HISTORY, PromotionHistory::spec, "What was decided before is not known");
    }

    private static TableSpec spec(TableName table) {
        return TableSpec.builder(table, SCHEMA)
                .timeSeries("decided_at")
                .comment("Every decision about a model's champion, with its reasons; rows are only added")
                .tags(Map.of("layer", "ops"))
                .build();
    }

    /** Appends a record once: its write id is the row's own. */
    void append(PromotionRecord record) {
        List<Row> gates = new ArrayList<>();
        record.gates()
                .forEach(gate ->
                        gates.add(RowFactory.create(gate.gate(), gate.outcome().name(), gate.reason())));
        OptionalLong previous = record.previous();
        Row row = RowFactory.create(
                project,
                record.model(),
                record.action().name(),
                record.version(),
                previous.isPresent() ? previous.getAsLong() : null,
                gates,
                Timestamp.from(record.decidedAt()),
                record.runId(),
                record.writeId().application(),
                record.writeId().version());
        Dataset<Row> rows = lakehouse.spark().createDataFrame(List.of(row), SCHEMA);
        table.append(rows, new Write(record.writeId(), record.runId()));
    }

    /** Returns the records of a model, oldest first. */
    List<PromotionRecord> of(String model) {
        return records(table.rows(wanted(project, model)));
    }

    /** Returns the records of a model, oldest first, read without a session; empty if it takes one. */
    static Optional<List<PromotionRecord>> read(Environment environment, String project, String model) {
        return OpsTable.stored(environment, Promotion.HISTORY, wanted(project, model))
                .map(PromotionHistory::records);
    }

    private static Map<String, String> wanted(String project, String model) {
        return Map.of("project", project, "model", model);
    }

    private static List<PromotionRecord> records(List<StoredRow> rows) {
        return rows.stream().map(PromotionHistory::read).sorted(ORDER).toList();
    }

    private static PromotionRecord read(StoredRow row) {
        return new PromotionRecord(
                row.text("model"),
                PromotionRecord.Action.valueOf(row.text("action")),
                row.whole("version"),
                row.optionalWhole("previous_version"),
                row.structures("gates").stream()
                        .map(gate -> new GateResult(
                                gate.text("gate"),
                                GateResult.Outcome.valueOf(gate.text("outcome")),
                                gate.text("reason")))
                        .toList(),
                row.instant("decided_at"),
                row.text("run_id"),
                new WriteId(row.text("write_application"), row.whole("write_version")));
    }
}
