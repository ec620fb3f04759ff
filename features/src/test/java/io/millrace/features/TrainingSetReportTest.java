package io.millrace.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.DataException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrainingSetReportTest {

    private static final TrainingSetReport REPORT = new TrainingSetReport(
            "delays",
            336_776,
            9_430,
            0,
            9_430,
            1_120,
            List.of(
                    new LookupReport(
                            "weather_now",
                            "",
                            Map.of(MatchCause.MATCHED, 330_000L, MatchCause.TOO_OLD, 6_776L),
                            Optional.of(new LookupReport.Ages(
                                    Duration.ofMinutes(10),
                                    Duration.ofMinutes(35),
                                    Duration.ofMinutes(58),
                                    Duration.ofMinutes(125),
                                    Duration.ofHours(3)))),
                    new LookupReport(
                            "planes",
                            "plane_",
                            Map.of(
                                    MatchCause.MATCHED,
                                    284_170L,
                                    MatchCause.NULL_KEY,
                                    2_512L,
                                    MatchCause.NO_KEY,
                                    50_094L),
                            Optional.empty())),
            List.of(
                    new LeakageFinding(LeakageFinding.Kind.KNOWN_LATER, "dep_time", "reads dep_time", false),
                    new LeakageFinding(LeakageFinding.Kind.IDENTIFIER, "flight", "has many values", true)));

    @Test
    void readsAsATable() {
        assertThat(REPORT.toText())
                .isEqualTo(
                        """
                        training set delays: 336,776 rows, 9,430 without label, 9,430 without label time, 1,120 with a label known only after the last row
                          lookup             matched         no key  too old  not yet known  null key  null time  median age    p99  oldest
                          weather_now        330,000  98.0%       0    6,776              0         0          0         35m  2h 5m      3h
                          planes as plane_*  284,170  84.4%  50,094        0              0     2,512          0
                        leakage audit:
                          dep_time: reads dep_time
                          flight: has many values (waived)
                        """);
    }

    @Test
    void theReportReadsBackFromJson() {
        assertThat(TrainingSetReport.fromJson(REPORT.toJson())).isEqualTo(REPORT);
        assertThatThrownBy(() -> TrainingSetReport.fromJson("[1"))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("the training-set report cannot be read: is no JSON");
    }
}
