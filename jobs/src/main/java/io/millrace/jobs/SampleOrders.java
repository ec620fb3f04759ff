package io.millrace.jobs;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.SplittableRandom;

/** Made-up orders of one shop from January to June 2024, the same each time: the young send back what was dear. */
final class SampleOrders {
    private static final int CUSTOMERS = 300;
    private static final int ORDERS = 6000;
    private static final Instant BEGIN = Instant.parse("2024-01-01T00:00:00Z");
    private static final Duration BETWEEN = Duration.ofDays(175).dividedBy(ORDERS);
    private static final String[] CITIES = {"Lyon", "Oslo", "Porto", "Turin"};

    private SampleOrders() {}

    /** Returns a CSV file with one row a customer. */
    static String customers() {
        StringBuilder csv = new StringBuilder("customer_id,changed_at,age,city\n");
        SplittableRandom random = new SplittableRandom(1);
        for (int id = 0; id < CUSTOMERS; id++) {
            csv.append(id)
                    .append(",2023-12-01T00:00:00Z,")
                    .append(age(id))
                    .append(',')
                    .append(CITIES[random.nextInt(CITIES.length)])
                    .append('\n');
        }
        return csv.toString();
    }

    /** Returns a CSV file with one row an order; each return is known within two weeks. */
    static String orders() {
        StringBuilder csv = new StringBuilder("order_id,customer_id,ordered_at,amount,returned,known_at\n");
        SplittableRandom random = new SplittableRandom(2);
        for (int id = 0; id < ORDERS; id++) {
            int customer = random.nextInt(CUSTOMERS);
            Instant at = BEGIN.plus(BETWEEN.multipliedBy(id));
            double amount = 5 + 195 * random.nextDouble() * random.nextDouble();
            double chance = (age(customer) < 35 ? 0.35 : 0.08) + (amount > 60 ? 0.25 : 0);
            csv.append(String.format(
                    Locale.ROOT,
                    "%d,%d,%s,%.2f,%b,%s\n",
                    id,
                    customer,
                    at,
                    amount,
                    random.nextDouble() < chance,
                    at.plus(Duration.ofHours(24 + random.nextInt(312)))));
        }
        return csv.toString();
    }

    private static int age(int customer) {
        return 18 + customer * 7 % 60;
    }
}
