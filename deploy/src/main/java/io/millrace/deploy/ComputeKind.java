package io.millrace.deploy;

/** Where a task runs. */
public enum ComputeKind {
    /** Serverless compute of the workspace: a session of Spark Connect, nothing to size. */
    SERVERLESS,
    /** A cluster of the job's own, made for a run and gone after it. */
    CLUSTER
}
