package io.millrace.training;

import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;
import scala.jdk.javaapi.CollectionConverters;

/** Passes the rounds of a running task on to a listener, as the executors' heartbeats bring them. */
final class RoundProgress extends SparkListener {
    static final String NAME = "millrace.training.rounds";

    private final SparkSession spark;
    private final long accumulator;
    private final TrainingProgress progress;
    private final int total;

    private RoundProgress(SparkSession spark, long accumulator, TrainingProgress progress, int total) {
        this.spark = spark;
        this.accumulator = accumulator;
        this.progress = progress;
        this.total = total;
    }

    static RoundProgress watch(SparkSession spark, LongAccumulator rounds, TrainingProgress progress, int total) {
        RoundProgress watcher = new RoundProgress(spark, rounds.id(), progress, total);
        progress.at("training xgboost", 0, total);
        spark.sparkContext().addSparkListener(watcher);
        return watcher;
    }

    @Override
    public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
        CollectionConverters.asJava(update.accumUpdates())
                .forEach(task -> CollectionConverters.asJava(task._4()).forEach(this::pass));
    }

    private void pass(AccumulableInfo info) {
        if (info.id() == accumulator
                && info.update().isDefined()
                && info.update().get() instanceof Number done) {
            progress.at("training xgboost", done.longValue(), total);
        }
    }

    void stop() {
        spark.sparkContext().removeSparkListener(this);
    }
}
