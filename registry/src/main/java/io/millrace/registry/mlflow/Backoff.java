package io.millrace.registry.mlflow;

import io.millrace.config.BackendException;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;

/** How often a call is tried, and how long it waits in between: twice as long each time, up to a bound, with jitter. */
final class Backoff {
    private static final int ATTEMPTS = 7;
    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(10);
    /** A server that asks for more patience than this is not waited for. */
    static final Duration LONGEST_ASKED = Duration.ofSeconds(60);

    /** What waits; tests only write down for how long. */
    interface Sleeper {
        void sleep(Duration time) throws InterruptedException;
    }

    private final Sleeper sleeper;
    private final RandomGenerator jitter;

    Backoff(Sleeper sleeper, long seed) {
        this.sleeper = sleeper;
        this.jitter = new Random(seed);
    }

    /** Returns the one that really waits. */
    static Backoff standard() {
        return new Backoff(time -> Thread.sleep(time.toMillis()), System.nanoTime());
    }

    int attempts() {
        return ATTEMPTS;
    }

    /**
     * Waits after the given attempt, from 1 on: as long as the server asked, else half of the bound of that attempt and a
     * random part of the other half.
     */
    void pause(int attempt, Optional<Duration> asked) {
        try {
            sleeper.sleep(asked.orElseGet(() -> time(attempt)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw BackendException.retryable("Interrupted while waiting for a service that is busy", e);
        }
    }

    private Duration time(int attempt) {
        long bound = Math.min(LONGEST.toMillis(), FIRST.toMillis() << Math.min(attempt - 1, 20));
        return Duration.ofMillis(bound / 2 + (long) (jitter.nextDouble() * bound / 2));
    }
}
