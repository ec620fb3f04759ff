package io.millrace.definitions;

/** Which value of a feature an as-of lookup takes when the newest row has NULL. */
public enum NullRule {
    /** The newest row wins as a whole, its NULLs included. */
    WHOLE_ROW,
    /** Each feature takes its own newest value that is not NULL, checked against the lookback by that value's time. */
    LAST_NON_NULL
}
