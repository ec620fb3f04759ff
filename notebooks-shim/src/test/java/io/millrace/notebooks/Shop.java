package io.millrace.notebooks;

import io.millrace.testkit.SharedSpark;
import java.nio.file.Path;
import java.util.Map;

/** A small project for tests: which orders come back. Made of text, over the shared session. */
final class Shop {
    static final String TEXT =
            """
            project = shop
            sources.customers { path = ${data}"/customers.parquet", timestamp = changed_at }
            sources.orders { path = ${data}"/orders.parquet", timestamp = ordered_at }
            sources.recent { source = orders, where = "ordered_at >= timestamp'2024-03-20T00:00:00Z'" }
            feature-views.customer {
              entity = [customer_id], timestamp = changed_at, source = customers, delay = 1h
              features { age = "age" }
            }
            feature-views.spending {
              entity = [customer_id], timestamp = ordered_at, source = orders
              aggregates.amount { functions = [count, sum, avg, max], windows = [1d, 7d] }
            }
            training-sets.returns {
              spine {
                source = orders, entity = [customer_id], timestamp = ordered_at
                label = returned, features = [amount], columns = [order_id]
              }
              lookups = [ { view = customer, lookback = 90d }, { view = spending, prefix = spent_ } ]
            }
            models.returns {
              training-set = returns
              split { type = temporal, train-until = "2024-02-20T00:00:00Z", validate-until = "2024-03-05T00:00:00Z" }
              estimator { type = xgboost, rounds = 8, params { max-depth = 3 } }
              gates { min.roc_auc = 0.6 }
              score { source = recent }
            }
            monitors.returns {
              table = main.inference.returns, type = inference-log, granularity = [1 week]
              baseline = training-set, model = returns
              labels { source = orders, keys = [order_id], label = returned, label-time = ordered_at }
            }
            pipelines.nightly {
              steps = [ingest, features, train, evaluate, register, promote, score, monitor]
            }
            """;

    private Shop() {}

    /** Writes the files and opens the project. */
    static Millrace open() {
        Path data = SharedSpark.root().resolve("shop");
        write(
                data.resolve("customers.parquet"),
                """
                SELECT id AS customer_id, timestamp'2024-01-01T00:00:00Z' AS changed_at,
                  CAST(20 + pmod(hash(id), 60) AS INT) AS age FROM range(0, 40, 1, 1)
                """);
        write(
                data.resolve("orders.parquet"),
                """
                SELECT id AS order_id, pmod(hash(id, 1), 40) AS customer_id,
                  timestamp'2024-01-02T00:00:00Z' + make_dt_interval(0, 0, CAST(id AS INT) * 144) AS ordered_at,
                  CAST(pmod(hash(id, 2), 1000) AS DOUBLE) / 8 AS amount,
                  pmod(hash(pmod(hash(id, 1), 40)), 60) < 30 AND pmod(hash(id, 2), 1000) > 400
                    OR pmod(hash(id, 3), 10) = 0 AS returned
                FROM range(0, 900, 1, 1)
                """);
        return Millrace.parse(
                SharedSpark.session(),
                TEXT,
                "local",
                Map.of("data", data.toString(), "local.root", SharedSpark.root().toString()));
    }

    private static void write(Path file, String query) {
        SharedSpark.session().sql(query).write().mode("overwrite").parquet(file.toString());
    }
}
