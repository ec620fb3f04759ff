package io.millrace.localcatalog;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.delta.DeltaLog;

/** What a catalog that holds Delta tables alone asks of a statement, and of Delta. */
public final class DeltaTables {
    private DeltaTables() {}

    /** Returns the name by which Delta takes the folder for the table. */
    static Identifier byPath(String folder) {
        return Identifier.of(new String[] {"delta"}, folder);
    }

    /** Returns whether Delta would take the name for the path of a table: {@code delta.`/folder`}. */
    public static boolean isPath(Identifier identifier) {
        return identifier.name().startsWith("/") || identifier.name().contains(":/");
    }

    /**
     * Returns the properties of a table that is made, as Delta takes them.
     *
     * @param locationRule why the catalog takes no LOCATION, and what to do
     * @throws IllegalArgumentException if they name a place, or a format other than Delta
     */
    static Map<String, String> properties(Map<String, String> properties, String locationRule) {
        var own = new HashMap<>(properties);
        String location = own.remove(TableCatalog.PROP_LOCATION);
        if (location != null) {
            throw locationRefused(location, locationRule);
        }
        String provider = own.getOrDefault(TableCatalog.PROP_PROVIDER, "delta").toLowerCase(Locale.ROOT);
        if (!provider.equals("delta") && !provider.equals(defaultSource())) {
            throw new IllegalArgumentException(
                    "Format " + provider + ": the catalog holds Delta tables only; leave USING out");
        }
        own.put(TableCatalog.PROP_PROVIDER, "delta");
        return own;
    }

    /** {@code saveAsTable} names the session's default format even when the caller named none. */
    private static String defaultSource() {
        return SparkSession.active()
                .conf()
                .get("spark.sql.sources.default", "parquet")
                .toLowerCase(Locale.ROOT);
    }

    /** Returns whether the property says where a table or a schema lies. */
    static boolean isLocation(String property) {
        return List.of(TableCatalog.PROP_LOCATION, "path").contains(property.toLowerCase(Locale.ROOT));
    }

    /** Returns the exception on a statement that says where a table or a schema is to lie. */
    static IllegalArgumentException locationRefused(String location, String locationRule) {
        return new IllegalArgumentException("Location " + location + ": " + locationRule);
    }

    /** Makes Delta look anew at a folder that holds another table now, or none. */
    public static void forget(org.apache.hadoop.fs.Path folder) {
        DeltaLog.invalidateCache((org.apache.spark.sql.classic.SparkSession) SparkSession.active(), folder);
    }
}
