package io.millrace.lakehouse;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * The right of one process at a time to do something, by name. Who takes a lease has it until he gives it back or its time is
 * over, unless he renews it; then another may take it. Each taking has a higher {@link Lease#fence() number}, so that a holder
 * who was held up notices that another has gone on without him.
 *
 * <p>Times are those of the clocks of the machines that share the backend.
 */
public final class Leases {
    private final LeaseStore store;
    private final Clock clock;

    /** Returns the leases of a store. Touches nothing. */
    public Leases(LeaseStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * Takes a lease if nobody has it.
     *
     * @param name any text
     * @param holder who takes it, as others are told
     * @param length after which it ends, from now and from each renewal
     * @return empty if someone has it
     * @throws io.millrace.config.BackendException if the store cannot be read or written
     */
    public Optional<Lease> take(String name, String holder, Duration length) {
        if (length.isNegative() || length.isZero()) {
            throw new IllegalArgumentException("the lease " + name + " needs a length, got " + length);
        }
        Optional<LeaseState> before = store.read(name);
        if (before.filter(state -> state.isHeld(clock.instant())).isPresent()) {
            return Optional.empty();
        }
        long fence = 1 + before.map(LeaseState::fence).orElse(0L);
        LeaseState taken = new LeaseState(fence, holder, clock.instant().plus(length));
        return store.replace(name, before, taken)
                ? Optional.of(new Lease(store, clock, name, length, taken))
                : Optional.empty();
    }

    /** Returns who has the lease now, if someone has. */
    public Optional<String> holder(String name) {
        return store.read(name).filter(state -> state.isHeld(clock.instant())).map(LeaseState::holder);
    }
}
