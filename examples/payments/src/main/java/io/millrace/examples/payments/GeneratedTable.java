package io.millrace.examples.payments;

import io.millrace.examples.payments.Payment.Cause;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** The tables of the world; in rows, times are whole microseconds, which {@link PaymentsSource} makes instants. */
enum GeneratedTable {
    /** What is known of a customer, and from when on: a row for each change. */
    CUSTOMERS("customer_id BIGINT, valid_from BIGINT, opened_at BIGINT, home_country STRING, segment STRING,"
            + " credit_limit INT") {
        @Override
        long count(World world) {
            return world.customers();
        }

        @Override
        void rows(World world, Payments payments, long number, Consumer<Row> out) {
            Customer customer = Customer.of(world, number);
            SplittableRandom random = world.random(World.Stream.CUSTOMER, Long.MIN_VALUE + number);
            long opened = micros(customer.firstDay(), random.nextInt(86_400));
            int limit = customer.segment().limit();
            out.accept(customer(customer, opened, opened, limit));
            int changes = random.nextInt(3);
            for (int i = 0; i < changes; i++) {
                int day = random.nextInt(World.DAYS);
                limit = (int) (Math.rint(limit * (0.8 + 0.8 * random.nextDouble()) / 100) * 100);
                if (day > customer.firstDay()) {
                    out.accept(customer(customer, micros(day, 1 + i + random.nextInt(80_000)), opened, limit));
                }
            }
        }

        private Row customer(Customer customer, long from, long opened, int limit) {
            return RowFactory.create(customer.id(), from, opened, customer.country(), lower(customer.segment()), limit);
        }
    },

    /** The monthly rating of each merchant. */
    MERCHANTS("merchant_id BIGINT, rated_at BIGINT, opened_at BIGINT, category STRING, merchant_country STRING,"
            + " risk_rating DOUBLE") {
        @Override
        long count(World world) {
            return world.merchants() + world.newMerchants();
        }

        @Override
        void rows(World world, Payments payments, long number, Consumer<Row> out) {
            Merchant merchant = Merchant.of(world, number);
            SplittableRandom random = world.random(World.Stream.MERCHANT, Long.MIN_VALUE + number);
            long opened = micros(merchant.firstDay(), random.nextInt(86_400));
            for (int day = -28; day < World.DAYS; day += 28) {
                double rating = merchant.risk() + 0.2 * Customer.gaussian(random);
                if (day + 28 > merchant.firstDay()) {
                    out.accept(RowFactory.create(
                            merchant.id(),
                            Math.max(opened, micros(day, 6 * 3_600)),
                            opened,
                            lower(merchant.category()),
                            merchant.country(),
                            Math.rint(100 * Math.min(1, Math.max(0, rating))) / 100));
                }
            }
        }
    },

    /** Every record of a payment, in no order of time; one in a hundred payments is recorded twice. */
    PAYMENTS("payment_id STRING, customer_id BIGINT, merchant_id BIGINT, device_id STRING, paid_at BIGINT,"
            + " recorded_at BIGINT, amount DOUBLE, channel STRING, country STRING") {
        @Override
        long count(World world) {
            return world.payments();
        }

        @Override
        void rows(World world, Payments payments, long number, Consumer<Row> out) {
            Payment payment = payments.at(number);
            out.accept(payment(payment, payment.recordedAt(), payment.amount()));
            SplittableRandom random = world.random(World.Stream.DUPLICATE, number);
            if (random.nextDouble() < 0.01) {
                long later = 60 + random.nextLong(2 * World.SECONDS_A_DAY);
                double corrected = random.nextDouble() < 0.3 ? payment.amount() * 1.1 : payment.amount();
                out.accept(payment(
                        payment, payment.recordedAt() + later * World.MICROS, Math.rint(corrected * 100) / 100));
            }
        }

        private Row payment(Payment payment, long recordedAt, double amount) {
            return RowFactory.create(
                    payment.id(),
                    payment.customer(),
                    payment.merchant(),
                    payment.device(),
                    payment.paidAt(),
                    recordedAt,
                    amount,
                    lower(payment.channel()),
                    payment.country());
        }
    },

    /** Payments that the card holder had reversed, known only when reported, 1 to 8 weeks after the payment. */
    CHARGEBACKS("chargeback_id STRING, payment_id STRING, customer_id BIGINT, merchant_id BIGINT, device_id STRING,"
            + " amount DOUBLE, paid_at BIGINT, disputed_at BIGINT, reported_at BIGINT, reason STRING") {
        @Override
        long count(World world) {
            return world.payments();
        }

        @Override
        void rows(World world, Payments payments, long number, Consumer<Row> out) {
            Payment payment = payments.at(number);
            payment.chargebackAt().ifPresent(reported -> {
                SplittableRandom random = world.random(World.Stream.CHARGEBACK, -1 - number);
                long disputed = reported - (1 + random.nextLong(4 * World.SECONDS_A_DAY)) * World.MICROS;
                out.accept(RowFactory.create(
                        world.name(World.Stream.CHARGEBACK, number),
                        payment.id(),
                        payment.customer(),
                        payment.merchant(),
                        payment.device(),
                        payment.amount(),
                        payment.paidAt(),
                        disputed,
                        reported,
                        payment.cause() == Cause.DISPUTED ? "not_received" : "fraud"));
            });
        }
    },

    /** Payments that the merchant gave back, up to three weeks later. */
    REFUNDS("refund_id STRING, payment_id STRING, customer_id BIGINT, merchant_id BIGINT, amount DOUBLE,"
            + " refunded_at BIGINT, recorded_at BIGINT") {
        @Override
        long count(World world) {
            return world.payments();
        }

        @Override
        void rows(World world, Payments payments, long number, Consumer<Row> out) {
            SplittableRandom random = world.random(World.Stream.REFUND, number);
            Payment payment = payments.at(number);
            if (payment.chargebackAt().isEmpty() && random.nextDouble() < 0.04) {
                long refunded = payment.paidAt() + (3_600 + random.nextLong(21 * World.SECONDS_A_DAY)) * World.MICROS;
                boolean whole = random.nextDouble() < 0.7;
                double share = whole ? 1 : 0.1 + 0.8 * random.nextDouble();
                out.accept(RowFactory.create(
                        world.name(World.Stream.REFUND, number),
                        payment.id(),
                        payment.customer(),
                        payment.merchant(),
                        Math.rint(payment.amount() * share * 100) / 100,
                        refunded,
                        refunded + (1 + random.nextLong(3_600)) * World.MICROS));
            }
        }
    };

    private final String ddl;

    GeneratedTable(String ddl) {
        this.ddl = ddl;
    }

    /** Returns the table's name in options and tables: the constant in lower case. */
    String label() {
        return lower(this);
    }

    /** Returns the columns of the rows that {@link #rows} makes. */
    String ddl() {
        return ddl;
    }

    /** Returns how many numbers make the table. */
    abstract long count(World world);

    /** Makes the rows of one number: none, one or several. */
    abstract void rows(World world, Payments payments, long number, Consumer<Row> out);

    private static long micros(int day, long second) {
        return World.MICROS * (World.START.getEpochSecond() + day * World.SECONDS_A_DAY + second);
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
