package io.millrace.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.millrace.config.ConfigReader;
import io.millrace.config.InvalidConfigException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PipelineTest {
    @Test
    void runsStepsInTheOrderOfTheMainLineWhateverTheFileSays() {
        Pipeline pipeline = read("steps = [monitor, score, ingest, features]");

        assertThat(pipeline.steps())
                .extracting(Step::kind)
                .containsExactly(StepKind.INGEST, StepKind.FEATURES, StepKind.SCORE, StepKind.MONITOR);
    }

    @Test
    void buildsTheTrainingSetBeforeItTrains() {
        Pipeline pipeline = read("steps = [train]");

        assertThat(pipeline.steps()).extracting(Step::kind).containsExactly(StepKind.TRAINING_SET, StepKind.TRAIN);
    }

    @Test
    void readsEveryKey() {
        Pipeline pipeline = read(
                """
                steps = [ingest, features]
                only.features = [weather_now]
                after.features = [ingest]
                schedule { cron = "0 0 3 * * ?", zone = Europe/Paris }
                """);

        assertThat(pipeline.steps())
                .containsExactly(
                        Step.of(StepKind.INGEST),
                        new Step(StepKind.FEATURES, List.of("weather_now"), List.of(StepKind.INGEST)));
        assertThat(pipeline.schedule())
                .hasValueSatisfying(
                        schedule -> assertThat(schedule.zone().getId()).isEqualTo("Europe/Paris"));
    }

    @Test
    void hasNoScheduleUnlessToldOne() {
        assertThat(read("steps = [ingest]").schedule()).isEmpty();
        assertThat(Pipeline.mainLine().schedule()).isEmpty();
        assertThat(Pipeline.mainLine().steps()).extracting(Step::kind).containsExactlyElementsOf(StepKind.mainLine());
    }

    @Test
    void refusesStepsThatWaitForEachOther() {
        assertThatThrownBy(() -> read("steps = [ingest, features, score], after.ingest = [score]"))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("steps wait for each other in a circle: ingest, features, score");
    }

    @Test
    void namesEveryProblemAtOnce() {
        assertThatThrownBy(
                        () -> read(
                                """
                steps = [ingest, trian]
                after.ingest = [score]
                schedule { cron = "0 3 * * *", zone = Mars/Olympus }
                """))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("has the step trian, which does not exist")
                .hasMessageContaining("names score, which is not among the steps")
                .hasMessageContaining("is Mars/Olympus, which is no time zone");
    }

    @Test
    void refusesCronWithoutSeconds() {
        assertThatThrownBy(() -> read("steps = [ingest], schedule { cron = \"0 3 * * *\" }"))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("cron has 5 fields (0 3 * * *)");
    }

    private static Pipeline read(String text) {
        ConfigReader root = ConfigReader.of(ConfigFactory.parseString("pipelines.p { " + text + " }"));
        Optional<Pipeline> pipeline =
                Pipeline.from("p", root.section("pipelines").section("p"));
        root.finish();
        return pipeline.orElseThrow();
    }
}
