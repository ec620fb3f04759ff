package io.millrace.examples.payments;

import java.util.OptionalLong;

/**
 * One payment and what becomes of it; times are microseconds since 1970.
 *
 * @param number its number in the world, which only the generator knows
 * @param recordedAt when our systems had it; up to two days late
 * @param chargebackAt when its chargeback is reported, 1 to 8 weeks later, if there is one
 */
record Payment(
        long number,
        String id,
        long customer,
        long merchant,
        String device,
        long paidAt,
        long recordedAt,
        double amount,
        Channel channel,
        String country,
        Cause cause,
        OptionalLong chargebackAt) {

    /** How the card was used. */
    enum Channel {
        ONLINE,
        IN_STORE,
        WALLET
    }

    /** Why the payment was made; only the generator knows. */
    enum Cause {
        GENUINE,
        DISPUTED,
        TAKEOVER,
        RING,
        BOTS
    }
}
