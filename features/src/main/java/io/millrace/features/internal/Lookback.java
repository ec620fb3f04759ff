package io.millrace.features.internal;

import io.millrace.features.MatchCause;

/** How old a match may be. */
final class Lookback {

    private Lookback() {}

    /** Whether a row of {@code rowTime} lies before {@code time - lookback}; right also at the ends of time. */
    static boolean tooOld(long rowTime, long time, long lookback) {
        return rowTime < minus(time, lookback);
    }

    /** {@code a - b} for {@code b >= 0}, not below the least long. */
    static long minus(long a, long b) {
        long difference = a - b;
        return difference > a ? Long.MIN_VALUE : difference;
    }

    static MatchCause cause(Newest newest, long time, long lookback, boolean present) {
        if (newest.isEmpty()) {
            return present ? MatchCause.NOT_YET_KNOWN : MatchCause.NO_KEY;
        }
        return tooOld(newest.time(), time, lookback) ? MatchCause.TOO_OLD : MatchCause.MATCHED;
    }
}
