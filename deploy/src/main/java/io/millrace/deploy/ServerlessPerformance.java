package io.millrace.deploy;

/** How soon serverless tasks start, against what they cost. */
public enum ServerlessPerformance {
    /** Cheaper; minutes until a task starts. */
    STANDARD,
    /** Seconds until a task starts. */
    OPTIMIZED
}
