package io.millrace.lakehouse;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The file formats that sources are read from, each with the suffixes that tell it. */
public enum FileFormat {
    /** Columnar files with their own schema. */
    PARQUET("parquet"),
    /** Comma separated values; the first line names the columns unless {@code options.header = false}. */
    CSV("csv"),
    /** One JSON object a line. */
    JSON("json", "jsonl", "ndjson"),
    /** A Delta table by its folder. */
    DELTA("delta"),
    /** Columnar files with their own schema. */
    ORC("orc");

    /** All formats as the project file names them, for messages. */
    static final String WORDS =
            Arrays.stream(values()).map(FileFormat::sparkName).collect(Collectors.joining(", "));

    @SuppressWarnings("ImmutableEnumChecker") // List.of
    private final List<String> suffixes;

    FileFormat(String... suffixes) {
        this.suffixes = List.of(suffixes);
    }

    /** Returns the format that the suffix of {@code path} tells, a compression suffix aside. */
    public static Optional<FileFormat> ofPath(String path) {
        String name =
                path.toLowerCase(Locale.ROOT).replaceFirst("/+$", "").replaceFirst("\\.(gz|bz2|zst|lz4|snappy)$", "");
        String suffix = name.substring(name.lastIndexOf('.') + 1);
        return Arrays.stream(values())
                .filter(format -> format.suffixes.contains(suffix))
                .findFirst();
    }

    /** Returns Spark's name of the format. */
    String sparkName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
