package io.millrace.lakehouse;

import java.util.Locale;
import java.util.Optional;

/** The file formats that sources are read from. */
public enum FileFormat {
    /** Columnar files with their own schema. */
    PARQUET,
    /** Comma separated values; the first line names the columns unless {@code options.header = false}. */
    CSV,
    /** One JSON object a line. */
    JSON,
    /** A Delta table by its folder. */
    DELTA,
    /** Columnar files with their own schema. */
    ORC;

    /** Returns the format that the suffix of {@code path} tells, a compression suffix aside. */
    public static Optional<FileFormat> ofPath(String path) {
        String name =
                path.toLowerCase(Locale.ROOT).replaceFirst("/+$", "").replaceFirst("\\.(gz|bz2|zst|lz4|snappy)$", "");
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "parquet" -> Optional.of(PARQUET);
            case "csv" -> Optional.of(CSV);
            case "json", "jsonl", "ndjson" -> Optional.of(JSON);
            case "delta" -> Optional.of(DELTA);
            case "orc" -> Optional.of(ORC);
            default -> Optional.empty();
        };
    }

    /** Returns Spark's name of the format. */
    String sparkName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
