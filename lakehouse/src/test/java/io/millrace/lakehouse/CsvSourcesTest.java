package io.millrace.lakehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.testkit.SharedSpark;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvSourcesTest {

    private static final long SEED = 4180;

    @TempDir
    private Path folder;

    @Test
    void columnsAreReadByTheNamesInTheHeader() throws IOException {
        write("declared.csv", "amount,customer\n300,3\n");

        assertThat(rows(source("declared.csv").schema("customer BIGINT, amount INT")))
                .containsExactly("customer BIGINT, amount INT", "[3,300]");
    }

    @Test
    void eachFileOfAFolderIsReadByItsOwnHeader() throws IOException {
        write("in/1.csv", "customer,amount\n1,100\n");
        write("in/2.csv", "amount,customer,note\n300,3,x\n");
        write("in/3 more.csv", "\uFEFFamount,customer\n400,4\n");

        assertThat(rows(source("in").format(FileFormat.CSV)))
                .containsExactly("customer INT, amount INT, note STRING", "[1,100,null]", "[3,300,x]", "[4,400,null]");
    }

    @Test
    void permutedColumnsGiveTheSameRows() throws IOException {
        Random random = new Random(SEED);
        for (int round = 0; round < 6; round++) {
            List<String> names = List.of("a", "b c", "d\"e", "f,g", "h");
            List<String> expected = new ArrayList<>();
            for (int file = 0; file < 3; file++) {
                List<String> order = new ArrayList<>(names);
                Collections.shuffle(order, random);
                StringBuilder text = new StringBuilder(record(order));
                for (int row = 0; row < 4; row++) {
                    Map<String, String> values =
                            names.stream().collect(Collectors.toMap(name -> name, name -> text(random)));
                    expected.add(names.stream().map(values::get).toList().toString());
                    text.append(record(order.stream().map(values::get).toList()));
                }
                write("round" + round + "/" + file + ".csv", text.toString());
            }

            Dataset<Row> read = read(source("round" + round).format(FileFormat.CSV));

            assertThat(read.collectAsList().stream().map(row -> names.stream()
                            .map(name -> (String) row.getAs(name))
                            .toList()
                            .toString()))
                    .as("seed %d, round %d", SEED, round)
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void quotesAreReadAsTheStandardHasThem() throws IOException {
        write(
                "q.csv",
                "id,text,v\n1,\"said \"\"hi\"\", then left\",5\n2,\"C:\\temp\\\",6\n3,\"two\nlines\",7\n4,6\" pipe,8\n");

        assertThat(rows(source("q.csv")))
                .containsExactly(
                        "id INT, text STRING, v INT",
                        "[1,said \"hi\", then left,5]",
                        "[2,C:\\temp\\,6]",
                        "[3,two\nlines,7]",
                        "[4,6\" pipe,8]");
    }

    @Test
    void brokenQuotesAreRefused() throws IOException {
        write("b.csv", "id,text\n1,\"6\" pipe\"\n");

        assertRefused(source("b.csv"), "b.csv");
    }

    @Test
    void textOfAnotherEncodingIsRefusedUntilItIsNamed() throws IOException {
        for (String encoding : List.of("ISO-8859-1", "UTF-16", "UTF-16LE")) {
            write("e.csv", "id,Straße\n1,Zürich\n", Charset.forName(encoding));

            assertRefused(source("e.csv"), "e.csv is not UTF-8 text", "options.encoding");
            assertThat(rows(source("e.csv").options(Map.of("encoding", encoding))))
                    .containsExactly("id INT, Straße STRING", "[1,Zürich]");
        }
        write("j.json", "{\"city\": \"Zürich\"}\n", StandardCharsets.ISO_8859_1);
        assertRefused(source("j.json"), "j.json is not UTF-8 text", "options.encoding");
    }

    @Test
    void headersThatCannotBeNamesAreRefused() throws IOException {
        write("twice.csv", "id,a,A\n1,2,3\n");
        write("values.csv", "1,2024-01-01,3.5\n2,2024-01-02,4.5\n");

        assertRefused(source("twice.csv"), "names the column 'A' twice");
        assertRefused(source("values.csv"), "holds values and no names (1, 2024-01-01, 3.5)", "options.header = false");
        assertThat(rows(source("values.csv").options(Map.of("header", "false")).schema("id INT, day DATE, x DOUBLE")))
                .containsExactly("id INT, day DATE, x DOUBLE", "[1,2024-01-01,3.5]", "[2,2024-01-02,4.5]");
    }

    @Test
    void aColumnThatNoHeaderNamesIsRefused() throws IOException {
        write("d.csv", "id,a\n1,2\n");

        assertRefused(
                source("d.csv").schema("id INT, b INT"),
                "schema declares the column b, which the header does not name (id, a)");
        assertThat(rows(source("d.csv").schema("id INT, b INT").options(Map.of("enforceSchema", "true"))))
                .containsExactly("id INT, b INT", "[1,2]");
    }

    @Test
    void emptyFilesAndCompressedOnesAreRead() throws IOException {
        write("z/0.csv", "");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write("zip,n\n01234,1\n".getBytes(StandardCharsets.UTF_8));
        }
        Files.write(folder.resolve("z/1.csv.gz"), bytes.toByteArray());

        assertThat(rows(source("z").format(FileFormat.CSV))).containsExactly("zip STRING, n INT", "[01234,1]");
        write("none.csv", "");
        assertRefused(source("none.csv"), "has no rows");
    }

    @Test
    void timesWithoutAZoneAreOfTheDeclaredOneOrUtcInEverySession() throws IOException {
        write("t.csv", "at\n2024-07-01 05:00:00\n");
        for (String zone : List.of("UTC", "America/New_York")) {
            var reader = new SourceReader(SharedSpark.session(zone));
            assertThat(seconds(reader, source("t.csv"))).isEqualTo(1_719_810_000L);
            assertThat(seconds(reader, source("t.csv").zone("Europe/Vienna"))).isEqualTo(1_719_802_800L);
        }
    }

    private static long seconds(SourceReader reader, Source.Builder source) {
        return reader.raw(source.build())
                .rows()
                .selectExpr("unix_seconds(at)")
                .head()
                .getLong(0);
    }

    @Test
    void formatsOfDatesAndTimesAreGuessedByThem() throws IOException {
        write("f.csv", "day,at\n31.12.2024,31.12.2024 05:06\n01.01.2025,01.01.2025 00:00\n");

        Dataset<Row> rows = read(
                source("f.csv").options(Map.of("dateFormat", "dd.MM.yyyy", "timestampFormat", "dd.MM.yyyy HH:mm")));

        assertThat(rows.schema().toDDL()).isEqualTo("day DATE,at TIMESTAMP");
        assertThat(rows.selectExpr("cast(day AS string)", "cast(at AS string)").collectAsList())
                .hasToString("[[2024-12-31,2024-12-31 05:06:00], [2025-01-01,2025-01-01 00:00:00]]");
    }

    @Test
    void partitionsAndFilesBesideThem() throws IOException {
        write("p/store=007/a.csv", "v\n1\n");
        write("p/store=7/b c.csv", "w,v\n5,2\n");

        assertThat(rows(source("p").format(FileFormat.CSV)))
                .containsExactly("v INT, w INT, store STRING", "[1,null,007]", "[2,5,7]");
        write("p/loose.csv", "v\n3\n");
        assertRefused(source("p").format(FileFormat.CSV), "1 file lies outside the name=value folders", "p/loose.csv");
    }

    @Test
    void hiddenFilesAreCountedAndTold() throws IOException {
        write("h/a.csv", "v\n1\n");
        write("h/_SUCCESS", "");
        write("h/_late.csv", "v\n2\n");
        write("h/.old/b.csv", "v\n3\n");

        FileRows found = new SourceReader(SharedSpark.session())
                .raw(source("h").format(FileFormat.CSV).build());

        assertThat(found.rows().count()).isOne();
        assertThat(found.notes())
                .containsExactly(
                        "2 files are not read, since a name that begins with _ or . hides, such as .old/b.csv");
    }

    @Test
    void foldersBelowAreRead() throws IOException {
        write("deep/2024/a.csv", "v\n1\n");
        write("deep/b.csv", "v\n2\n");

        assertThat(rows(source("deep").format(FileFormat.CSV))).containsExactly("v INT", "[1]", "[2]");
    }

    @Test
    void numbersInJsonStayWhatTheyAre() throws IOException {
        write(
                "m.json",
                "{\"id\": 9007199254740993, \"in\": {\"x\": [1.5, 12345678901234567890123]}, \"p\": 1.50}\n{\"id\": 1.5, \"p\": 2}\n");

        assertThat(read(source("m.json")).schema().toDDL()).isEqualTo("id STRING,in STRUCT<x: ARRAY<STRING>>,p DOUBLE");
        assertThat(read(source("m.json")).selectExpr("id", "in.x[1]").collectAsList())
                .hasToString("[[9007199254740993,12345678901234567890123], [1.5,null]]");
    }

    private List<String> rows(Source.Builder source) {
        Dataset<Row> rows = read(source);
        List<String> shown = new ArrayList<>();
        shown.add(Arrays.stream(rows.schema().fields())
                .map(field -> field.name() + " " + field.dataType().sql())
                .collect(Collectors.joining(", ")));
        rows.collectAsList().stream().map(Row::toString).sorted().forEach(shown::add);
        return shown;
    }

    private Dataset<Row> read(Source.Builder source) {
        return new SourceReader(SharedSpark.session()).raw(source.build()).rows();
    }

    private void assertRefused(Source.Builder source, String... parts) {
        assertThatThrownBy(() -> read(source).collectAsList())
                .satisfies(failure -> assertThat(failure.toString()).contains(parts));
    }

    private Source.Builder source(String path) {
        return Source.builder("s", Source.Kind.FILE, folder.resolve(path).toString());
    }

    private static String text(Random random) {
        List<String> parts = List.of("a", "\"", ",", "\n", "\r\n", "\\", "ü", "1", " ");
        return "x"
                + random.ints(random.nextInt(5), 0, parts.size())
                        .mapToObj(parts::get)
                        .collect(Collectors.joining());
    }

    private static String record(List<String> values) {
        return values.stream()
                        .map(value -> "\"" + value.replace("\"", "\"\"") + "\"")
                        .collect(Collectors.joining(","))
                + "\n";
    }

    private void write(String path, String text) throws IOException {
        write(path, text, StandardCharsets.UTF_8);
    }

    private void write(String path, String text, Charset charset) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, text.getBytes(charset));
    }
}
