package io.millrace.lakehouse;

import java.util.Optional;

/** Where the states of leases are kept, each by compare and set. Safe from many threads and processes. */
public interface LeaseStore {

    /**
     * Returns the state of the lease of that name; empty if it was never taken. One whose holder is known to have ended reads as
     * given back.
     *
     * @param name any text
     * @throws io.millrace.config.BackendException if it cannot be read
     */
    Optional<LeaseState> read(String name);

    /**
     * Puts a state in the place of another, at once and for good, if the lease reads as {@code from} still.
     *
     * @return whether it did
     * @throws io.millrace.config.BackendException if it cannot be written; the state is then the one or the other
     */
    boolean replace(String name, Optional<LeaseState> from, LeaseState to);
}
