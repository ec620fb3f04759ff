package io.millrace.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.InvalidConfigException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RunSelectionTest {
    private static final Pipeline PIPELINE = Pipeline.mainLine();

    @Test
    void takesAllStepsUnlessTold() {
        assertThat(RunSelection.all().steps(PIPELINE)).isEqualTo(PIPELINE.steps());
    }

    @Test
    void beginsAtTheStepNamed() {
        assertThat(from("score").steps(PIPELINE)).containsExactly(Step.of(StepKind.SCORE), Step.of(StepKind.MONITOR));
    }

    @Test
    void takesOneStepOrOneItemOfIt() {
        assertThat(only("train").steps(PIPELINE)).containsExactly(Step.of(StepKind.TRAIN));
        assertThat(only("features:weather_now").steps(PIPELINE))
                .containsExactly(new Step(StepKind.FEATURES, List.of("weather_now"), List.of()));
    }

    @Test
    void namesAStepAndPerhapsAnItem() {
        assertThat(RunSelection.only(StepKind.TRAINING_SET, Optional.of("delays")))
                .isEqualTo(only("training-set:delays"));
        assertThat(RunSelection.only(StepKind.TRAIN, Optional.empty())).isEqualTo(only("train"));
    }

    @Test
    void refusesAStepThatThePipelineLacks() {
        assertThatThrownBy(() -> from("deploy").steps(PIPELINE))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("--from deploy: the pipeline main has no such step; it has ingest, features,");
    }

    @Test
    void refusesFromTogetherWithOnly() {
        assertThatThrownBy(() -> new RunSelection(Optional.of("train"), Optional.of("score"), Optional.empty()))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("exclude each other");
    }

    @Test
    void takesOneItemOfASharedRunOrAllOfIt() {
        assertThat(Shop.sharing("dag-1", Optional.empty()).steps(PIPELINE)).isEqualTo(PIPELINE.steps());
        assertThat(Shop.sharing("dag-1", Optional.of("train:churn")).steps(PIPELINE))
                .containsExactly(new Step(StepKind.TRAIN, List.of("churn"), List.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "'', train:churn, needs --run RUN",
        "dag-1, train:, is not STEP or STEP:ITEM",
        "last, , is no id of a shared run",
        "two words, , is no id of a shared run",
        "dag-1, deploy:churn, --item deploy: the pipeline main has no such step"
    })
    void refusesAnItemOrAnIdThatNamesNothing(String run, @Nullable String item, String message) {
        assertThatThrownBy(() -> new RunSelection(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(run).filter(id -> !id.isEmpty()),
                                Optional.ofNullable(item),
                                Optional.empty())
                        .steps(PIPELINE))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining(message);
    }

    @Test
    void takesAllItemsOfAStepOfASharedRun() {
        assertThat(Shop.sharing("dag-1", Optional.of("features")).steps(PIPELINE))
                .containsExactly(Step.of(StepKind.FEATURES));
    }

    @Test
    void refusesAnAttemptOfNoRunOrBelowNought() {
        assertThatThrownBy(() -> new RunSelection(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(1)))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessage("--attempt 1 needs --run RUN: it says which try of that run this is");
        assertThatThrownBy(() -> Shop.sharing("dag-1", Optional.empty(), Optional.of(-1)))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessage("--attempt -1 is no number of a try; they count from 0");
    }

    private static RunSelection from(String step) {
        return new RunSelection(Optional.of(step), Optional.empty(), Optional.empty());
    }

    private static RunSelection only(String step) {
        return new RunSelection(Optional.empty(), Optional.of(step), Optional.empty());
    }
}
