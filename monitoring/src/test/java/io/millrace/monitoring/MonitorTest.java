package io.millrace.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.millrace.config.ConfigReader;
import io.millrace.config.InvalidConfigException;
import io.millrace.config.TableName;
import io.millrace.monitoring.Monitor.Baseline;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MonitorTest {
    private static final TableName TABLE = TableName.parse("main.inference.flight_delay");

    @Test
    void theDefaultsAreThese() {
        Monitor monitor = read("table = main.inference.flight_delay");

        assertThat(monitor).isEqualTo(Monitor.builder("flight_delay", TABLE).build());
        assertThat(monitor)
                .isEqualTo(new Monitor(
                        "flight_delay",
                        TABLE,
                        Monitor.Type.INFERENCE_LOG,
                        List.of(Granularity.parse("1 day")),
                        ZoneOffset.UTC,
                        Optional.empty(),
                        Baseline.TRAINING_SET,
                        List.of(),
                        List.of(),
                        Optional.empty(),
                        "prediction",
                        "prediction_probability",
                        "model_version",
                        Optional.empty(),
                        new Thresholds(0.1, 0.2, 0.05, 0.2, 0.05, 0.05, 30)));
        assertThat(monitor.profileTable()).hasToString("main.monitoring.flight_delay_profile_metrics");
        assertThat(monitor.driftTable()).hasToString("main.monitoring.flight_delay_drift_metrics");
    }

    @Test
    void everyKeyIsRead() {
        Monitor monitor = read(
                """
                table = main.inference.flight_delay, type = inference-log, granularity = ["1 hour", "1 week"]
                zone = "America/New_York", timestamp = predict_at, baseline = none
                slices = [carrier, "distance > 1000"], columns = [temp, gust], model = flight_delay
                prediction = late, prediction-probability = p_late, model-id = version
                labels { source = flights, keys = [flight_id], label = late, label-time = landed_at, min-coverage = 0.5 }
                thresholds { psi-watch = 0.2, psi-act = 0.3, missing-watch = 0.01, missing-act = 0.02, auc-drop = 0.1,
                  alpha = 0.01, min-sample = 100 }
                """);

        assertThat(monitor)
                .isEqualTo(new Monitor(
                        "flight_delay",
                        TABLE,
                        Monitor.Type.INFERENCE_LOG,
                        List.of(Granularity.parse("1 hour"), Granularity.parse("1 week")),
                        ZoneId.of("America/New_York"),
                        Optional.of("predict_at"),
                        Baseline.NONE,
                        List.of("carrier", "distance > 1000"),
                        List.of("temp", "gust"),
                        Optional.of("flight_delay"),
                        "late",
                        "p_late",
                        "version",
                        Optional.of(new Labels(
                                Optional.of("flights"), List.of("flight_id"), "late", Optional.of("landed_at"), 0.5)),
                        new Thresholds(0.2, 0.3, 0.01, 0.02, 0.1, 0.01, 100)));
    }

    @Test
    void allProblemsAreToldAtOnce() {
        assertThatThrownBy(
                        () -> read(
                                """
                                table = flight_delay, granularity = ["daily", "7 minutes"], zone = "Mars/Olympus"
                                type = inference-logs, labels { source = flights, label = late }
                                thresholds { psi-watch = 0.5 }, slice = carrier
                                """))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("monitors.flight_delay.table: 'flight_delay' has 1 part(s)")
                .hasMessageContaining("\"daily\" is no length of windows")
                .hasMessageContaining("7 minutes do not tile")
                .hasMessageContaining("\"Mars/Olympus\", which is no time zone")
                .hasMessageContaining("inference-log")
                .hasMessageContaining("need keys")
                .hasMessageContaining("psi-watch is 0.5")
                .hasMessageContaining("slice");
    }

    @Test
    void aSnapshotHasNoWindowsAndNoLabels() {
        assertThat(read("table = main.features.weather, type = snapshot").granularities())
                .isEmpty();
        assertThatThrownBy(() -> read("table = main.features.weather, type = snapshot, labels { label = late }"))
                .hasMessageContaining("only type = inference-log");
    }

    private static Monitor read(String section) {
        ConfigReader root = ConfigReader.of(ConfigFactory.parseString("monitors.flight_delay {\n" + section + "\n}"));
        Map<String, ConfigReader> sections = root.sections("monitors");
        Optional<Monitor> monitor = Monitor.from("flight_delay", sections.get("flight_delay"));
        root.finish();
        return monitor.orElseThrow();
    }
}
