package io.millrace.registry;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.config.TableVersion;
import io.millrace.models.SignatureType;
import java.util.Locale;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A data set that a run read, as MLflow shows it.
 *
 * @param name the data set's name; at most 500 characters
 * @param digest what tells two versions apart; at most 36 characters
 * @param sourceType MLflow's kind of source, {@code delta_table} for ours
 * @param source where it is, as JSON
 * @param schema its columns, as JSON
 * @param profile its size, as JSON
 * @param context what it was for: {@code training}, {@code validation}, {@code test}
 */
public record DatasetInput(
        String name, String digest, String sourceType, String source, String schema, String profile, String context) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public DatasetInput {
        requireNonNull(sourceType, "sourceType");
        requireNonNull(source, "source");
        requireNonNull(schema, "schema");
        requireNonNull(profile, "profile");
        requireNonNull(context, "context");
        if (name.isBlank() || digest.isBlank()) {
            throw new IllegalArgumentException(
                    "A data set needs a name and a digest, got '" + name + "' '" + digest + "'");
        }
    }

    /** Returns the input that stands for one version of a Delta table, with its columns and row count. */
    public static DatasetInput delta(TableVersion table, StructType schema, long rowCount, String context) {
        ObjectNode source = JSON.createObjectNode()
                .put("delta_table_name", table.table().toString())
                .put("delta_table_version", table.version());
        ObjectNode columns = JSON.createObjectNode();
        ArrayNode list = columns.putArray("mlflow_colspec");
        for (StructField field : schema.fields()) {
            list.addObject()
                    .put("type", SignatureType.of(field.dataType().sql().toLowerCase(Locale.ROOT)))
                    .put("name", field.name())
                    .put("required", !field.nullable());
        }
        ObjectNode profile = JSON.createObjectNode().put("approx_count", rowCount);
        return new DatasetInput(
                table.table().toString(),
                digest(table),
                "delta_table",
                source.toString(),
                columns.toString(),
                profile.toString(),
                context);
    }

    private static String digest(TableVersion table) {
        return "v" + table.version();
    }

    /** Returns whether this is {@link #delta} of that version of the table. */
    public boolean isVersion(TableVersion table) {
        return name.equals(table.table().toString()) && digest.equals(digest(table));
    }

    /** Returns this input with another context. */
    public DatasetInput withContext(String other) {
        return new DatasetInput(name, digest, sourceType, source, schema, profile, other);
    }
}
