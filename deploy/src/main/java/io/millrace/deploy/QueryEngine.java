package io.millrace.deploy;

/** What runs queries on a cluster. */
public enum QueryEngine {
    /** Spark's own. */
    STANDARD,
    /** Databricks' native engine, which costs more units an hour. */
    PHOTON
}
