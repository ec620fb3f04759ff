package io.millrace.unitycatalog.spark;

import io.millrace.config.TableName;
import io.millrace.localcatalog.DeltaTables;
import io.millrace.unitycatalog.UnityTables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Locale;
import java.util.UUID;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * The folders of tables below a warehouse: {@code <warehouse>/<catalog>/<schema>/<table>-<8 hex digits>}. Each table that is made
 * has a folder of its own, so that it never meets the files of one that had its name before.
 */
final class Folders {
    private static final int DIGITS = 8;

    private final URI warehouse;

    /** @param warehouse a URI, or the path of a folder of this machine */
    Folders(String warehouse) {
        String trimmed = warehouse.replaceFirst("(?<=[^:/])/+$", "");
        this.warehouse = trimmed.startsWith("/") ? new Path("file", "", trimmed).toUri() : URI.create(trimmed);
    }

    URI of(String catalog, String schema) {
        return URI.create(warehouse + "/" + UnityTables.plain(catalog) + "/" + UnityTables.plain(schema));
    }

    /** Returns the folder as Delta takes it for a name: as it is, where a URI has some characters in another form. */
    static String path(URI folder) {
        return new Path(folder).toString();
    }

    /** Returns the folder of a table that is to be made. */
    URI next(TableName table) {
        String digits = UUID.randomUUID().toString().substring(0, DIGITS).toLowerCase(Locale.ROOT);
        return URI.create(of(table.catalog(), table.schema()) + "/" + UnityTables.plain(table.name()) + "-" + digits);
    }

    /** Whether the folder is one of this warehouse. */
    boolean holds(URI folder) {
        return path(folder).startsWith(path(warehouse) + "/");
    }

    void remove(URI folder) {
        Path path = new Path(folder);
        var session = (org.apache.spark.sql.classic.SparkSession) SparkSession.active();
        try {
            path.getFileSystem(session.sessionState().newHadoopConf()).delete(path, true);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove " + folder, e);
        }
        DeltaTables.forget(path);
    }
}
