package io.millrace.localcatalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalCatalogTest {
    @TempDir
    static Path root;

    static SparkSession spark;

    @BeforeAll
    static void start() {
        spark = SparkSession.builder()
                .master("local[2]")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.session.timeZone", "UTC")
                .config("spark.sql.shuffle.partitions", "2")
                .config("spark.sql.sources.parallelPartitionDiscovery.parallelism", "2")
                .config("spark.databricks.delta.snapshotPartitions", "2")
                .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
                .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
                .config("spark.sql.catalog.main", LocalCatalog.class.getName())
                .config(
                        "spark.sql.catalog.main.warehouse",
                        root.resolve("warehouse").toString())
                .getOrCreate();
        spark.sql("CREATE SCHEMA main.raw COMMENT 'as it came'");
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    @Test
    void createsAndReads() {
        spark.sql("CREATE TABLE main.raw.t (a BIGINT NOT NULL COMMENT 'key', b STRING) CLUSTER BY (a) COMMENT 'hello'"
                + " TBLPROPERTIES ('delta.enableChangeDataFeed'='true', 'x.y'='z')");
        spark.sql("INSERT INTO main.raw.t VALUES (1, 'a'), (2, 'b')");
        spark.sql("CREATE TABLE main.raw.u AS SELECT * FROM main.raw.t");
        spark.sql("CREATE OR REPLACE TABLE main.raw.u AS SELECT a, 1 AS c FROM main.raw.u");
        spark.sql("CREATE OR REPLACE TABLE main.raw.u (z INT NOT NULL)");
        spark.table("main.raw.t").write().saveAsTable("main.raw.v");
        assertThat(spark.table("main.raw.t").count()).isEqualTo(2);
    }
}
