package io.millrace.examples.payments;

import java.io.Serializable;
import java.time.Instant;
import java.util.SplittableRandom;

/**
 * The size of the generated world and its random streams.
 *
 * @param seed what tells one world from another of the same size
 * @param payments the number of distinct payments, duplicates not counted
 */
record World(long seed, long payments) implements Serializable {

    /** A Monday; the world lasts {@link #WEEKS} weeks from here. */
    static final Instant START = Instant.parse("2024-02-26T00:00:00Z");

    static final int WEEKS = 52;
    static final int DAYS = WEEKS * 7;

    /** From this week on, amounts, merchants and fraud change. */
    static final int DRIFT_WEEK = 48;

    static final int DRIFT_DAY = DRIFT_WEEK * 7;
    static final long SECONDS_A_DAY = 86_400;
    static final long MICROS = 1_000_000;

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    /** Independent streams of random numbers; the salts are part of what a seed gives. */
    enum Stream {
        CUSTOMER(1),
        MERCHANT(2),
        PAYMENT(3),
        TAKEOVER(4),
        RING(5),
        BOTS(6),
        CHARGEBACK(7),
        REFUND(8),
        DUPLICATE(9);

        private final long salt;

        Stream(long salt) {
            this.salt = salt;
        }
    }

    World {
        if (payments < 1_000 || payments > 1_000_000_000_000L) {
            throw new IllegalArgumentException(
                    "payments is " + payments + "; must be from 1000 to 1000000000000, the default is 100000");
        }
    }

    long customers() {
        return Math.max(50, payments / 40);
    }

    /** Merchants that are there from the first day. */
    long merchants() {
        return Math.max(25, payments / 500);
    }

    /** Merchants of a category that only comes with the drift; their numbers follow the others'. */
    long newMerchants() {
        return Math.max(2, merchants() / 50);
    }

    /** Returns the random numbers of one thing, the same for every caller. */
    SplittableRandom random(Stream stream, long id) {
        return new SplittableRandom(mix(mix(seed + GOLDEN * stream.salt) ^ mix(id + 1)));
    }

    /** Returns a name for {@code id} that tells nothing about it and that no other id of the stream has. */
    String name(Stream stream, long id) {
        String hex = Long.toHexString(mix(mix(seed + GOLDEN * (stream.salt + 100)) + id));
        return "0".repeat(16 - hex.length()) + hex;
    }

    /** Stafford's variant 13 of the 64-bit finalizer: a bijection. */
    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
