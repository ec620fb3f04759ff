package io.millrace.notebooks

import io.millrace.metrics.AggregateFunction.{AVG, COUNT}
import io.millrace.definitions.{Aggregation, FeatureLookup, FeatureView, Spine, TrainingSet}
import java.time.Duration
import org.apache.spark.sql.functions.{col, max}
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.{Tag, Test}

/** A notebook in Scala: definitions by builders, rows as data frames. */
@Tag("slow")
class ScalaNotebookTest {

  @Test
  def looksUpAViewThatTheNotebookDefined(): Unit = {
    val monthly = FeatureView
      .builder("monthly")
      .entity("customer_id")
      .source("orders")
      .timestamp("ordered_at")
      .aggregate(Aggregation.builder("amount").functions(COUNT, AVG).windows(Duration.ofDays(30)).build())
      .build()
    val returns = TrainingSet
      .builder(
        "monthly_returns",
        Spine.builder("orders").entity("customer_id").timestamp("ordered_at").label("returned").columns("order_id").build()
      )
      .lookups(FeatureLookup.builder("monthly").build())
      .build()
    val shop = Shop.open().define(monthly).define(returns)

    shop.ingest()
    val events = shop.materialize("monthly")
    val rows = shop.trainingSet("monthly_returns")

    assertThat(events.count()).isEqualTo(900)
    assertThat(rows.where(col("amount_count_30d") === 0).count()).isEqualTo(40)
    assertThat(rows.agg(max("amount_avg_30d")).head().getDouble(0)).isBetween(0.0, 125.0)
  }
}
