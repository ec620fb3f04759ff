package io.millrace.lakehouse;

import io.millrace.config.DataException;
import io.millrace.config.TableVersion;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Whether an old version can still be read. */
final class DataFiles {
    private DataFiles() {}

    /**
     * Passes if the files of the version are there; looks at files of this machine only, one stat a file.
     *
     * @throws DataException if one is gone
     */
    static void requirePresent(TableVersion version, Dataset<Row> rows) {
        for (String file : rows.inputFiles()) {
            if (file.startsWith("file:")
                    && !Files.exists(Path.of(URI.create(file).getPath()))) {
                throw new DataException(version + " cannot be read: its files were removed by VACUUM"
                        + "; use a newer version, or keep files longer with delta.deletedFileRetentionDuration");
            }
        }
    }

    /** Returns the exception of a version that the table's log does not have (any more), if that is what failed. */
    static Optional<RuntimeException> missingVersion(TableVersion version, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String condition = Failures.condition(cause);
            if (condition.startsWith("DELTA_VERSION")
                    || condition.startsWith("DELTA_LOG_FILE_NOT_FOUND")
                    || condition.startsWith("DELTA_TRUNCATED_TRANSACTION_LOG")
                    || condition.startsWith("DELTA_CANNOT_TIME_TRAVEL")
                    || condition.contains("TIME_TRAVEL")) {
                return Optional.of(
                        new DataException("there is no " + version + ": " + FailureKind.own(cause), failure));
            }
        }
        return Optional.empty();
    }
}
