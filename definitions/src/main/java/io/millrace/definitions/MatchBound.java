package io.millrace.definitions;

/** Whether a feature row that becomes available exactly at the spine time matches. */
public enum MatchBound {
    /** {@code feature_time + delay <= spine_time}. */
    AT_OR_BEFORE,
    /** {@code feature_time + delay < spine_time}. */
    BEFORE
}
