package io.millrace.examples.payments;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import io.millrace.config.ConfigReader;
import io.millrace.config.ProjectFiles;
import io.millrace.lakehouse.Environment;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.lakehouse.Layer;
import io.millrace.lakehouse.Source;
import io.millrace.lakehouse.Sources;
import io.millrace.lakehouse.Write;
import io.millrace.testkit.SharedSpark;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class PaymentsProjectTest {

    @Test
    void theProjectsSourcesAreIngestedAndRead() {
        Config project = ProjectFiles.load(Path.of("payments.conf"), "local", Map.of("payments", "4000"));
        ConfigReader root = ConfigReader.of(project);
        List.of("feature-views", "training-sets", "models", "monitors", "pipelines", "project", "payments", "seed")
                .forEach(root::accept);
        Environment.from(root);
        Map<String, Source> definitions = Sources.definitions(root);
        root.finish();
        Lakehouse lakehouse = Lakehouse.over(SharedSpark.session(), Environment.local(SharedSpark.root()));
        Sources sources = Sources.of(lakehouse, definitions);

        sources.ingested().forEach(name -> sources.ingest(name, Write.of("test/ingest/" + name, 0, "run")));
        Row requests = sources.read("requests")
                .selectExpr(
                        "count(*)",
                        "count(distinct payment_id)",
                        "avg(charged_back)",
                        "count_if(final_at <> paid_at + interval 8 weeks)")
                .head();
        Row recent = sources.read("recent_requests")
                .selectExpr("count(*) / 4000D", "cast(min(paid_at) as string)")
                .head();

        assertThat(sources.ingested()).containsExactly("customers", "merchants", "payments", "chargebacks", "refunds");
        assertThat(lakehouse.tables().exists(lakehouse.table(Layer.RAW, "payments")))
                .isTrue();
        assertThat(requests.getLong(0)).isEqualTo(4_000);
        assertThat(requests.getLong(1)).isEqualTo(4_000);
        assertThat(requests.getDouble(2)).isBetween(0.01, 0.05);
        assertThat(requests.getLong(3)).isZero();
        assertThat(recent.getDouble(0)).isBetween(0.05, 0.12);
        assertThat(recent.getString(1)).startsWith("2025-01-27");
    }
}
