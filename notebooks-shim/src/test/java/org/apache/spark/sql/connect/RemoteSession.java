package org.apache.spark.sql.connect;

/** Stands for a session of Spark Connect, whose classes tests do not have. */
public final class RemoteSession {
    private RemoteSession() {}
}
