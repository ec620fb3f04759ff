package io.millrace.pipelines;

import com.typesafe.config.ConfigFactory;
import io.millrace.config.TableName;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.lakehouse.Layer;
import io.millrace.testkit.SharedSpark;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A small project for tests, from files to drift: which orders come back. Its tables bear its name, so that several live
 * side by side in the one session.
 */
final class Shop {
    private static final String TEXT =
            """
            project = NAME
            sources.NAME_customers { path = "DATA/customers.parquet", timestamp = changed_at }
            sources.NAME_orders { path = "DATA/orders.parquet", timestamp = ordered_at }
            sources.NAME_recent { source = NAME_orders, where = "ordered_at >= timestamp'2024-03-20T00:00:00Z'" }
            feature-views.NAME_customer {
              entity = [customer_id], timestamp = changed_at, source = NAME_customers, delay = 1h
              features { age = "age" }
            }
            feature-views.NAME_spending {
              entity = [customer_id], timestamp = ordered_at, source = NAME_orders
              aggregates.amount { functions = [count, avg], windows = [7d] }
            }
            training-sets.NAME_returns {
              spine {
                source = NAME_orders, entity = [customer_id], timestamp = ordered_at
                label = returned, features = [amount], columns = [order_id]
              }
              lookups = [ { view = NAME_customer, lookback = 90d }, { view = NAME_spending, prefix = spent_ } ]
            }
            models.NAME_returns {
              training-set = NAME_returns
              split { type = temporal, train-until = "2024-02-20T00:00:00Z", validate-until = "2024-03-05T00:00:00Z" }
              estimator { type = xgboost, rounds = 8, params { max-depth = 3 } }
              gates { min.roc_auc = 0.6 }
              score { source = NAME_recent }
            }
            monitors.NAME_returns {
              table = main.inference.NAME_returns, type = inference-log, granularity = [1 week]
              baseline = training-set, model = NAME_returns
            }
            pipelines.nightly {
              steps = [ingest, features, train, evaluate, register, promote, score, monitor]
            }
            """;

    private final String name;
    private final Path data;
    private final String place;
    private final String text;
    private final Project project;

    private Shop(String name, Path data, String place, String text) {
        this.name = name;
        this.data = data;
        this.place = place;
        this.text = text;
        String catalog = ConfigFactory.parseString(place).getString("catalog");
        this.project = Project.from(ConfigFactory.parseString(place + "\n"
                + text.replace("NAME", name)
                        .replace("DATA", data.toString())
                        .replace("main.inference.", catalog + ".inference.")));
    }

    /** Writes the files of a shop under its name, and reads its project. */
    static Shop open(String name) {
        return open(name, "backend = local, catalog = main, local.root = \"" + SharedSpark.root() + "\"");
    }

    /** As {@link #open(String)}, in an environment that one line of settings describes. */
    static Shop open(String name, String place) {
        Path data = SharedSpark.root().resolve("shop").resolve(name);
        writeCustomers(data, "20 + pmod(hash(id), 60)");
        writeOrders(data, "id < 900");
        return new Shop(name, data, place, TEXT);
    }

    /** Returns the shop over the same files with another project text. */
    Shop edited(String found, String replacement) {
        if (!text.contains(found)) {
            throw new IllegalArgumentException("the project has no " + found);
        }
        return new Shop(name, data, place, text.replace(found, replacement));
    }

    /** Customers, one row each at the beginning of the year. */
    static void writeCustomers(Path data, String age) {
        write(
                data.resolve("customers.parquet"),
                "SELECT id AS customer_id, timestamp'2024-01-01T00:00:00Z' AS changed_at, CAST(" + age
                        + " AS INT) AS age FROM range(0, 40, 1, 1)");
    }

    /** Ten orders a day from the second of January on; the young return what was dear. */
    static void writeOrders(Path data, String where) {
        write(
                data.resolve("orders.parquet"),
                """
                SELECT id AS order_id, pmod(hash(id, 1), 40) AS customer_id,
                  timestamp'2024-01-02T00:00:00Z' + make_dt_interval(0, 0, CAST(id AS INT) * 144) AS ordered_at,
                  CAST(pmod(hash(id, 2), 1000) AS DOUBLE) / 10 AS amount,
                  pmod(hash(pmod(hash(id, 1), 40)), 60) < 30 AND pmod(hash(id, 2), 1000) > 400
                    OR pmod(hash(id, 3), 10) = 0 AS returned
                FROM range(0, 920, 1, 1)
                WHERE
                """
                        + where);
    }

    private static void write(Path file, String query) {
        session().sql(query).write().mode("overwrite").parquet(file.toString());
    }

    private static SparkSession session() {
        return SharedSpark.session();
    }

    Path data() {
        return data;
    }

    Project project() {
        return project;
    }

    Workshop workshop() {
        boolean known = session()
                .conf()
                .contains("spark.sql.catalog." + project.environment().catalog());
        return Workshop.over(
                project,
                known
                        ? Lakehouse.over(session(), project.environment())
                        : Lakehouse.join(session().newSession(), project.environment()));
    }

    List<LedgerEntry> run(RunSelection selection, RunListener listener) {
        try (Workshop workshop = workshop()) {
            return new PipelineRun(workshop, project.pipeline(Optional.empty()), selection, listener, Clock.systemUTC())
                    .execute();
        }
    }

    /** Returns the selection of what is open in a run that processes share, or of one item of it. */
    static RunSelection sharing(String run, Optional<String> item) {
        return sharing(run, item, Optional.empty());
    }

    /** As {@link #sharing(String, Optional)}, in a try that a platform counted, from 0. */
    static RunSelection sharing(String run, Optional<String> item, Optional<Integer> attempt) {
        return new RunSelection(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(run), item, attempt);
    }

    /** Returns the rows of a table, by the end of its name after the shop's own. */
    Dataset<Row> table(Layer layer, String end) {
        return session().table(name(layer, end).sql());
    }

    TableName name(Layer layer, String end) {
        return project.environment().table(layer, name + "_" + end);
    }
}
