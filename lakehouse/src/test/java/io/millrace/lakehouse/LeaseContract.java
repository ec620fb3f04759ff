package io.millrace.lakehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.BackendException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every {@link LeaseStore} does, through {@link Leases}. A backend's test extends it and says which store to try. */
public abstract class LeaseContract {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int THREADS = 6;

    private final String name = "contract " + UUID.randomUUID();
    private final Hand clock = new Hand();

    /** Returns the store as one more process would open it. */
    protected abstract LeaseStore store();

    /** Returns how often each of some threads takes a lease that all want; fewer where that is dear. */
    int turns() {
        return 5;
    }

    private Leases leases() {
        return new Leases(store(), clock);
    }

    @Test
    void oneAtATimeHasALeaseAndEachTakingHasAHigherNumber() {
        Leases leases = leases();
        assertThat(leases.holder(name)).isEmpty();

        Lease first = leases.take(name, "a", MINUTE).orElseThrow();
        assertThat(leases.take(name, "b", MINUTE)).isEmpty();
        assertThat(leases().take(name, "b", MINUTE)).isEmpty();
        assertThat(leases().holder(name)).contains("a");
        first.requireHeld();
        first.close();
        first.close();
        assertThat(leases().holder(name)).isEmpty();
        Lease second = leases().take(name, "b", MINUTE).orElseThrow();

        assertThat(first.fence()).isEqualTo(1);
        assertThat(second.fence()).isEqualTo(2);
        assertThatThrownBy(first::requireHeld)
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("the lease " + name + " of a (number 1) ended, and b has taken it as number 2");
        second.close();
    }

    @Test
    void anExpiredLeaseIsTakenOverAndTheLateHolderNotices() {
        Lease late = leases().take(name, "late", MINUTE).orElseThrow();
        clock.pass(MINUTE.minusNanos(1));
        assertThat(leases().take(name, "next", MINUTE)).isEmpty();
        clock.pass(Duration.ofNanos(1));
        assertThat(leases().holder(name)).isEmpty();

        Lease next = leases().take(name, "next", MINUTE).orElseThrow();

        assertThat(next.fence()).isEqualTo(late.fence() + 1);
        assertThatThrownBy(late::requireHeld)
                .isInstanceOfSatisfying(
                        BackendException.class, e -> assertThat(e.retryable()).isTrue())
                .hasMessageContaining("next has taken it as number 2");
        assertThatThrownBy(late::renew).isInstanceOf(BackendException.class);
        late.close();
        assertThat(leases().holder(name)).contains("next");
        next.requireHeld();
        next.close();
    }

    @Test
    void aRenewedLeaseGoesOnUnderItsNumber() {
        Lease lease = leases().take(name, "a", MINUTE).orElseThrow();
        for (int i = 0; i < 5; i++) {
            clock.pass(Duration.ofSeconds(50));
            lease.renew();
        }
        assertThat(leases().take(name, "b", MINUTE)).isEmpty();

        clock.pass(Duration.ofHours(1));
        lease.requireHeld();

        assertThat(leases().take(name, "b", MINUTE)).isEmpty();
        assertThat(lease.fence()).isEqualTo(1);
        lease.close();
    }

    @Test
    void aHolderThatTakesItsOwnLeaseAgainHasTheLaterOne() {
        Leases leases = leases();
        Lease first = leases.take(name, "a", MINUTE).orElseThrow();
        clock.pass(MINUTE);
        Lease second = leases.take(name, "a", MINUTE).orElseThrow();

        assertThatThrownBy(first::renew).isInstanceOf(BackendException.class);
        first.close();
        second.renew();

        assertThat(leases().holder(name)).contains("a");
        second.close();
        assertThat(leases().holder(name)).isEmpty();
    }

