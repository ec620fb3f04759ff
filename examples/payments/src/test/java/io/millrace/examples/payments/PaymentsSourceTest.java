package io.millrace.examples.payments;

import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.lakehouse.SourceProvider;
import io.millrace.testkit.Frames;
import io.millrace.testkit.SharedSpark;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class PaymentsSourceTest {

    private static final SourceProvider SOURCE = new PaymentsSource();
    private static final List<String> TABLES =
            Arrays.stream(GeneratedTable.values()).map(GeneratedTable::label).toList();

    @Test
    void theSameRowsComeFromAnyNumberOfPartitions() {
        for (String table : TABLES) {
            Dataset<Row> one = read(table, 3_000, Map.of("partitions", "1"));
            Dataset<Row> other = read(table, 3_000, Map.of("partitions", "3", "seed", "2"));

            Frames.assertSameRows(read(table, 3_000, Map.of("partitions", "7")), one);
            assertThat(other.exceptAll(one).isEmpty()).as(table).isFalse();
        }
    }

    /** Spark adds in another order, so that sums may differ in their last digits. */
    @Test
    void theTableHoldsEachPaymentOfTheWorld() {
        World world = new World(1, 3_000);
        Payments payments = new Payments(world);
        var counts = new TreeMap<String, Long>();
        var sums = new TreeMap<String, Double>();
        for (long number = 0; number < world.payments(); number++) {
            Payment payment = payments.at(number);
            counts.merge(payment.country(), 1L, Long::sum);
            sums.merge(payment.country(), payment.amount(), Double::sum);
        }
        List<Row> expected = counts.keySet().stream()
                .map(country -> RowFactory.create(country, counts.get(country), sums.get(country)))
                .toList();

        Dataset<Row> actual = read("payments", 3_000, Map.of())
                .groupBy("payment_id", "country")
                .agg(expr("min_by(amount, recorded_at) AS amount"))
                .groupBy("country")
                .agg(expr("count(*) AS payments"), expr("sum(amount) AS amount"))
                .orderBy("country");

        Frames.assertCloseRows(actual, Frames.of(actual.schema(), expected), 1e-6);
    }

    @Test
    void paymentsAreOutOfOrderAndSomeComeTwice() {
        read("payments", 20_000, Map.of()).createOrReplaceTempView("gen_payments");

        Row facts = SharedSpark.session()
                .sql(
                        """
                        SELECT count(*), count(DISTINCT payment_id),
                               count_if(recorded_at > paid_at), count_if(recorded_at > paid_at + INTERVAL 1 HOUR),
                               cast(min(paid_at) AS string), cast(max(paid_at) AS string), count_if(amount < 0.5),
                               max(unix_seconds(recorded_at) - unix_seconds(paid_at)) / 86400D
                        FROM gen_payments""")
                .head();

        assertThat(facts.getLong(1)).isEqualTo(20_000);
        assertThat(facts.getLong(0) - 20_000).as("duplicates").isBetween(140L, 270L);
        assertThat(facts.getLong(2)).as("recorded later than paid").isEqualTo(facts.getLong(0));
        assertThat(facts.getLong(3)).as("late records").isBetween(400L, 900L);
        assertThat(facts.getString(4)).startsWith("2024-02-26");
        assertThat(facts.getString(5)).startsWith("2025-02-23");
        assertThat(facts.getLong(6)).as("amounts below the least").isZero();
        assertThat(facts.getDouble(7)).as("days late").isLessThan(4.1);
    }

    @Test
    void chargebacksComeOneToEightWeeksLate() {
        read("chargebacks", 20_000, Map.of()).createOrReplaceTempView("gen_chargebacks");

        Row facts = SharedSpark.session()
                .sql(
                        """
                        SELECT count(*) / 20000D, min(lag), max(lag), avg(lag), count_if(disputed_at >= reported_at),
                               count(*) - count(DISTINCT payment_id)
                        FROM (SELECT *, (unix_micros(reported_at) - unix_micros(paid_at)) / 604800e6D AS lag
                              FROM gen_chargebacks)""")
                .head();

        assertThat(facts.getDouble(0)).as("share of payments").isBetween(0.018, 0.035);
        assertThat(facts.getDouble(1)).as("least weeks").isBetween(1.0, 1.2);
        assertThat(facts.getDouble(2)).as("most weeks").isBetween(7.0, 8.0);
        assertThat(facts.getDouble(3)).as("mean weeks").isBetween(2.8, 3.9);
        assertThat(facts.getLong(4)).isZero();
        assertThat(facts.getLong(5)).isZero();
    }

    @Test
    void theYearHasAHolidayPeakAndADrift() {
        World world = new World(1, 50_000);
        Payments payments = new Payments(world);
        long[] count = new long[4];
        long[] fraud = new long[4];
        double[] amount = new double[4];
        long crypto = 0;
        for (long number = 0; number < world.payments(); number++) {
            Payment payment = payments.at(number);
            int part = part((int)
                    Math.floorDiv(payment.paidAt() / World.MICROS - World.START.getEpochSecond(), World.SECONDS_A_DAY));
            count[part]++;
            fraud[part] += payment.chargebackAt().isPresent() ? 1 : 0;
            amount[part] += payment.amount();
            if (payment.merchant() >= world.merchants()) {
                crypto++;
                assertThat(part).as("the new category before the drift").isEqualTo(3);
            }
        }

        double perDay = count[0] / 250.0;
        assertThat(count[1] / 26.0 / perDay).as("peak against before").isBetween(2.0, 3.2);
        assertThat(amount[3] / count[3] / (amount[0] / count[0])).as("prices").isBetween(1.05, 1.45);
        assertThat((double) fraud[3] / count[3]).as("fraud after").isGreaterThan(1.3 * fraud[0] / count[0]);
        assertThat((double) fraud[0] / count[0]).as("fraud before").isBetween(0.015, 0.035);
        assertThat((double) crypto / count[3]).as("new category").isBetween(0.03, 0.12);
    }

    @Test
    void ringsShareDevicesAndShops() {
        read("payments", 20_000, Map.of()).createOrReplaceTempView("gen_shared");

        Row busiest = SharedSpark.session()
                .sql(
                        """
                        SELECT count(*), count(DISTINCT customer_id), count(DISTINCT merchant_id)
                        FROM gen_shared
                        WHERE device_id LIKE 'd%'
                        GROUP BY device_id, date(paid_at)
                        ORDER BY count(DISTINCT customer_id) DESC LIMIT 1""")
                .head();

        assertThat(busiest.getLong(1)).as("customers on one device in a day").isGreaterThan(4);
        assertThat(busiest.getLong(2)).as("merchants").isLessThanOrEqualTo(2);
    }

    @Test
    void customersAndMerchantsAreKnownAsOfTheirTimes() {
        read("customers", 20_000, Map.of()).createOrReplaceTempView("gen_customers");
        read("merchants", 20_000, Map.of()).createOrReplaceTempView("gen_merchants");

        Row customers = SharedSpark.session()
                .sql("SELECT count(DISTINCT customer_id), count(*) - count(DISTINCT customer_id, valid_from),"
                        + " count_if(valid_from < opened_at), count(*) FROM gen_customers")
                .head();
        Row merchants = SharedSpark.session()
                .sql("SELECT count(DISTINCT merchant_id), count(*) - count(DISTINCT merchant_id, rated_at),"
                        + " min(risk_rating), max(risk_rating) FROM gen_merchants")
                .head();

        assertThat(customers.getLong(0)).isEqualTo(500);
        assertThat(customers.getLong(1)).as("two states at one time").isZero();
        assertThat(customers.getLong(2)).isZero();
        assertThat(customers.getLong(3)).isBetween(700L, 1_100L);
        assertThat(merchants.getLong(0)).isEqualTo(42);
        assertThat(merchants.getLong(1)).isZero();
        assertThat(merchants.getDouble(2)).isBetween(0.0, 0.3);
        assertThat(merchants.getDouble(3)).isBetween(0.7, 1.0);
    }

    @Test
    void wrongOptionsAreNamed() {
        assertOption(Map.of(), "table is ''; write one of customers, merchants, payments, chargebacks, refunds");
        assertOption(Map.of("table", "payment"), "table is 'payment'; write one of");
        assertOption(Map.of("table", "payments", "payments", "many"), "payments is 'many'; write a whole number");
        assertOption(Map.of("table", "payments", "payments", "10"), "payments is 10; must be from 1000 to");
        assertOption(Map.of("table", "payments", "sed", "10"), "there is no option sed; did you mean 'seed'?");
    }

    private static void assertOption(Map<String, String> options, String message) {
        assertThatThrownBy(() -> SOURCE.read(SharedSpark.session(), options))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    private static int part(int day) {
        if (day >= World.DRIFT_DAY) {
            return 3;
        }
        return Seasons.peak(day) ? 1 : day < 250 ? 0 : 2;
    }

    private static Dataset<Row> read(String table, int payments, Map<String, String> options) {
        Map<String, String> all = new TreeMap<>(options);
        all.put("table", table);
        all.put("payments", Integer.toString(payments));
        return SOURCE.read(SharedSpark.session(), all);
    }
}
