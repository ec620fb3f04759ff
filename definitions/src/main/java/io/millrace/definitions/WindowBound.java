package io.millrace.definitions;

/** Which ends of a rolling window of width {@code w} belong to it, seen from the spine time {@code t}. */
public enum WindowBound {
    /** {@code [t - w - delay, t - delay)}: the event that is being scored is not in its own window. */
    BEFORE,
    /** {@code (t - w - delay, t - delay]}. */
    AT_OR_BEFORE
}
