package io.millrace.lakehouse;

import io.millrace.config.BackendException;
import io.millrace.config.DataException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.SparkSession;

/** Recognises folders that belong to a table format, whose files alone are not the table's rows. */
final class TableFolders {

    /** What a folder of the format holds, by the format's name. */
    private static final Map<String, String> MARKS = marks();

    private TableFolders() {}

    private static Map<String, String> marks() {
        Map<String, String> marks = new LinkedHashMap<>();
        marks.put("Delta", "_delta_log/*");
        marks.put("Hudi", ".hoodie/hoodie.properties");
        marks.put("Iceberg", "metadata/*.metadata.json");
        return marks;
    }

    /**
     * Passes if no file of the source lies in the folder of a table.
     *
     * @throws DataException naming the folder and the format
     */
    static void refuse(SparkSession spark, Source source, SourceFiles files) {
        for (String folder : files.roots()) {
            MARKS.forEach((format, mark) -> {
                if (holds(spark, folder, mark)) {
                    throw new DataException(
                            "source " + source.name() + ": " + folder + " is a table of the format " + format
                                    + "; its files alone also hold rows that were deleted or overwritten; "
                                    + (format.equals("Delta")
                                            ? "set format = delta and name the folder of the table"
                                            : "read it through a provider or a table of that format"));
                }
            });
        }
    }

    private static boolean holds(SparkSession spark, String folder, String mark) {
        if (folder.startsWith("file:")) {
            Path place = Path.of(folder.replaceFirst("^file:/+", "/")).resolve(mark.substring(0, mark.indexOf('/')));
            return Files.isDirectory(place) && hasMatch(place, mark.substring(mark.indexOf('/') + 1));
        }
        try {
            return spark.read().format("binaryFile").load(folder + "/" + mark).columns().length > 0;
        } catch (Exception e) { // Spark throws checked exceptions that it does not declare
            if (e instanceof SparkThrowable known && "PATH_NOT_FOUND".equals(known.getCondition())) {
                return false;
            }
            throw e;
        }
    }

    private static boolean hasMatch(Path folder, String pattern) {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, pattern)) {
            return found.iterator().hasNext();
        } catch (IOException e) {
            throw BackendException.retryable("cannot list " + folder, e);
        }
    }
}
