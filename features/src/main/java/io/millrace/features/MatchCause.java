package io.millrace.features;

/** Why a lookup did, or did not, find something for a spine row. */
public enum MatchCause {
    /** A feature row matched; for windows: at least one event lies in the widest window. */
    MATCHED,
    /** The view has no usable row of the key at any time. */
    NO_KEY,
    /** The view has rows of the key, but none is known yet at the spine time. */
    NOT_YET_KNOWN,
    /** The newest known row is older than the lookback, or than the widest window. */
    TOO_OLD,
    /** A key column of the spine row is NULL. */
    NULL_KEY,
    /** The time of the spine row is NULL. */
    NULL_TIME
}
