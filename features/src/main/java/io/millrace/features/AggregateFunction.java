package io.millrace.features;

import java.util.Locale;

/**
 * What a rolling window computes from the inputs of its events.
 *
 * <p>Events whose input is NULL do not count. Over a window without such events {@link #COUNT} is 0 and everything else
 * is NULL.
 */
public enum AggregateFunction {
    /** Number of inputs that are not NULL, as a 64-bit integer. */
    COUNT,
    /** Sum of the inputs; exact, so it does not hang on their order. */
    SUM,
    /** Arithmetic mean of the inputs. */
    AVG,
    /** Least input. */
    MIN,
    /** Greatest input. */
    MAX,
    /** Sample standard deviation (divisor n - 1); NULL for fewer than two inputs. */
    STDDEV,
    /** Sample variance (divisor n - 1); NULL for fewer than two inputs. */
    VARIANCE,
    /** Input of the earliest event of the window. */
    FIRST,
    /** Input of the latest event of the window. */
    LAST;

    /** Returns the word used in column names and configuration, such as {@code stddev}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
