package io.millrace.examples.payments;

import io.millrace.examples.payments.Payment.Cause;
import io.millrace.examples.payments.Payment.Channel;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/**
 * Makes the payments of a world, each from its number alone.
 *
 * <p>The first numbers are everyday payments, in the order of their days. Then come incidents of a fixed size each: card
 * takeovers (one victim, a new device, a small test and then large amounts within two hours), rings (many victims, two
 * shared devices, two shops, one or two days), and, in the drift weeks, bots (a victim's own device, small amounts, mostly
 * the new category).
 */
final class Payments {

    static final int TAKEOVER_SIZE = 4;
    static final int RING_SIZE = 20;
    static final int BOTS_SIZE = 6;

    private static final double TAKEOVER_SHARE = 0.013;
    private static final double RING_SHARE = 0.008;
    private static final double BOTS_SHARE = 0.003;
    private static final double DISPUTE_RATE = 0.003;
    private static final long HOUR = 3_600;

    private final World world;
    private final long takeovers;
    private final long rings;
    private final long bots;
    private final long everyday;

    Payments(World world) {
        this.world = world;
        this.takeovers = incidents(TAKEOVER_SHARE, TAKEOVER_SIZE);
        this.rings = incidents(RING_SHARE, RING_SIZE);
        this.bots = incidents(BOTS_SHARE, BOTS_SIZE);
        this.everyday = world.payments() - takeovers * TAKEOVER_SIZE - rings * RING_SIZE - bots * BOTS_SIZE;
    }

    /** Returns the payment of a number from 0 to the world's number of payments. */
    Payment at(long number) {
        long rest = number;
        if (rest < everyday) {
            return everyday(number);
        }
        rest -= everyday;
        if (rest < takeovers * TAKEOVER_SIZE) {
            return takeover(number, rest / TAKEOVER_SIZE, (int) (rest % TAKEOVER_SIZE));
        }
        rest -= takeovers * TAKEOVER_SIZE;
        if (rest < rings * RING_SIZE) {
            return ring(number, rest / RING_SIZE);
        }
        rest -= rings * RING_SIZE;
        return bots(number, rest / BOTS_SIZE);
    }

    private long incidents(double share, int size) {
        return Math.max(1, Math.round(world.payments() * share / size));
    }

    private Payment everyday(long number) {
        SplittableRandom random = world.random(World.Stream.PAYMENT, number);
        int day = Seasons.day((number + random.nextDouble()) / everyday);
        Customer customer = customer(random, day);
        Merchant merchant = shop(customer, random, day);
        Channel channel = channel(merchant, random);
        String device = random.nextDouble() < 0.035
                ? "d" + world.name(World.Stream.PAYMENT, number)
                : customer.devices().get(random.nextDouble() < 0.75 ? 0 : 1);
        String country = channel == Channel.IN_STORE || random.nextDouble() < 0.93
                ? customer.country()
                : Customer.country(random);
        double amount = merchant.price() * customer.spending() * StrictMath.exp(0.55 * Customer.gaussian(random));
        boolean digital = merchant.category().online() == 1.0;
        double disputed = DISPUTE_RATE * customer.dispute() * (digital ? 2 : 0.8);
        Cause cause = random.nextDouble() < disputed ? Cause.DISPUTED : Cause.GENUINE;
        long second = World.SECONDS_A_DAY * day + Seasons.secondOfDay(random);
        return payment(number, customer, merchant, device, second, amount, channel, country, cause, random);
    }

    private Payment takeover(long number, long incident, int step) {
        SplittableRandom shared = world.random(World.Stream.TAKEOVER, incident);
        int day = Seasons.day(shared.nextDouble());
        Customer victim = customer(shared, day);
        long start = World.SECONDS_A_DAY * day
                + (shared.nextDouble() < 0.5 ? shared.nextLong(6 * HOUR) : Seasons.secondOfDay(shared));
        boolean known = shared.nextDouble() < 0.15;
        String device = known ? victim.devices().get(0) : "d" + world.name(World.Stream.TAKEOVER, incident);
        String country = shared.nextDouble() < 0.45 ? Customer.country(shared) : victim.country();
        SplittableRandom random = world.random(World.Stream.PAYMENT, number);
        Merchant merchant = Merchant.risky(world, random);
        boolean test = step == 0;
        double amount = test
                ? 0.5 + 4.5 * random.nextDouble()
                : merchant.price() * victim.spending() * StrictMath.exp(0.8 + 0.6 * Customer.gaussian(random));
        long second = start + step * 25L * 60 + random.nextInt(20 * 60);
        Channel channel = random.nextDouble() < 0.12 ? Channel.WALLET : Channel.ONLINE;
        return payment(number, victim, merchant, device, second, amount, channel, country, Cause.TAKEOVER, random);
    }

