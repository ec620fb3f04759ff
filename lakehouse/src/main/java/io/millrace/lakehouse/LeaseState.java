package io.millrace.lakehouse;

import java.time.Instant;

/**
 * What is known of a lease.
 *
 * @param fence how often the lease was taken so far, from 1; never falls
 * @param holder who took it last, for people
 * @param until from when on another may take it
 */
public record LeaseState(long fence, String holder, Instant until) {

    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException if the fence is not positive
     */
    public LeaseState {
        if (fence < 1) {
            throw new IllegalArgumentException("a lease that was taken has a fence from 1, got " + fence);
        }
    }

    /** Returns the state of the lease given back. */
    public LeaseState released() {
        return new LeaseState(fence, holder, Instant.EPOCH);
    }

    /** Whether nobody else may take the lease at that time. */
    boolean isHeld(Instant now) {
        return now.isBefore(until);
    }
}
