package io.millrace.lakehouse;

import static org.apache.spark.sql.functions.expr;

import io.millrace.config.DataException;
import io.millrace.config.InvalidConfigException;
import io.millrace.config.Secret;
import io.millrace.config.SqlName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Reads and shapes the rows of single sources; knows no tables. */
final class SourceReader {

    /** Changes when the same files are read in another way, so that they are read again. */
    private static final String READING = "2";

    private final SparkSession spark;

    SourceReader(SparkSession spark) {
        this.spark = spark;
    }

    /** Returns the rows of a file or provider source as they are. */
    FileRows raw(Source source) {
        return switch (source.kind()) {
            case FILE -> attempt(source.name(), "path " + source.from(), () -> files(source));
            case PROVIDER -> FileRows.of(provided(source));
            case TABLE, VIEW, SQL -> throw notCopied(source);
        };
    }

    /** Returns {@code rows} with the times, columns and condition of {@code source}; starts no job. */
    Dataset<Row> shape(Source source, Dataset<Row> rows) {
        Dataset<Row> shaped = SourceTimes.convert(source, rows);
        for (Map.Entry<String, String> column : source.columns().entrySet()) {
            Dataset<Row> before = shaped;
            shaped = attempt(
                    source.name(),
                    "columns." + column.getKey() + " = " + column.getValue(),
                    () -> Columns.analyzed(before.withColumn(column.getKey(), expr(column.getValue()))));
        }
        Dataset<Row> timed = SourceTimes.convert(source, shaped);
        SourceTimes.require(source, timed);
        if (source.where().isEmpty()) {
            return timed;
        }
        String condition = source.where().get();
        return attempt(source.name(), "where " + condition, () -> Columns.analyzed(timed.where(expr(condition))));
    }

    /**
     * Returns what the query of {@code source} gives over {@code inputs}, which it sees under their names.
     *
     * <p>Each input is a temporary view whose name ends in a digest of {@code state}, all that decides its rows, so that
     * projects that share a session do not meet.
     */
    Dataset<Row> query(Source source, Map<String, Dataset<Row>> inputs, String state) {
        Map<String, String> views = new LinkedHashMap<>();
        inputs.forEach((name, rows) -> {
            String view = "millrace_" + name + "_" + digest(name + state).substring(0, 16);
            rows.createOrReplaceTempView(view);
            views.put(name, view);
        });
        String with = views.entrySet().stream()
                .map(view ->
                        SqlName.quoted(view.getKey()) + " AS (SELECT * FROM " + SqlName.quoted(view.getValue()) + ")")
                .collect(Collectors.joining(", "));
        String query = source.from().strip().replaceFirst(";\\s*$", "");
        return attempt(
                source.name(),
                "sql",
                () -> Columns.analyzed(spark.sql("WITH " + with + " SELECT * FROM (\n" + query + "\n)")));
    }

    /** Fails if there are no rows; reads the first one. */
    void requireRows(Source source, FileRows found) {
        if (reading(source, found.settings(), () -> found.rows().isEmpty())) {
            throw noRows(source);
        }
    }

    /** Returns what work gives that reads the rows of a file or provider, while the settings hold that they need. */
    <T> T reading(Source source, Map<String, String> settings, Callable<T> work) {
        return attempt(
                source.name(),
                source.kind().key() + " " + source.from(),
                () -> settings.isEmpty() ? work.call() : SessionSettings.giving(spark, settings, work));
    }

    static DataException noRows(Source source) {
        return new DataException(
                "source " + source.name() + ": " + source.from() + " has no rows; nothing was written, check the "
                        + source.kind().key());
    }

    String fingerprint(Source source) {
        String content =
                switch (source.kind()) {
                    case FILE -> attempt(source.name(), "path " + source.from(), () -> listing(source));
                    case PROVIDER -> Providers.make(source.from()).fingerprint(source.options());
                    case TABLE, VIEW, SQL -> throw notCopied(source);
                };
        return digest(String.join(
                "\n",
                READING,
                source.kind().key(),
                source.from(),
                source.format().map(FileFormat::sparkName).orElse(""),
                source.schema().orElse(""),
                source.zone().orElse(""),
                new TreeMap<>(source.options()).toString(),
                content));
    }

    private FileRows files(Source source) throws Exception {
        FileFormat format = source.format().orElseThrow();
        if (format == FileFormat.DELTA) {
            return FileRows.of(delta(source));
        }
        SourceFiles files = SourceFiles.list(spark, source);
        if (files.paths().isEmpty()) {
            throw noRows(source);
        }
        TableFolders.refuse(spark, source, files);
        FileRows found =
                switch (format) {
                    case CSV -> CsvFiles.read(spark, source, files);
                    case JSON -> JsonFiles.read(spark, source, files);
                    case PARQUET, ORC, DELTA -> ColumnarFiles.read(spark, source, files);
                };
        List<String> notes = new ArrayList<>(found.notes());
        HiddenFiles.told(SourceFiles.absolute(source.from())).ifPresent(notes::add);
        return new FileRows(found.rows(), found.settings(), notes);
    }

    private Dataset<Row> delta(Source source) {
        return spark.read()
                .format("delta")
                .options(Secret.resolved(source.options()))
                .load(SourceFiles.absolute(source.from()));
    }

    private Dataset<Row> provided(Source source) {
        SourceProvider provider = Providers.make(source.from());
        try {
            return provider.read(spark, Secret.resolved(source.options()));
        } catch (IllegalArgumentException e) {
            throw InvalidConfigException.of("sources." + source.name() + ".options: " + e.getMessage());
        }
    }

    /** Lists the files without reading them; a Delta table is told by its newest commit instead. */
    private String listing(Source source) {
        if (source.format().orElseThrow() == FileFormat.DELTA) {
            String folder = SqlName.quoted(SourceFiles.absolute(source.from()));
            Row commit = spark.sql("DESCRIBE HISTORY delta." + folder + " LIMIT 1")
                    .selectExpr("version", "cast(timestamp as string)")
                    .head();
            return commit.toString();
        }
        return SourceFiles.list(spark, source).fingerprint();
    }

    private static <T> T attempt(String source, String part, Callable<T> work) {
        try {
            return work.call();
        } catch (Exception e) { // Spark throws checked exceptions that it does not declare
            if (e instanceof SparkThrowable || e instanceof IOException) {
                throw new DataException(
                        "source " + source + ": " + part + ": " + reason(e) + "; mend the data or the definition", e);
            }
            throw Failures.known("source " + source + ": " + part, e)
                    .map(RuntimeException.class::cast)
                    .orElseGet(
                            () -> e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e));
        }
    }

    /** What happened, by the innermost cause that tells it. */
    private static String reason(Exception failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof AnalysisException)) {
            cause = cause.getCause();
        }
        return Failures.reason(cause);
    }

    private static IllegalArgumentException notCopied(Source source) {
        return new IllegalArgumentException("source " + source.name() + " is a "
                + source.kind().key() + "; only path and provider sources are copied");
    }

    private static String digest(String text) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
