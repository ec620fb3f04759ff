package io.millrace.pipelines;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.config.TableName;
import io.millrace.config.TableVersion;
import io.millrace.lakehouse.TableState;
import io.millrace.lakehouse.Tables;
import io.millrace.models.LoadedModel;
import io.millrace.training.Part;
import io.millrace.training.Split;
import java.time.Instant;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What a champion is compared with: the rows it was trained on, and its predictions on the test part. */
record BaselineTables(LoadedModel champion) {

    /** Returns the rows of the train part, at the version that the champion was trained on. */
    Dataset<Row> trainingRows(Tables tables) {
        JsonNode settings = champion.provenance().path("settings");
        Split split = new Split(
                Instant.parse(settings.path("split.train-until").asText()),
                Optional.of(settings.path("split.validate-until").asText(""))
                        .filter(text -> !text.isEmpty())
                        .map(Instant::parse));
        JsonNode trainingSet = champion.provenance().path("training_set");
        String id = trainingSet.path("table_id").asText("");
        if (!id.isEmpty()) {
            tables.requireSame(new TableState(version(trainingSet), id));
        }
        Dataset<Row> rows = tables.read(version(trainingSet));
        return split.assign(rows, champion.spec().definition().spine())
                .where(col(Split.COLUMN).equalTo(lit(Part.TRAIN.value())))
                .drop(Split.COLUMN);
    }

    /** Returns the champion's own predictions of the test part, as they were evaluated. */
    Dataset<Row> heldOutRows(Tables tables) {
        JsonNode predictions = champion.evaluation().path("predictions");
        return tables.read(version(predictions))
                .where(col("run_id").equalTo(lit(predictions.path("run_id").asText())))
                .where(col(Split.COLUMN).equalTo(lit(Part.TEST.value())));
    }

    private static TableVersion version(JsonNode node) {
        return new TableVersion(
                TableName.parse(node.path("table").asText()),
                node.path("version").asLong());
    }
}