    private Payment ring(long number, long ring) {
        SplittableRandom shared = world.random(World.Stream.RING, ring);
        int day = Seasons.day(shared.nextDouble());
        long start = World.SECONDS_A_DAY * day + Seasons.secondOfDay(shared);
        long length = 8 * HOUR + shared.nextLong(28 * HOUR);
        Merchant[] shops = {Merchant.risky(world, shared), Merchant.risky(world, shared)};
        double usual = 40 + 160 * shared.nextDouble();
        SplittableRandom random = world.random(World.Stream.PAYMENT, number);
        Customer victim = customer(random, day);
        String device = "d" + world.name(World.Stream.RING, 2 * ring + random.nextInt(2));
        double amount = usual * (0.85 + 0.3 * random.nextDouble());
        Channel channel = random.nextDouble() < 0.3 ? Channel.WALLET : Channel.ONLINE;
        String country = random.nextDouble() < 0.3 ? Customer.country(random) : victim.country();
        Merchant shop = shops[random.nextDouble() < 0.7 ? 0 : 1];
        long second = start + random.nextLong(length);
        return payment(number, victim, shop, device, second, amount, channel, country, Cause.RING, random);
    }

    private Payment bots(long number, long incident) {
        SplittableRandom shared = world.random(World.Stream.BOTS, incident);
        int day = World.DRIFT_DAY + shared.nextInt(World.DAYS - World.DRIFT_DAY - 1);
        Customer victim = customer(shared, day);
        long start = World.SECONDS_A_DAY * day + Seasons.secondOfDay(shared);
        SplittableRandom random = world.random(World.Stream.PAYMENT, number);
        Merchant merchant =
                random.nextDouble() < 0.7 ? Merchant.newcomer(world, random) : Merchant.popular(world, random);
        double amount = 9 + 20 * random.nextDouble();
        long second = start + random.nextLong(20 * HOUR);
        String device = victim.devices().get(0);
        return payment(
                number, victim, merchant, device, second, amount, Channel.WALLET, victim.country(), Cause.BOTS, random);
    }

    private Payment payment(
            long number,
            Customer customer,
            Merchant merchant,
            String device,
            long second,
            double amount,
            Channel channel,
            String country,
            Cause cause,
            SplittableRandom random) {
        long last = World.DAYS * World.SECONDS_A_DAY - 1;
        long paidAt = World.MICROS * (World.START.getEpochSecond() + Math.min(second, last));
        int day = (int) (Math.min(second, last) / World.SECONDS_A_DAY);
        double level = (Seasons.peak(day) ? 1.2 : 1) * (day >= World.DRIFT_DAY ? 1.18 : 1);
        boolean late = random.nextDouble() < 0.02;
        long delay = late ? random.nextLong(2 * World.SECONDS_A_DAY) : 1 + random.nextLong(40);
        return new Payment(
                number,
                world.name(World.Stream.PAYMENT, -1 - number),
                customer.id(),
                merchant.id(),
                device,
                paidAt,
                paidAt + delay * World.MICROS,
                Math.max(0.5, Math.rint(amount * level * 100) / 100),
                channel,
                country,
                cause,
                chargeback(number, cause, paidAt));
    }

    private OptionalLong chargeback(long number, Cause cause, long paidAt) {
        SplittableRandom random = world.random(World.Stream.CHARGEBACK, number);
        double share =
                switch (cause) {
                    case GENUINE -> 0;
                    case DISPUTED -> 1;
                    case TAKEOVER -> 0.85;
                    case RING -> 0.9;
                    case BOTS -> 0.75;
                };
        if (random.nextDouble() >= share) {
            return OptionalLong.empty();
        }
        double skewed = random.nextDouble();
        long seconds = 7 * World.SECONDS_A_DAY + (long) (49 * World.SECONDS_A_DAY * skewed * skewed);
        return OptionalLong.of(paidAt + seconds * World.MICROS);
    }

    /** Returns a customer whose account is open, those with low numbers more often. */
    private Customer customer(SplittableRandom random, int day) {
        Customer found = any(random);
        for (int i = 0; i < 20 && found.firstDay() > day; i++) {
            found = any(random);
        }
        return found;
    }

    private Customer any(SplittableRandom random) {
        double skewed = random.nextDouble();
        return Customer.of(world, (long) (world.customers() * skewed * Math.sqrt(skewed)));
    }

    /** Returns one of the customer's usual shops, or any; the new category sells from the drift on. */
    private Merchant shop(Customer customer, SplittableRandom random, int day) {
        if (day >= World.DRIFT_DAY && random.nextDouble() < 0.04) {
            return Merchant.newcomer(world, random);
        }
        SplittableRandom choice = random.nextDouble() < 0.6
                ? world.random(World.Stream.CUSTOMER, -1 - (6 * customer.id() + random.nextInt(6)))
                : random;
        Merchant found = Merchant.popular(world, choice);
        for (int i = 0; i < 20 && found.firstDay() > day; i++) {
            found = Merchant.popular(world, choice);
        }
        return found;
    }

    private static Channel channel(Merchant merchant, SplittableRandom random) {
        if (random.nextDouble() >= merchant.category().online()) {
            return random.nextDouble() < 0.8 ? Channel.IN_STORE : Channel.WALLET;
        }
        return random.nextDouble() < 0.8 ? Channel.ONLINE : Channel.WALLET;
    }
}
