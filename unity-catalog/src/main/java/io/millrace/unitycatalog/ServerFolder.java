package io.millrace.unitycatalog;

import java.net.URI;

/**
 * The two names of a folder on S3: the server knows {@code s3} alone, and Hadoop, by which Spark reads, has a file system for {@code s3a}
 * alone. Other folders have one name.
 */
final class ServerFolder {
    private static final String SERVERS = "s3:";
    private static final String HADOOPS = "s3a:";

    private ServerFolder() {}

    /** Returns the folder as the server is told it. */
    static String told(URI folder) {
        String text = folder.toString();
        return text.startsWith(HADOOPS) ? SERVERS + text.substring(HADOOPS.length()) : text;
    }

    /** Returns the folder that the server has, as Spark reads it. One that somebody registered may hold blanks. */
    static URI read(String location) {
        String text = location.replace(" ", "%20");
        return URI.create(text.startsWith(SERVERS) ? HADOOPS + text.substring(SERVERS.length()) : text);
    }
}
