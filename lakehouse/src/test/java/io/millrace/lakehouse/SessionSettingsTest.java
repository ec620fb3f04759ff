package io.millrace.lakehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.BackendException;
import io.millrace.testkit.SharedSpark;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class SessionSettingsTest {
    private static final String SHUFFLE = "spark.sql.shuffle.partitions";
    private static final String ODD = "spark.millrace.test";

    @Test
    void holdForTheStatementAlone() throws Exception {
        SparkSession spark = SharedSpark.newSession();
        spark.conf().set(SHUFFLE, "5");
        Map<String, String> seen = new LinkedHashMap<>();

        SessionSettings.during(spark, Map.of(SHUFFLE, "7", ODD, "x"), () -> {
            seen.put(SHUFFLE, spark.conf().get(SHUFFLE));
            seen.put(ODD, spark.conf().get(ODD));
        });

        assertThat(seen).containsEntry(SHUFFLE, "7").containsEntry(ODD, "x");
        assertThat(spark.conf().get(SHUFFLE)).isEqualTo("5");
        assertThat(spark.conf().contains(ODD)).isFalse();
    }

    @Test
    void whatTheSessionDoesNotTakeIsToldAndTheOthersArePutBack() {
        SparkSession spark = SharedSpark.newSession();
        spark.conf().set(SHUFFLE, "5");
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(SHUFFLE, "7");
        settings.put("spark.sql.warehouse.dir", "/elsewhere");

        assertThatThrownBy(() -> SessionSettings.during(spark, settings, () -> {}))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("this session does not take the setting spark.sql.warehouse.dir");
        assertThat(spark.conf().get(SHUFFLE)).isEqualTo("5");
    }
}
