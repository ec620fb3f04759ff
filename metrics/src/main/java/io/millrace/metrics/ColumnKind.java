package io.millrace.metrics;

/** What a profile can say of a column, by its type. */
public enum ColumnKind {
    /** Numbers, decimals included: all numeric metrics. */
    NUMERIC,
    /** Dates and timestamps, as seconds since 1970-01-01T00:00:00Z: order and quantiles, no drift of values. */
    TIMESTAMP,
    /** Text and booleans ({@code true}, {@code false}): categories and lengths. */
    CATEGORICAL,
    /** Binary values and arrays: lengths only. */
    SIZED,
    /** Anything else: rows and NULLs only. */
    OPAQUE
}
