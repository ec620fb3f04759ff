package io.millrace.lakehouse;

import io.millrace.config.BackendException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A lease that was taken from {@link Leases}; closing it gives it back. Safe from many threads. */
public final class Lease implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lease.class);
    private static final int RENEWALS = 4;

    private final LeaseStore store;
    private final Clock clock;
    private final String name;
    private final Duration length;
    private LeaseState state;
    private boolean lost;
    private @Nullable ScheduledExecutorService timer;

    Lease(LeaseStore store, Clock clock, String name, Duration length, LeaseState state) {
        this.store = store;
        this.clock = clock;
        this.name = name;
        this.length = length;
        this.state = state;
    }

    /** Returns the number of this taking: higher than that of every earlier one of the name, on whatever machine. */
    public synchronized long fence() {
        return state.fence();
    }

    /** Renews the lease from now on, four times in its length, until it is closed or lost. Returns this lease. */
    @SuppressWarnings("FutureReturnValueIgnored") // what fails is told by the work itself
    public synchronized Lease keep() {
        if (timer == null) {
            timer = Executors.newSingleThreadScheduledExecutor(work -> {
                Thread thread = new Thread(work, "millrace-lease");
                thread.setDaemon(true);
                return thread;
            });
            long pause = Math.max(1, length.toNanos() / RENEWALS);
            timer.scheduleAtFixedRate(this::renewOrTell, pause, pause, TimeUnit.NANOSECONDS);
        }
        return this;
    }

    /** A disk that fails once does not end the lease; what is lost is thrown where the holder asks. */
    private synchronized void renewOrTell() {
        if (lost) {
            return;
        }
        try {
            renew();
        } catch (RuntimeException e) {
            LOG.warn("the lease {} was not renewed: {}", name, e.getMessage());
        }
    }

    /**
     * Passes if nobody else can have taken the lease; renews it if its time is over. Without a renewal it asks the clock alone.
     *
     * @throws BackendException if another has taken it (retryable), or it cannot be renewed
     */
    public synchronized void requireHeld() {
        if (lost || !state.isHeld(clock.instant())) {
            renew();
        }
    }

    /** Puts the end off to the lease's length from now. Throws as {@link #requireHeld}. */
    synchronized void renew() {
        LeaseState renewed =
                new LeaseState(state.fence(), state.holder(), clock.instant().plus(length));
        if (lost || !(store.replace(name, Optional.of(state), renewed) || adopted(renewed))) {
            lost = true;
            stop();
            throw BackendException.retryable("the lease " + name + " of " + state.holder() + " (number " + state.fence()
                    + ") ended, and "
                    + store.read(name)
                            .filter(now -> now.fence() != state.fence())
                            .map(now -> now.holder() + " has taken it as number " + now.fence())
                            .orElse("it was given back")
                    + "; start again");
        }
        state = renewed;
    }

    /** A renewal whose answer was lost may have been kept: then that is the state to go on from. */
    private boolean adopted(LeaseState renewed) {
        Optional<LeaseState> kept = store.read(name)
                .filter(now -> now.fence() == state.fence() && !now.equals(now.released()) && !now.equals(state));
        return kept.isPresent() && store.replace(name, kept, renewed);
    }

    private void stop() {
        if (timer != null) {
            timer.shutdown();
        }
    }

    /** Gives the lease back, unless another has it. If that fails, the log tells so, and the lease ends by its time. */
    @Override
    public synchronized void close() {
        stop();
        if (lost) {
            return;
        }
        lost = true;
        try {
            store.replace(name, Optional.of(state), state.released());
        } catch (BackendException e) {
            LOG.warn("the lease {} was not given back and ends at {}: {}", name, state.until(), e.getMessage());
        }
    }
}
