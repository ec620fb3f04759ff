package io.millrace.lakehouse.storage;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.util.VersionInfo;

/** The kinds of object storage, by the scheme of a URI, with what is to be known of each. */
enum StorageScheme {
    /** Amazon S3 and what speaks its language. A file is there when its stream is closed, whole. */
    S3A("hadoop-aws", "org.apache.hadoop:hadoop-aws", true, settingsOfS3a()),
    /** Google Cloud Storage. A file is there when its stream is closed, whole. */
    GS("gcs-connector", "com.google.cloud.bigdataoss:gcs-connector", true, settingsOfGs()),
    /** Azure Data Lake Storage of the second generation. A file is there from its creation on, empty; renaming is one step. */
    ABFSS("hadoop-azure", "org.apache.hadoop:hadoop-azure", false, settingsOfAbfs()),
    /** As {@link #ABFSS}, without TLS. */
    ABFS("hadoop-azure", "org.apache.hadoop:hadoop-azure", false, settingsOfAbfs()),
    /** What Hadoop has another file system for; treated as a file system, where renaming is one step. */
    OTHER("Hadoop's file system for it", "", false, Map.of());

    private final String library;
    private final String artifact;
    private final boolean putsWhole;

    @SuppressWarnings("ImmutableEnumChecker") // maps that nobody changes
    private final Map<String, String> settings;

    StorageScheme(String library, String artifact, boolean putsWhole, Map<String, String> settings) {
        this.library = library;
        this.artifact = artifact;
        this.putsWhole = putsWhole;
        this.settings = settings;
    }

    static StorageScheme of(URI uri) {
        for (StorageScheme scheme : values()) {
            if (scheme.name().equalsIgnoreCase(uri.getScheme())) {
                return scheme;
            }
        }
        return OTHER;
    }

    String library() {
        return library;
    }

    /** Whether a file appears whole when its stream is closed. Else it is written under another name and renamed. */
    boolean putsWhole() {
        return putsWhole;
    }

    /** Returns Spark's settings that bound how long a service that does not answer is waited for. */
    Map<String, String> settings() {
        return settings;
    }

    /** Says how the library gets on the class path. */
    String remedy() {
        String version = this == GS ? "3.1.22" : VersionInfo.getVersion();
        return artifact.isEmpty()
                ? "add its jar"
                : "name its jars in MILLRACE_JARS, or give spark-submit --packages " + artifact + ":" + version
                        + " (docs/object-storage.md)";
    }

    /** Lets the file be made only if there is none; that is decided when its stream is closed. */
    FSDataOutputStreamBuilder<?, ?> exclusive(FSDataOutputStreamBuilder<?, ?> builder) {
        // As text, since Hadoop 3.4.1, which Spark 4.0 brings, has no constant for it; it refuses what it does not
        // know.
        return this == S3A ? builder.must("fs.option.create.conditional.overwrite", true) : builder;
    }

    /** Returns the first line of what is told, or the class where nothing is. */
    static String told(Throwable failure) {
        return Optional.ofNullable(failure.getMessage())
                .flatMap(message ->
                        message.lines().filter(line -> !line.isBlank()).findFirst())
                .orElse(failure.getClass().getSimpleName());
    }

    /**
     * Of the SDK's tries and those of S3A around them. A call that gets no answer ends after some four minutes; by default after half an
     * hour, or, as long as it is answered with 503, after days.
     */
    private static Map<String, String> settingsOfS3a() {
        return Map.of(
                "spark.hadoop.fs.s3a.attempts.maximum", "2",
                "spark.hadoop.fs.s3a.retry.limit", "4",
                "spark.hadoop.fs.s3a.retry.interval", "500ms",
                "spark.hadoop.fs.s3a.retry.throttle.limit", "5",
                "spark.hadoop.fs.s3a.retry.throttle.interval", "500ms",
                "spark.hadoop.fs.s3a.connection.establish.timeout", "15s",
                "spark.hadoop.fs.s3a.connection.timeout", "20s");
    }

    private static Map<String, String> settingsOfAbfs() {
        return Map.of(
                "spark.hadoop.fs.azure.io.retry.max.retries", "5",
                "spark.hadoop.fs.azure.io.retry.max.backoff.interval", "8000");
    }

    private static Map<String, String> settingsOfGs() {
        return Map.of("spark.hadoop.fs.gs.http.max.retry", "5", "spark.hadoop.fs.gs.http.read-timeout", "20000");
    }
}