    @Test
    void aRenewalWhoseAnswerIsLostIsARenewal() {
        LeaseStore store = store();
        AtomicBoolean answerIsLost = new AtomicBoolean();
        LeaseStore forgetful = new LeaseStore() {
            @Override
            public Optional<LeaseState> read(String lease) {
                return store.read(lease);
            }

            @Override
            public boolean replace(String lease, Optional<LeaseState> from, LeaseState to) {
                boolean replaced = store.replace(lease, from, to);
                if (answerIsLost.get()) {
                    throw BackendException.retryable("no answer", new IllegalStateException());
                }
                return replaced;
            }
        };
        Lease lease = new Leases(forgetful, clock).take(name, "a", MINUTE).orElseThrow();
        clock.pass(Duration.ofSeconds(30));
        answerIsLost.set(true);
        assertThatThrownBy(lease::renew).hasMessageContaining("no answer");
        answerIsLost.set(false);

        clock.pass(Duration.ofSeconds(40));
        lease.requireHeld();

        assertThat(leases().holder(name)).contains("a");
        lease.close();
        assertThat(leases().holder(name)).isEmpty();
    }

    @Test
    void aKeptLeaseIsRenewedUntilItIsClosed() throws Exception {
        LeaseStore store = store();
        CountDownLatch renewals = new CountDownLatch(3);
        LeaseStore counting = new LeaseStore() {
            @Override
            public Optional<LeaseState> read(String lease) {
                return store.read(lease);
            }

            @Override
            public boolean replace(String lease, Optional<LeaseState> from, LeaseState to) {
                renewals.countDown();
                return store.replace(lease, from, to);
            }
        };

        try (Lease lease = new Leases(counting, Clock.systemUTC())
                .take(name, "a", Duration.ofMillis(400))
                .orElseThrow()
                .keep()) {
            renewals.await();
            lease.requireHeld();
            assertThat(lease.fence()).isEqualTo(1);
        }

        assertThat(leases().holder(name)).isEmpty();
    }

    @Test
    void namesAreAnyText() {
        List<String> names = List.of(
                name,
                name + "/x",
                name + "\\x",
                name + " x",
                name + ".",
                name + "é",
                "../" + name,
                name + "/".repeat(300),
                name + "long".repeat(100));
        List<Lease> taken = new ArrayList<>();
        for (String each : names) {
            taken.add(leases().take(each, each, MINUTE).orElseThrow());
        }

        assertThat(names).allSatisfy(each -> assertThat(leases().holder(each)).contains(each));
        assertThat(taken).extracting(Lease::fence).containsOnly(1L);
        taken.forEach(Lease::close);
    }

    @Test
    void ofManyThatTakeALeaseAtOnceOneHasIt() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicBoolean failed = new AtomicBoolean();
        ConcurrentLinkedQueue<Long> fences = new ConcurrentLinkedQueue<>();
        List<Callable<Void>> work = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            String holder = "thread " + i;
            work.add(() -> {
                Leases own = leases();
                for (int turns = 0; turns < turns() && !failed.get(); ) {
                    Optional<Lease> taken = own.take(name, holder, MINUTE);
                    if (taken.isPresent()) {
                        try (Lease lease = taken.get()) {
                            assertThat(inside.incrementAndGet()).isEqualTo(1);
                            fences.add(lease.fence());
                            lease.renew();
                            inside.decrementAndGet();
                        } catch (RuntimeException | Error e) {
                            failed.set(true); // or the others wait for what it holds
                            throw e;
                        }
                        turns++;
                    }
                }
                return null;
            });
        }

        ExecutorService threads = Executors.newFixedThreadPool(work.size());
        for (Future<Void> done : threads.invokeAll(work)) {
            done.get();
        }
        threads.shutdown();

        assertThat(List.copyOf(fences)).hasSize(THREADS * turns()).isSorted().doesNotHaveDuplicates();
    }

    /** A clock that moves when it is told to. */
    private static final class Hand extends Clock {
        private volatile Instant now = Instant.parse("2026-03-01T00:00:00.123456789Z");

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
