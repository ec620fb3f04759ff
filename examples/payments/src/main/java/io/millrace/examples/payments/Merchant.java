package io.millrace.examples.payments;

import java.util.SplittableRandom;

/** A shop, as a function of the world and the merchant's number. */
record Merchant(long id, Category category, String country, double price, double risk, int firstDay) {

    /** What it sells: share of shops, usual price, how many payments are online, how much fraud it draws. */
    enum Category {
        GROCERY(0.28, 28, 0.15, 0.1),
        RESTAURANT(0.2, 34, 0.1, 0.1),
        FASHION(0.16, 62, 0.6, 0.4),
        TRAVEL(0.08, 240, 0.8, 0.7),
        ELECTRONICS(0.1, 180, 0.6, 1.0),
        DIGITAL(0.1, 18, 1.0, 0.8),
        GAMING(0.08, 25, 1.0, 0.9),
        /** Only from the drift on. */
        CRYPTO(0, 120, 1.0, 1.2);

        private final double share;
        private final double price;
        private final double online;
        private final double risk;

        Category(double share, double price, double online, double risk) {
            this.share = share;
            this.price = price;
            this.online = online;
            this.risk = risk;
        }

        double online() {
            return online;
        }

        static Category at(double quantile) {
            double sum = 0;
            for (Category category : values()) {
                sum += category.share;
                if (quantile < sum) {
                    return category;
                }
            }
            return GROCERY;
        }
    }

    static Merchant of(World world, long id) {
        SplittableRandom random = world.random(World.Stream.MERCHANT, id);
        Category category = Category.at(random.nextDouble());
        int firstDay = random.nextDouble() < 0.85 ? -random.nextInt(2_000) : random.nextInt(World.DAYS / 3);
        if (id >= world.merchants()) {
            category = Category.CRYPTO;
            firstDay = World.DRIFT_DAY;
        }
        double price = category.price * StrictMath.exp(0.4 * Customer.gaussian(random));
        double risk = Math.min(1, category.risk * (0.3 + random.nextDouble()));
        return new Merchant(id, category, Customer.country(random), price, risk, firstDay);
    }

    /** Returns a merchant by popularity: few have most payments. */
    static Merchant popular(World world, SplittableRandom random) {
        return of(world, (long) (world.merchants() * StrictMath.pow(random.nextDouble(), 2)));
    }

    /** Returns a merchant that draws fraud. */
    static Merchant risky(World world, SplittableRandom random) {
        Merchant found = popular(world, random);
        for (int i = 0; i < 12 && random.nextDouble() > found.risk(); i++) {
            found = popular(world, random);
        }
        return found;
    }

    static Merchant newcomer(World world, SplittableRandom random) {
        return of(world, world.merchants() + random.nextLong(world.newMerchants()));
    }
}
