package io.millrace.deploy;

/** Who shares a cluster, and with it what a program may do there. */
public enum AccessMode {
    /** One user or group has it: a classic Spark session. */
    DEDICATED,
    /** Users share it: a session of Spark Connect, and jars that the metastore's allowlist names. */
    STANDARD
}
