package io.millrace.notebooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.DataException;
import io.millrace.config.InvalidConfigException;
import io.millrace.definitions.Aggregation;
import io.millrace.definitions.FeatureView;
import io.millrace.metrics.AggregateFunction;
import io.millrace.testkit.Frames;
import io.millrace.testkit.SharedSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class MillraceTest {
    private static Millrace shop;
    private static List<Row> again;

    @BeforeAll
    static void runTheMainLine() {
        shop = Shop.open();
        shop.run();
        again = shop.run("nightly").collectAsList();
    }

    @Test
    void tellsViewsAndPlan() {
        Row view = shop.views().where("view = 'spending'").first();

        assertThat(view.<String>getAs("table")).isEqualTo("main.features.spending");
        assertThat(view.<String>getList(view.fieldIndex("features"))).contains("amount_avg_7d");
        assertThat(shop.plan("nightly").select("step").distinct().count()).isEqualTo(9);
        Frames.assertSameRows(shop.plan(), shop.plan("nightly"));
    }

    @Test
    void skipsWhatIsCompleteWhenAPipelineRunsAgain() {
        assertThat(again).isNotEmpty().allMatch(row -> row.<String>getAs("state")
                .equals("skipped"));
    }

    @Test
    void doesSingleSteps() {
        assertThat(shop.ingest().where("made = 'raw table' AND state = 'done'").count())
                .isEqualTo(2);
        assertThat(shop.materialize("customer").count()).isEqualTo(40);
        assertThat(shop.materialize().count()).isEqualTo(2);
        Dataset<Row> rows = shop.trainingSet("returns");
        assertThat(rows.count()).isEqualTo(900);
        assertThat(rows.columns()).contains("order_id", "age", "spent_amount_avg_7d", "returned");
        assertThat(shop.refresh("returns").where("made = 'report'").count()).isEqualTo(1);
    }

    @Test
    void trainsComparesPromotesAndRollsBack() {
        Millrace smaller = shop.define("models.returns.estimator.rounds = 6");
        long before = shop.compare("returns").count();

        Map<String, Double> metrics = smaller.train("returns");
        long champion = smaller.promote("returns");
        List<Row> versions = shop.compare("returns").collectAsList();

        assertThat(metrics.get("roc_auc")).isBetween(0.6, 1.0);
        assertThat(champion).isEqualTo(before + 1);
        assertThat(versions).hasSize((int) champion);
        Row newest = versions.get(versions.size() - 1);
        assertThat(newest.<String>getList(newest.fieldIndex("aliases"))).containsExactly("champion");
        assertThat(newest.<Double>getAs("roc_auc")).isEqualTo(metrics.get("roc_auc"));
        assertThat(shop.rollback("returns")).isEqualTo(before);
        assertThat(shop.promote("returns")).isEqualTo(before);
        assertThatThrownBy(
                        () -> shop.define("models.returns.estimator.rounds = 7").promote("returns"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("step train of returns has not been done with its present settings");
    }

    @Test
    void scoresRowsAsTheStepDoesAndWritesNothing() {
        Dataset<Row> written = shop.sql("SELECT * FROM main.inference.returns WHERE run_id = (SELECT min(run_id) FROM"
                + " main.inference.returns)");
        long rows = shop.sql("SELECT * FROM main.inference.returns").count();

        Dataset<Row> scores = shop.score(
                "returns",
                shop.sql("SELECT * FROM main.raw.orders WHERE ordered_at >= timestamp'2024-03-20T00:00:00Z'"));

        Frames.assertSameRows(scores, written.drop("model_name", "model_version", "run_id", "scored_at"));
        assertThat(shop.sql("SELECT * FROM main.inference.returns").count()).isEqualTo(rows);
    }

    @Test
    void showsMetricsAndPages() {
        assertThat(shop.profile("returns").count()).isPositive();
        assertThat(shop.drift("returns").where("drift_type = 'BASELINE'").count())
                .isPositive();
        assertThat(shop.report("returns")).contains("<!DOCTYPE html>").doesNotContain("src=\"http");
        assertThat(shop.evaluation("returns")).contains("Evaluation of returns");
    }

    @Test
    void writesASqlScriptOfViewsAndMonitors() {
        Millrace more =
                shop.define("feature-views.later { entity = [order_id], source = orders, features.amount = amount }");

        String script = more.sqlScript();
        for (String statement : script.split(";\n", -1)) {
            if (statement.contains("CREATE")) {
                shop.sql(statement);
            }
        }

        assertThat(script).contains("-- main.features.later does not exist yet");
        assertThat(shop.sql("SELECT * FROM spending_as_of(timestamp'2024-02-01T00:00:00Z')")
                        .columns())
                .contains("customer_id", "amount_count_1d", "amount_avg_7d");
        assertThat(shop.sql("SELECT * FROM customer_latest WHERE age >= 20").count())
                .isEqualTo(40);
        assertThat(shop.sql("SELECT * FROM returns_drift").count()).isPositive();
        assertThat(shop.sql("SELECT log_loss FROM returns_quality").count()).isPositive();
        assertThat(shop.persistentSqlScript())
                .contains("CREATE OR REPLACE FUNCTION `main`.`features`.`spending_as_of`(t TIMESTAMP)")
                .contains("CREATE OR REPLACE VIEW `main`.`monitoring`.`returns_drift` AS");
    }

    @Test
    void takesDefinitionsAsTextAndAsObjects() {
        FeatureView weekly = FeatureView.builder("weekly")
                .entity("customer_id")
                .source("orders")
                .timestamp("ordered_at")
                .aggregate(Aggregation.builder("amount")
                        .functions(AggregateFunction.SUM)
                        .windows(Duration.ofDays(7))
                        .build())
                .build();

        Millrace more = shop.define(weekly).define("feature-views.customer.features.age = \"age + 1\"");

        assertThat(more.views().count()).isEqualTo(3);
        assertThat(more.project().featureView("weekly")).isEqualTo(weekly);
        assertThat(shop.views().count()).isEqualTo(2);
    }

    @Test
    void setsKeysOfADefinitionByTextAndReplacesItByAnObject() {
        Millrace set = shop.define("{\"feature-views\": {\"customer\": {\"features\": {\"decade\": \"age div 10\"}}}}");
        Millrace replaced = set.define(FeatureView.builder("customer")
                .entity("customer_id")
                .source("customers")
                .timestamp("changed_at")
                .feature("age")
                .build());

        assertThat(set.project().featureView("customer").featureNames()).containsExactlyInAnyOrder("decade", "age");
        assertThat(set.project().featureView("customer").delay()).isEqualTo(Duration.ofHours(1));
        assertThat(replaced.project().featureView("customer").featureNames()).containsExactly("age");
        assertThat(replaced.project().featureView("customer").delay()).isZero();
    }

    @Test
    void tellsAllProblemsOfADefinition() {
        assertThatThrownBy(() -> shop.define(
                        "feature-views.bad { entity = [a], source = nowhere, tiemstamp = b, features.c = c }"))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("definitions:1")
                .hasMessageContaining("nowhere")
                .hasMessageContaining("tiemstamp");
        assertThatThrownBy(() -> shop.trainingSet("returnz"))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("returnz");
        assertThatThrownBy(() -> shop.drift("nothing"))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("there is no monitor nothing; there are returns");
        assertThatThrownBy(() -> shop.score("returns", shop.sql("SELECT 1 AS customer_id")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("ordered_at");
    }

    @Test
    void opensAProjectFile(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(
                folder.resolve("shop.conf"),
                "data = nowhere\nlocal.root = \"" + SharedSpark.root() + "\"\n" + Shop.TEXT);

        assertThat(Millrace.open(SharedSpark.session(), file.toString()).views().count())
                .isEqualTo(2);
    }
}
