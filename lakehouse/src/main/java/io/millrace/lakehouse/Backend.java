package io.millrace.lakehouse;

/** Where tables, models and runs live. */
public enum Backend {
    /** Everything in one folder of this machine. */
    LOCAL,
    /** Object storage, an open source Unity Catalog server, an MLflow server. */
    OSS,
    /** A Databricks workspace. */
    DATABRICKS
}
