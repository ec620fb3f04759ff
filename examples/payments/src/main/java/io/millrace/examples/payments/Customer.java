package io.millrace.examples.payments;

import java.util.List;
import java.util.SplittableRandom;

/** A card holder, as a function of the world and the customer's number. */
record Customer(
        long id, String country, Segment segment, double spending, double dispute, int firstDay, List<String> devices) {

    /** What kind of account it is. */
    enum Segment {
        STUDENT(0.6, 800),
        STANDARD(1.0, 2_500),
        PREMIUM(1.9, 9_000);

        private final double spending;
        private final int limit;

        Segment(double spending, int limit) {
            this.spending = spending;
            this.limit = limit;
        }

        int limit() {
            return limit;
        }
    }

    static final List<String> COUNTRIES = List.of("DE", "FR", "IT", "ES", "NL", "AT", "PL", "US", "GB", "BR");

    static Customer of(World world, long id) {
        SplittableRandom random = world.random(World.Stream.CUSTOMER, id);
        String country = country(random);
        double kind = random.nextDouble();
        Segment segment = kind < 0.2 ? Segment.STUDENT : kind < 0.85 ? Segment.STANDARD : Segment.PREMIUM;
        double spending = segment.spending * StrictMath.exp(0.35 * gaussian(random));
        double dispute = random.nextDouble() < 0.05 ? 8 : 0.6;
        int firstDay = random.nextDouble() < 0.8 ? -random.nextInt(1_500) : random.nextInt(World.DAYS / 2);
        String own = "d" + world.name(World.Stream.CUSTOMER, 3 * id);
        String second = random.nextDouble() < 0.04
                ? "s" + world.name(World.Stream.CUSTOMER, -1 - random.nextLong(1 + world.customers() / 60))
                : "d" + world.name(World.Stream.CUSTOMER, 3 * id + 1);
        return new Customer(id, country, segment, spending, dispute, firstDay, List.of(own, second));
    }

    static String country(SplittableRandom random) {
        return COUNTRIES.get((int) (COUNTRIES.size() * StrictMath.pow(random.nextDouble(), 2)));
    }

    /** Marsaglia's polar method; strict arithmetic gives the same bits on every platform. */
    static double gaussian(SplittableRandom random) {
        double u;
        double v;
        double s;
        do {
            u = 2 * random.nextDouble() - 1;
            v = 2 * random.nextDouble() - 1;
            s = u * u + v * v;
        } while (s >= 1 || s == 0);
        return u * StrictMath.sqrt(-2 * StrictMath.log(s) / s);
    }
}
