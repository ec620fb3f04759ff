package io.millrace.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.config.EpochMicros;
import io.millrace.testkit.SharedSpark;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class RowFieldsTest {
    private static final long SEED = 20240607;

    @Test
    void sparkStoresTheInstantsOfAllYears() {
        List<Row> rows = new ArrayList<>();
        for (Instant instant : instants(2_000)) {
            rows.add(RowFactory.create(EpochMicros.of(instant), RowFields.timestamp(instant)));
        }
        StructType schema = new StructType().add("micros", DataTypes.LongType).add("at", DataTypes.TimestampType);

        List<Row> wrong = SharedSpark.session()
                .createDataFrame(rows, schema)
                .where("unix_micros(at) <> micros")
                .collectAsList();

        assertThat(wrong).as("seed %d", SEED).isEmpty();
    }

    private static List<Instant> instants(int count) {
        long first = Instant.parse("0001-01-01T00:00:00Z").getEpochSecond();
        long end = Instant.parse("+10000-01-01T00:00:00Z").getEpochSecond();
        Random random = new Random(SEED);
        List<Instant> instants = new ArrayList<>(List.of(
                Instant.parse("0001-01-01T00:00:00Z"),
                Instant.parse("1582-10-04T12:59:59.999999Z"),
                Instant.parse("1582-10-16T00:00:00Z"),
                Instant.parse("9999-12-31T23:59:59.999999Z")));
        for (int i = 0; i < count; i++) {
            instants.add(Instant.ofEpochSecond(random.nextLong(first, end), random.nextInt(1_000_000_000)));
        }
        return instants;
    }
}
