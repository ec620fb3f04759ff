package io.millrace.lakehouse;

import static org.apache.spark.sql.functions.expr;

import io.millrace.config.DataException;
import java.net.URI;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** What one pass over the lines of a source's text files tells before they are parsed. */
final class TextScan {

    /**
     * One file.
     *
     * @param path its path, as Spark's readers take it
     * @param first its first line that is not blank
     * @param malformed how many of its lines are not UTF-8 text
     * @param open how many of its lines have an odd number of quotes, as one has that ends inside of a quoted value
     */
    record Lines(String path, String first, long malformed, long open) {}

    private TextScan() {}

    /** Reads all lines once. Files without a line that is not blank are left out. */
    static List<Lines> of(SparkSession spark, Source source, String quote, Charset charset) {
        return spark
                .read()
                .format("text")
                .options(SourceFiles.choosing(source.options()))
                .option("recursiveFileLookup", "true")
                .load(source.from())
                .select(
                        expr("value"),
                        expr("_metadata.file_path AS file"),
                        expr(
                                "struct(_metadata.file_block_start AS block, monotonically_increasing_id() AS id) AS place"))
                .groupBy("file")
                .agg(
                        expr("min_by(cast(value AS binary), place) FILTER (WHERE trim(value) <> '') AS first"),
                        expr("count_if(NOT is_valid_utf8(value) OR instr(value, char(0)) > 0) AS malformed"),
                        expr("count_if(mod(length(value) - length(replace(value, " + literal(quote)
                                + ", '')), 2) <> 0) AS open"))
                .where("first IS NOT NULL")
                .orderBy("file")
                .collectAsList()
                .stream()
                .map(row ->
                        new Lines(path(row.getString(0)), text(row.getAs(1), charset), row.getLong(2), row.getLong(3)))
                .toList();
    }

    /**
     * Fails if text that should be UTF-8 is not: parsed, it would come out with replacement characters.
     *
     * @throws DataException naming the file and the option
     */
    static void requireUtf8(Source source, List<Lines> files) {
        for (Lines file : files) {
            if (file.malformed() > 0) {
                throw new DataException("source " + source.name() + ": " + file.path() + " is not UTF-8 text ("
                        + file.malformed() + (file.malformed() == 1 ? " line is" : " lines are")
                        + " not); name its encoding, for example options.encoding = ISO-8859-1");
            }
        }
    }

    private static String literal(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    /** Spark's metadata escapes what its readers take plainly. */
    private static String path(String escaped) {
        URI uri = URI.create(escaped);
        String file = uri.getPath();
        return uri.getRawAuthority() == null
                ? uri.getScheme() + ":" + file
                : uri.getScheme() + "://" + uri.getRawAuthority() + file;
    }

    /** The line was cut at a byte, which may stand in the middle of a character of several. */
    private static String text(byte[] line, Charset charset) {
        boolean wide = charset.name().startsWith("UTF-16");
        String text = new String(wide ? Arrays.copyOf(line, line.length & ~1) : line, charset);
        return text.replace("\uFEFF", "").replaceFirst("\r$", "");
    }
}
