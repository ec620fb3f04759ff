package io.millrace.localcatalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
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
                .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
                .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
                .config("spark.sql.catalog.main", LocalCatalog.class.getName())
                .config(
                        "spark.sql.catalog.main.warehouse",
                        root.resolve("warehouse").toString())
                .config("spark.sql.catalog.homeless", LocalCatalog.class.getName())
                .getOrCreate();
        spark.sql("CREATE SCHEMA main.raw COMMENT 'as it came'");
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    @Test
    void createsATableWithAllThatSqlCanSay() {
        spark.sql("CREATE TABLE main.raw.full (a BIGINT NOT NULL COMMENT 'the key', b STRING) CLUSTER BY (a)"
                + " COMMENT 'hello' TBLPROPERTIES ('delta.enableChangeDataFeed' = 'true', 'x.y' = 'z')");
        spark.sql("CREATE TABLE IF NOT EXISTS main.raw.full (other INT)");

        Row detail = spark.sql("DESCRIBE DETAIL main.raw.full")
                .select("name", "description", "clusteringColumns", "properties")
                .head();
        assertThat(detail.getString(0)).isEqualTo("main.raw.full");
        assertThat(detail.getString(1)).isEqualTo("hello");
        assertThat(detail.<String>getList(2)).containsExactly("a");
        assertThat(detail.<String, String>getJavaMap(3))
                .containsEntry("x.y", "z")
                .containsEntry("delta.enableChangeDataFeed", "true");
        var columns = spark.table("main.raw.full").schema();
        assertThat(columns.apply("a").nullable()).isFalse();
        assertThat(columns.apply("a").getComment().get()).isEqualTo("the key");
        assertThat(root.resolve("warehouse/main/raw/full/_delta_log")).isDirectory();
        assertThatThrownBy(() -> spark.sql("CREATE TABLE main.raw.full (a INT)"))
                .hasMessageContaining("already exists");
        assertThatThrownBy(() -> spark.sql("INSERT INTO main.raw.full VALUES (NULL, 'x')"))
                .hasMessageContaining("NOT NULL");
    }

    @Test
    void changesRowsAndReadsOldVersionsAndTheChangeFeed() throws Exception {
        spark.sql("CREATE TABLE main.raw.rows (a BIGINT, b STRING)"
                + " TBLPROPERTIES ('delta.enableChangeDataFeed' = 'true')");
        spark.sql("INSERT INTO main.raw.rows VALUES (1, 'one'), (2, 'two')");
        spark.sql("UPDATE main.raw.rows SET b = 'uno' WHERE a = 1");
        spark.sql("DELETE FROM main.raw.rows WHERE a = 2");
        spark.sql("MERGE INTO main.raw.rows t USING (SELECT 1 AS a, 'eins' AS b UNION ALL SELECT 3, 'drei') s"
                + " ON t.a = s.a WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *");
        spark.sql("SELECT 4L AS a, 'vier' AS b")
                .mergeInto("main.raw.rows", functions.expr("main.raw.rows.a = 4"))
                .whenNotMatched()
                .insertAll()
                .merge();
        for (int i = 0; i < 2; i++) {
            spark.sql("SELECT 5L AS a, 'fünf' AS b")
                    .writeTo("main.raw.rows")
                    .option("txnAppId", "app")
                    .option("txnVersion", "7")
                    .append();
        }
        spark.sql("OPTIMIZE main.raw.rows");

        assertThat(texts("SELECT b FROM main.raw.rows ORDER BY a")).containsExactly("eins", "drei", "vier", "fünf");
        assertThat(texts("SELECT b FROM main.raw.rows VERSION AS OF 1 ORDER BY a"))
                .containsExactly("one", "two");
        assertThat(spark.sql("DESCRIBE HISTORY main.raw.rows")
                        .select("operation")
                        .collectAsList())
                .extracting(row -> row.getString(0))
                .containsExactly("OPTIMIZE", "WRITE", "MERGE", "MERGE", "DELETE", "UPDATE", "WRITE", "CREATE TABLE");
        assertThat(texts("SELECT _change_type FROM table_changes('main.raw.rows', 2, 2) ORDER BY 1"))
                .containsExactly("update_postimage", "update_preimage");
        assertThat(io.delta.tables.DeltaTable.forName(spark, "main.raw.rows")
                        .toDF()
                        .count())
                .isEqualTo(4);
    }

    @Test
    void createsAndReplacesAsSelectInOneCommit() throws Exception {
        spark.sql("CREATE TABLE main.raw.ctas CLUSTER BY (a) COMMENT 'made' AS SELECT 1 AS a");
        spark.sql(
                "CREATE OR REPLACE TABLE main.raw.ctas COMMENT 'made anew' AS SELECT a, a + 1 AS b FROM main.raw.ctas");
        spark.sql("CREATE OR REPLACE TABLE main.raw.ctas (z INT NOT NULL)");
        spark.range(3).writeTo("main.raw.ctas").createOrReplace();
        spark.range(2).write().format("delta").mode("append").saveAsTable("main.raw.ctas");
        spark.range(4).write().saveAsTable("main.raw.saved");
        spark.range(9).write().mode("overwrite").saveAsTable("main.raw.saved");

        assertThat(spark.table("main.raw.ctas").count()).isEqualTo(5);
        assertThat(spark.table("main.raw.saved").count()).isEqualTo(9);
        assertThat(spark.sql("DESCRIBE HISTORY main.raw.ctas")
                        .select("operation")
                        .collectAsList())
                .extracting(row -> row.getString(0))
                .containsExactly(
                        "WRITE",
                        "REPLACE TABLE AS SELECT",
                        "REPLACE TABLE",
                        "REPLACE TABLE AS SELECT",
                        "CREATE TABLE AS SELECT");
        assertThat(texts("SELECT CAST(a AS STRING) FROM main.raw.ctas VERSION AS OF 1"))
                .containsExactly("1");
    }

    @Test
    void leavesNoTableBehindWhenACreationFails() {
        spark.sql("CREATE TABLE main.raw.kept AS SELECT 1 AS a");

        assertThatThrownBy(
                        () -> spark.sql(
                                "CREATE TABLE main.raw.broken AS SELECT CAST(raise_error('no luck') AS INT) AS a FROM range(1)"))
                .hasStackTraceContaining("no luck");
        assertThatThrownBy(
                        () -> spark.sql(
                                "CREATE OR REPLACE TABLE main.raw.kept AS SELECT CAST(raise_error('no luck') AS INT) AS b FROM range(1)"))
                .hasStackTraceContaining("no luck");

        assertThat(spark.catalog().tableExists("main.raw.broken")).isFalse();
        spark.sql("CREATE TABLE main.raw.broken AS SELECT 2 AS a");
        assertThat(texts("SELECT CAST(a AS STRING) FROM main.raw.broken")).containsExactly("2");
        assertThat(texts("SELECT CAST(a AS STRING) FROM main.raw.kept")).containsExactly("1");
    }

    @Test
    void takesWhatAKilledCreationLeftForNoTable() throws Exception {
        Path halfMade = root.resolve("warehouse/main/raw/half_made");
        Files.createDirectories(halfMade.resolve("_delta_log"));
        Files.writeString(halfMade.resolve("part-00000.snappy.parquet"), "half a file");
        Path noLog = Files.createDirectories(root.resolve("warehouse/main/raw/no_log"));
        Files.writeString(noLog.resolve("part-00000.snappy.parquet"), "half a file");
        Path marks = Files.createDirectories(root.resolve("warehouse/main/.locks"));
        Files.createFile(marks.resolve("raw.half_made.creating"));
        Files.createFile(marks.resolve("raw.no_log.creating"));

        assertThat(tables("raw")).doesNotContain("half_made", "no_log");
        assertThat(spark.catalog().tableExists("main.raw.half_made")).isFalse();
        assertThatThrownBy(() -> spark.table("main.raw.half_made")).hasMessageContaining("TABLE_OR_VIEW_NOT_FOUND");
        spark.sql("CREATE TABLE main.raw.half_made (a INT)");
        spark.sql("CREATE TABLE main.raw.no_log AS SELECT 1 AS a");

        assertThat(tables("raw")).contains("half_made", "no_log");
        assertThat(halfMade.resolve("part-00000.snappy.parquet")).doesNotExist();
    }

    @Test
    void leavesATableWhoseCommitsAreGoneAsItIs() throws Exception {
        spark.sql("CREATE SCHEMA main.gone");
        spark.sql("CREATE TABLE main.gone.rows AS SELECT 1 AS a");
        Path folder = root.resolve("warehouse/main/gone/rows");
        Path commit = folder.resolve("_delta_log/00000000000000000000.json");
        Path elsewhere = root.resolve("commit.json");
        Files.move(commit, elsewhere);

        for (String statement : List.of(
                "CREATE TABLE main.gone.rows AS SELECT 2 AS a",
                "CREATE OR REPLACE TABLE main.gone.rows AS SELECT 2 AS a",
                "DROP SCHEMA main.gone",
                "DROP SCHEMA main.gone CASCADE")) {
            assertThatThrownBy(() -> spark.sql(statement))
                    .as(statement)
                    .rootCause()
                    .hasMessageContaining(folder.toString())
                    .hasMessageContaining("bring the files of its _delta_log back");
        }

        Files.move(elsewhere, commit);
        spark.catalog().refreshTable("main.gone.rows");
        assertThat(texts("SELECT CAST(a AS STRING) FROM main.gone.rows")).containsExactly("1");
        spark.sql("DROP SCHEMA main.gone CASCADE");
        assertThat(folder).doesNotExist();
    }

    @Test
    void altersColumnsPropertiesAndComments() {
        spark.sql("CREATE TABLE main.raw.altered (a INT)");
        spark.sql("ALTER TABLE main.raw.altered ADD COLUMNS (b STRING COMMENT 'second', c DOUBLE)");
        spark.sql("ALTER TABLE main.raw.altered SET TBLPROPERTIES ('k.one' = '1', 'k.two' = '2')");
        spark.sql("ALTER TABLE main.raw.altered UNSET TBLPROPERTIES ('k.two')");
        spark.sql("ALTER TABLE main.raw.altered ALTER COLUMN a COMMENT 'first'");
        spark.sql("ALTER TABLE main.raw.altered CLUSTER BY (a)");
        spark.sql("COMMENT ON TABLE main.raw.altered IS 'it\\'s altered'");

        var columns = spark.table("main.raw.altered").schema();
        assertThat(columns.fieldNames()).containsExactly("a", "b", "c");
        assertThat(columns.apply("a").getComment().get()).isEqualTo("first");
        assertThat(spark.sql("SHOW TBLPROPERTIES main.raw.altered ('k.one')")
                        .head()
                        .getString(1))
                .isEqualTo("1");
        assertThat(texts("SHOW TBLPROPERTIES main.raw.altered"))
                .contains("k.one")
                .doesNotContain("k.two");
        assertThat(spark.sql("DESCRIBE DETAIL main.raw.altered")
                        .select("description")
                        .head()
                        .getString(0))
                .isEqualTo("it's altered");
        assertThatThrownBy(() -> spark.sql("ALTER TABLE main.raw.altered SET LOCATION '/tmp/elsewhere'"))
                .isInstanceOf(Exception.class);
    }

    @Test
    void dropsRenamesAndCreatesAnew() {
        spark.sql("CREATE TABLE main.raw.going AS SELECT 1 AS a");
        spark.sql("ALTER TABLE main.raw.going RENAME TO main.raw.on_its_way");
        spark.sql("ALTER TABLE main.raw.on_its_way RENAME TO gone_on");
        assertThatThrownBy(() -> spark.sql("ALTER TABLE main.raw.gone_on RENAME TO nowhere.x"))
                .hasMessageContaining("no such schema");
        assertThat(texts("SELECT CAST(a AS STRING) FROM main.raw.gone_on")).containsExactly("1");
        spark.sql("DROP TABLE main.raw.gone_on");
        spark.sql("DROP TABLE IF EXISTS main.raw.gone_on");
        spark.sql("CREATE TABLE main.raw.gone_on AS SELECT 'new' AS b");

        assertThat(texts("SELECT b FROM main.raw.gone_on")).containsExactly("new");
        assertThat(tables("raw")).contains("gone_on").doesNotContain("going");
        assertThatThrownBy(() -> spark.sql("DROP TABLE main.raw.going")).hasMessageContaining("cannot be found");
    }

    @Test
    void keepsSchemasAndTheirFacts() throws Exception {
        spark.sql("CREATE SCHEMA main.kept COMMENT 'first' WITH DBPROPERTIES ('k' = 'v')");
        spark.sql("CREATE SCHEMA IF NOT EXISTS main.kept");
        spark.sql("COMMENT ON SCHEMA main.kept IS 'second'");
        spark.sql("CREATE TABLE main.kept.t (a INT)");

        assertThat(texts("SHOW SCHEMAS IN main")).contains("raw", "kept").doesNotContain(".locks");
        assertThat(spark.sql("DESCRIBE SCHEMA EXTENDED main.kept")
                        .collectAsList()
                        .toString())
                .contains("second")
                .contains("(k,v)");
        assertThatThrownBy(() -> spark.sql("CREATE SCHEMA main.kept")).hasMessageContaining("already exists");
        assertThatThrownBy(() -> spark.sql("DROP SCHEMA main.kept")).hasMessageContaining("SCHEMA_NOT_EMPTY");
        spark.sql("DROP SCHEMA main.kept CASCADE");
        assertThat(texts("SHOW SCHEMAS IN main")).doesNotContain("kept");
        assertThatThrownBy(() -> spark.sql("CREATE TABLE main.nowhere.t (a INT)"))
                .hasMessageContaining("SCHEMA_NOT_FOUND");
        assertThatThrownBy(() -> spark.sql("SHOW TABLES IN main.nowhere")).hasMessageContaining("SCHEMA_NOT_FOUND");
        assertThatThrownBy(() -> spark.table("main.nowhere.t")).hasMessageContaining("TABLE_OR_VIEW_NOT_FOUND");
        assertThatThrownBy(() -> spark.sql("CREATE SCHEMA main.one.two")).hasMessageContaining("several levels");
    }

    @Test
    void keepsOddNamesInsideTheWarehouse() throws Exception {
        for (String name : List.of("with blank", "günlük", "dots.in.it", "per%cent", "quote'd", "ends.")) {
            String table = "main.raw.`" + name + "`";
            spark.sql("CREATE TABLE " + table + " (n STRING)");
            assertThat(spark.table(table).columns()).containsExactly("n");
            assertThat(tables("raw")).contains(name);
        }
        try (Stream<Path> folders = Files.list(root.resolve("warehouse/main/raw"))) {
            assertThat(folders.map(folder -> folder.getFileName().toString()))
                    .allMatch(folder -> folder.matches("[a-z0-9_%.-]+"))
                    .contains("with%20blank", "dots%2ein%2eit", "per%25cent");
        }
        spark.sql("INSERT INTO main.raw.`per%cent` VALUES ('kept')");
        assertThat(texts("SELECT n FROM main.raw.`per%cent`")).containsExactly("kept");
        spark.sql("CREATE TABLE main.raw.MixedCase AS SELECT 1 AS a");
        assertThat(texts("SELECT CAST(a AS STRING) FROM main.RAW.mixedcase")).containsExactly("1");
    }

    @Test
    void refusesNamesThatArePaths() throws Exception {
        Path outside = Files.createDirectories(root.resolve("warehouse/outside"));
        for (String name : List.of("../outside", "..", ".", "/tmp/x", "a/b", "a\\\\b", "file:/tmp/x", "   ")) {
            String table = "main.raw.`" + name + "`";
            assertThatThrownBy(() -> spark.sql("CREATE TABLE " + table + " (a INT)"))
                    .as(name)
                    .hasMessageContaining("use letters, digits and _");
            assertThatThrownBy(() -> spark.table(table)).as(name).hasMessageContaining("use letters, digits and _");
            assertThatThrownBy(() -> spark.sql("DROP TABLE " + table)).as(name).hasMessageContaining("use letters");
        }
        assertThatThrownBy(() -> spark.sql("CREATE SCHEMA main.`../escaped`")).hasMessageContaining("is a path");
        assertThatThrownBy(() -> spark.sql("CREATE TABLE main.raw.`" + "x".repeat(201) + "` (a INT)"))
                .hasMessageContaining("over 200");
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void refusesOtherFormatsAndPlaces() {
        assertThatThrownBy(() -> spark.sql("CREATE TABLE main.raw.csv (a INT) USING csv"))
                .hasMessageContaining("Delta tables only");
        assertThatThrownBy(() -> spark.sql("CREATE TABLE main.raw.away (a INT) LOCATION '/tmp/away'"))
                .hasMessageContaining("leave LOCATION out");
        assertThatThrownBy(() -> spark.sql("SHOW SCHEMAS IN homeless"))
                .hasMessageContaining("spark.sql.catalog.homeless.warehouse: is not set");
    }

    @Test
    void createsOnceWhenManyDoSoAtOnce() throws Exception {
        Callable<Boolean> creation = () -> {
            try {
                spark.sql("CREATE TABLE main.raw.raced AS SELECT 1 AS a");
                return true;
            } catch (Exception e) {
                assertThat(e).hasMessageContaining("already exists");
                return false;
            }
        };
        var threads = Executors.newFixedThreadPool(4);
        int winners = 0;
        for (var created : threads.invokeAll(List.of(creation, creation, creation, creation))) {
            winners += created.get() ? 1 : 0;
        }
        threads.shutdown();

        assertThat(winners).isEqualTo(1);
        assertThat(spark.table("main.raw.raced").count()).isEqualTo(1);
    }

    @Test
    void showsAnotherSessionTheSameTables() {
        spark.sql("CREATE TABLE main.raw.shared AS SELECT 1 AS a");

        SparkSession other = spark.newSession();

        assertThat(other.table("main.raw.shared").count()).isEqualTo(1);
        other.sql("DROP TABLE main.raw.shared");
        assertThatThrownBy(() -> spark.table("main.raw.shared")).hasMessageContaining("TABLE_OR_VIEW_NOT_FOUND");
    }

    private static List<String> tables(String schema) {
        return spark.sql("SHOW TABLES IN main." + schema).select("tableName").collectAsList().stream()
                .map(row -> row.getString(0))
                .toList();
    }

    private static List<String> texts(String query) {
        return spark.sql(query).collectAsList().stream()
                .map(row -> row.getString(0))
                .toList();
    }
}
