package io.millrace.lakehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.DataException;
import io.millrace.testkit.SharedSpark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ColumnarSourcesTest {

    private static final SparkSession SPARK = SharedSpark.session();
    private static Lakehouse lakehouse;
    private static long number;

    @TempDir
    private Path folder;

    @BeforeAll
    static void open() {
        lakehouse = Lakehouse.over(SPARK, Environment.local(SharedSpark.root()));
    }

    @Test
    void columnsThatSomeFilesLackAreNullThere() {
        save("SELECT 1 AS id", "added/1.parquet");
        save("SELECT 2 AS id, 'x' AS note", "added/2.parquet");

        FileRows found = read("added");

        assertThat(found.rows().orderBy("id").collectAsList()).hasToString("[[1,null], [2,x]]");
        assertThat(found.notes()).singleElement().asString().contains("note is NULL where files lack it");
    }

    @Test
    void typesThatOneHoldsAreWidenedAndOthersRefusedByName() {
        save("SELECT 1 AS id, 1.5F AS x", "wide/1.parquet");
        save("SELECT 5000000000L AS id, 2.5D AS x, true AS flag", "wide/2.parquet");
        save("SELECT 1 AS id, 'a' AS x", "not/1.parquet");
        save("SELECT 2 AS id, 2.5D AS x", "not/2.parquet");

        assertThat(read("wide").rows().schema().toDDL()).isEqualTo("id BIGINT,x DOUBLE,flag BOOLEAN");
        assertThat(read("wide").rows().orderBy("id").collectAsList())
                .hasToString("[[1,1.5,null], [5000000000,2.5,true]]");
        assertThatThrownBy(() -> read("not"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("the column x is STRING in")
                .hasMessageContaining("and DOUBLE in")
                .hasMessageContaining("not/2.parquet");
    }

    @Test
    void foldersThatAreNumbersWithZerosStayTexts() {
        save("SELECT 1 AS v", "stores/store=007/f.parquet");
        save("SELECT 2 AS v", "stores/store=7/f.parquet");
        save("SELECT 3 AS v", "days/day=2024-01-01/n=1/f.parquet");
        save("SELECT 4 AS v", "days/day=2024-01-02/n=2/f.parquet");

        assertThat(read("stores").rows().orderBy("v").collectAsList()).hasToString("[[1,007], [2,7]]");
        assertThat(read("days").rows().schema().toDDL()).isEqualTo("v INT,day DATE,n INT");
        save("SELECT 5 AS v", "days/loose.parquet");
        assertThatThrownBy(() -> read("days"))
                .hasMessageContaining("1 file lies outside")
                .hasMessageContaining("loose.parquet");
    }

    @Test
    void foldersOfTablesAreRefusedByTheNameOfTheirFormat() throws IOException {
        save("SELECT 1 AS v", "delta/x/f.parquet");
        Files.createDirectories(folder.resolve("delta/_delta_log"));
        Files.writeString(folder.resolve("delta/_delta_log/00000000000000000000.json"), "{}");
        save("SELECT 1 AS v", "ice/data/f.parquet");
        Files.createDirectories(folder.resolve("ice/metadata"));
        Files.writeString(folder.resolve("ice/metadata/v1.metadata.json"), "{}");
        save("SELECT 1 AS v", "hudi/day=1/f.parquet");
        Files.createDirectories(folder.resolve("hudi/.hoodie"));
        Files.writeString(folder.resolve("hudi/.hoodie/hoodie.properties"), "");

        assertThatThrownBy(() -> read("delta/x"))
                .hasMessageContaining("of the format Delta")
                .hasMessageContaining("format = delta");
        assertThatThrownBy(() -> read("delta")).hasMessageContaining("of the format Delta");
        assertThatThrownBy(() -> read("ice")).hasMessageContaining("of the format Iceberg");
        assertThatThrownBy(() -> read("hudi/day=1/f.parquet")).hasMessageContaining("of the format Hudi");
    }

    @Test
    void aRelativePathToADeltaFolderIsAFolder() {
        SPARK.range(3).write().format("delta").save(folder.resolve("table").toString());
        String relative =
                Path.of("").toAbsolutePath().relativize(folder.resolve("table")).toString();

        Source source = Source.builder("src_relative", Source.Kind.FILE, relative)
                .format(FileFormat.DELTA)
                .build();

        assertThat(ingested(source).count()).isEqualTo(3);
    }

    @Test
    void nanosecondsAreReadAsMicrosecondsAndLossesTold() throws IOException {
        write(
                "nanos.parquet",
                "message m { required int64 id; optional int64 at (TIMESTAMP(NANOS,true)); optional int64 wall (TIMESTAMP(NANOS,false)); }",
                List.of(1_700_000_000_123_456_000L, -1L));

        Source source = Source.builder(
                        "src_nanos",
                        Source.Kind.FILE,
                        folder.resolve("nanos.parquet").toString())
                .build();
        FileRows found = new SourceReader(SPARK).raw(source);

        assertThat(found.rows().schema().toDDL()).isEqualTo("id BIGINT,at TIMESTAMP,wall TIMESTAMP_NTZ");
        assertThat(found.notes()).hasSize(2).allSatisfy(note -> assertThat(note).contains("1 of 2 times are cut off"));
        assertThat(ingested(source)
                        .selectExpr("unix_micros(at)", "cast(wall AS string)")
                        .orderBy("wall")
                        .collectAsList())
                .hasToString("[[-1,1969-12-31 23:59:59.999999], [1700000000123456,2023-11-14 22:13:20.123456]]");
    }

    @Test
    void nanosecondsThatAreNotTimesEverywhereAreRefusedByFile() throws IOException {
        String times =
                "message m { required int64 id; optional int64 at (TIMESTAMP(NANOS,true)); optional int64 wall; }";
        write("mixed/1.parquet", times, List.of(1L));
        write(
                "mixed/2.parquet",
                "message m { required int64 id; optional int64 at; optional int64 wall; }",
                List.of(1L));
        write("two/1.parquet", times, List.of(1_000L));
        write("two/2.parquet", times, List.of(2_000L));

        assertThatThrownBy(() -> read("mixed"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("the column at holds instants in nanoseconds in")
                .hasMessageContaining("and whole numbers in")
                .hasMessageContaining("2.parquet");
        assertThat(read("two").rows().schema().toDDL()).isEqualTo("id BIGINT,at TIMESTAMP,wall BIGINT");
        assertThat(read("two").notes())
                .containsExactly("the column at holds nanoseconds, which are read as microseconds; nothing is lost");
        Source declared = Source.builder(
                        "s", Source.Kind.FILE, folder.resolve("two").toString())
                .format(FileFormat.PARQUET)
                .schema("id BIGINT, at BIGINT")
                .build();
        assertThat(new SourceReader(SPARK).raw(declared).rows().orderBy("at").collectAsList())
                .hasToString("[[1,1000], [1,2000]]");
    }

    @Test
    void columnsOfAnyNameAreIngestedAndRead() throws IOException {
        SPARK.sql("SELECT 1 AS plain").write().parquet(folder.resolve("odd").toString());
        Source plain = Source.builder(
                        "src_odd", Source.Kind.FILE, folder.resolve("odd").toString())
                .format(FileFormat.PARQUET)
                .build();
        assertThat(ingested(plain).count()).isOne();
        Path csv = Files.writeString(folder.resolve("odd.csv"), "Order ID,a.b,x[0] (kg),tick`s\n7,1,2,3\n");
        Source odd = Source.builder("src_odd", Source.Kind.FILE, csv.toString())
                .columns(Map.of("order_id", "`Order ID` + `a.b` + `x[0] (kg)` + `tick``s`"))
                .build();

        assertThat(ingested(odd).select("order_id").head().getInt(0)).isEqualTo(13);
        Files.writeString(csv, "Order ID,a.b (new),x[0] (kg),tick`s\n7,1,2,3\n8,1,2,3\n");
        assertThat(ingested(Source.builder("src_odd", Source.Kind.FILE, csv.toString())
                                .build())
                        .columns())
                .containsExactly("Order ID", "a.b (new)", "x[0] (kg)", "tick`s");
        assertThat(ingested(plain).columns()).containsExactly("plain");
        assertThat(SPARK.sql("SHOW TBLPROPERTIES main.raw.src_odd ('delta.enableChangeDataFeed')")
                        .head()
                        .getString(1))
                .isEqualTo("true");
        Source fresh = Source.builder("src_odd_fresh", Source.Kind.FILE, csv.toString())
                .build();
        assertThat(ingested(fresh).columns()).containsExactly("Order ID", "a.b (new)", "x[0] (kg)", "tick`s");
    }

    @Test
    void tablesHoldTimesThatOtherReadersTake() throws IOException {
        Path csv = Files.writeString(folder.resolve("far.csv"), "at\n0001-01-02T00:00:00Z\n9999-12-30T00:00:00Z\n");
        Dataset<Row> rows = ingested(
                Source.builder("src_far", Source.Kind.FILE, csv.toString()).build());

        for (String file : rows.inputFiles()) {
            var input = HadoopInputFile.fromPath(new org.apache.hadoop.fs.Path(file), new Configuration());
            try (ParquetFileReader reader = ParquetFileReader.open(input)) {
                assertThat(reader.getFileMetaData().getSchema().toString())
                        .contains("TIMESTAMP(MICROS,true)")
                        .doesNotContain("int96");
            }
        }
        assertThat(rows.selectExpr("cast(at AS string) AS at").orderBy("at").collectAsList())
                .hasToString("[[0001-01-02 00:00:00], [9999-12-30 00:00:00]]");
    }

    private FileRows read(String path) {
        return new SourceReader(SPARK)
                .raw(Source.builder("s", Source.Kind.FILE, folder.resolve(path).toString())
                        .format(FileFormat.PARQUET)
                        .build());
    }

    private static Dataset<Row> ingested(Source source) {
        Sources sources = Sources.of(lakehouse, Map.of(source.name(), source));
        sources.ingest(source.name(), Write.of("test/columnar", ++number, "run"));
        return sources.read(source.name());
    }

    /** Saves the rows as one file of exactly this path. */
    private void save(String sql, String path) {
        Path target = folder.resolve(path);
        Path made = folder.resolve("made" + ++number);
        SPARK.sql(sql).coalesce(1).write().parquet(made.toString());
        try (var files = Files.list(made)) {
            Files.createDirectories(target.getParent());
            Files.move(
                    files.filter(file -> file.toString().endsWith(".parquet"))
                            .findFirst()
                            .orElseThrow(),
                    target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String path, String schema, List<Long> times) throws IOException {
        MessageType type = MessageTypeParser.parseMessageType(schema);
        var file = HadoopOutputFile.fromPath(
                new org.apache.hadoop.fs.Path(folder.resolve(path).toUri()), new Configuration());
        try (ParquetWriter<Group> writer =
                ExampleParquetWriter.builder(file).withType(type).build()) {
            for (Long time : new ArrayList<>(times)) {
                writer.write(new SimpleGroupFactory(type)
                        .newGroup()
                        .append("id", 1L)
                        .append("at", time)
                        .append("wall", time));
            }
        }
    }
}
