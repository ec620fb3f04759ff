package io.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EpochMicrosTest {

    private static final long SEED = 20240607;
    private static final long YEAR_1 = Instant.parse("0001-01-01T00:00:00Z").getEpochSecond();
    private static final long YEAR_10000 =
            Instant.parse("+10000-01-01T00:00:00Z").getEpochSecond();

    @Test
    void instantsOfAllYearsComeBackAndAreWhatExactArithmeticGives() {
        for (Instant instant : instants(20_000)) {
            long micros = EpochMicros.of(instant);
            BigInteger nanos = BigInteger.valueOf(instant.getEpochSecond())
                    .multiply(BigInteger.valueOf(1_000_000_000))
                    .add(BigInteger.valueOf(instant.getNano()));

            assertThat(BigInteger.valueOf(micros))
                    .as("%s, seed %d", instant, SEED)
                    .isEqualTo(
                            nanos.subtract(nanos.mod(BigInteger.valueOf(1000))).divide(BigInteger.valueOf(1000)));
            assertThat(EpochMicros.instant(micros)).isEqualTo(instant.minusNanos(instant.getNano() % 1000));
        }
    }

    @Test
    void spansAreCutOffBelowAMicrosecond() {
        assertThat(EpochMicros.of(Duration.ofNanos(1_999))).isEqualTo(1);
        assertThat(EpochMicros.of(Duration.ofDays(365L * 9_000))).isEqualTo(365L * 9_000 * 86_400_000_000L);
        assertThat(EpochMicros.of(Duration.ofMillis(-1))).isEqualTo(-1_000);
    }

    @Test
    void theLargestAndSmallestValuesComeBack() {
        for (long micros : new long[] {Long.MIN_VALUE, Long.MIN_VALUE + 1, -1, 0, 1, Long.MAX_VALUE}) {
            assertThat(EpochMicros.of(EpochMicros.instant(micros))).isEqualTo(micros);
        }
    }

    private static List<Instant> instants(int count) {
        Random random = new Random(SEED);
        List<Instant> instants = new ArrayList<>(List.of(
                Instant.parse("0001-01-01T00:00:00Z"),
                Instant.parse("1582-10-04T12:59:59.999999Z"),
                Instant.parse("1582-10-16T00:00:00Z"),
                Instant.parse("1677-09-21T00:12:43.145224Z"),
                Instant.parse("2262-04-11T23:47:16.854776Z"),
                Instant.parse("9999-12-31T23:59:59.999999Z")));
        for (int i = 0; i < count; i++) {
            instants.add(Instant.ofEpochSecond(random.nextLong(YEAR_1, YEAR_10000), random.nextInt(1_000_000_000)));
        }
        return instants;
    }
}
