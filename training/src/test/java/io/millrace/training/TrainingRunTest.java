package io.millrace.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.config.DataException;
import io.millrace.config.TableVersion;
import io.millrace.definitions.FeatureColumn;
import io.millrace.definitions.FeatureSpec;
import io.millrace.definitions.Spine;
import io.millrace.definitions.TrainingSet;
import io.millrace.lakehouse.Environment;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.lakehouse.Layer;
import io.millrace.lakehouse.Write;
import io.millrace.lakehouse.WriteResult;
import io.millrace.models.LoadedModel;
import io.millrace.models.ModelFolder;
import io.millrace.registry.BatchScorer;
import io.millrace.registry.ModelRegistry;
import io.millrace.registry.ModelVersion;
import io.millrace.registry.RunStatus;
import io.millrace.registry.TrackedRun;
import io.millrace.registry.local.LocalTracking;
import io.millrace.testkit.Frames;
import io.millrace.testkit.SharedSpark;
import io.millrace.training.own.MeanDifferenceEstimator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class TrainingRunTest {
    private static Lakehouse lakehouse;
    private static LocalTracking tracking;
    private static TableVersion trainingSet;

    @BeforeAll
    static void open() {
        Environment environment = Environment.local(SharedSpark.root());
        lakehouse = Lakehouse.over(SharedSpark.session(), environment);
        Path root = SharedSpark.root().resolve("tracking");
        tracking = LocalTracking.open(root.resolve("mlflow.db"), root.resolve("artifacts"));
        trainingSet = lakehouse
                .tables()
                .replace(
                        lakehouse.table(Layer.TRAINING, "events"),
                        TrainingData.rows(2400, 77),
                        Write.of("test/training/events", 1, "setup"))
                .version();
    }

    @Test
    void threeStepsInThreeProcessesMakeOneVersion() {
        Trained trained = run("a", "r1").train();
        Evaluated evaluated = run("a", "r1").evaluate(Write.of("test/a/predictions", 1, "r1"));
        Registered registered = run("a", "r1").register();

        TrackedRun tracked = tracking.findRun(trained.runId()).orElseThrow();
        assertThat(tracked.status()).isEqualTo(RunStatus.FINISHED);
        assertThat(tracked.params())
                .containsEntry("estimator.params.eta", "0.3")
                .containsEntry("estimator.seed", "42");
        assertThat(tracked.metrics()).containsKeys("train_logloss", "validate_logloss", "roc_auc", "validate_roc_auc");
        assertThat(tracking.metricHistory(trained.runId(), "train_logloss")).hasSizeGreaterThan(10);
        assertThat(tracked.inputs()).singleElement().satisfies(input -> assertThat(input.source())
                .contains("main.training.events"));
        assertThat(evaluated.metrics().get("roc_auc")).isGreaterThan(0.8);
        assertThat(Path.of(evaluated.page().toString())).exists().content().contains("Evaluation of a");

        LoadedModel loaded = ModelFolder.load(tracking.download(registered.version()));
        assertThat(loaded.folder().resolve("MLmodel"))
                .content()
                .contains("  onnx:\n", "  python_function:\n", "  xgboost:\n");
        assertThat(loaded.spec()).isEqualTo(spec());
        assertThat(loaded.model().threshold()).isEqualTo(evaluated.threshold());
        JsonNode provenance = loaded.provenance();
        assertThat(provenance.path("training_set").path("version").asLong()).isEqualTo(trainingSet.version());
        assertThat(provenance.path("config_digest").asText())
                .isEqualTo(definition("a").digest());
        assertThat(loaded.evaluation().path("metrics").path("roc_auc").asDouble())
                .isEqualTo(evaluated.metrics().get("roc_auc"));
        assertThat(registered.version().tags()).containsEntry("millrace.run_id", "r1");

        Dataset<Row> split = definition("a").split().assign(lakehouse.tables().read(trainingSet), spine());
        Frames.assertSameRows(
                lakehouse.tables().read(evaluated.predictions()).select("id", "prediction", "prediction_probability"),
                BatchScorer.score(split.where("split != 'train'"), loaded.model())
                        .select("id", "prediction", "prediction_probability"));
    }

    @Test
    void anMllibModelKeepsItsPipelineAtTheChosenThreshold() {
        ModelDefinition linear = ModelDefinition.builder(
                        "linear", "events", TrainingData.SPLIT, LogisticRegressionEstimator.defaults())
                .build();
        TrainingRun run = builder("r1").model(linear).build();
        run.train();
        run.evaluate(Write.of("test/linear/predictions", 1, "r1"));
        Registered registered = run.register();

        LoadedModel loaded = ModelFolder.load(tracking.download(registered.version()));
        assertThat(loaded.folder().resolve("MLmodel"))
                .content()
                .contains("  onnx:\n", "  python_function:\n", "  spark:\n");
        Dataset<Row> rows = lakehouse.tables().read(trainingSet);
        Frames.assertSameRows(
                PipelineModel.load(loaded.folder().resolve(SparkPipeline.FOLDER).toString())
                        .transform(rows)
                        .selectExpr("id", "CAST(prediction AS INT) AS prediction"),
                BatchScorer.score(rows, loaded.model()).select("id", "prediction"));
    }

    @Test
    void aLearnerOfOnesOwnIsTrainedJudgedAndRegistered() {
        ModelDefinition own = ModelDefinition.builder(
                        "own", "events", TrainingData.SPLIT, new MeanDifferenceEstimator(1))
                .build();
        TrainingRun run = builder("r1").model(own).build();

        run.train();
        Evaluated evaluated = run.evaluate(Write.of("test/own/predictions", 1, "r1"));
        Registered registered = run.register();

        assertThat(evaluated.metrics().get("roc_auc")).isGreaterThan(0.7);
        assertThat(Path.of(evaluated.page().toString())).content().contains("Evaluation of own");
        LoadedModel loaded = ModelFolder.load(tracking.download(registered.version()));
        assertThat(loaded.provenance().path("settings").path("estimator.type").asText())
                .isEqualTo("mean-difference");
        assertThat(loaded.folder().resolve("MLmodel")).content().contains("  onnx:\n", "  python_function:\n");
        Dataset<Row> split = own.split().assign(lakehouse.tables().read(trainingSet), spine());
        Frames.assertSameRows(
                lakehouse.tables().read(evaluated.predictions()).select("id", "prediction", "prediction_probability"),
                BatchScorer.score(split.where("split != 'train'"), loaded.model())
                        .select("id", "prediction", "prediction_probability"));
    }

    @Test
    void aRepeatedStepFindsWhatIsThere() {
        Write write = Write.of("test/a/predictions", 1, "r1");
        Trained first = run("a", "r1").train();
        Evaluated evaluated = run("a", "r1").evaluate(write);
        Registered registered = run("a", "r1").register();

        Trained again = run("a", "r1").train();
        Evaluated evaluatedAgain = run("a", "r1").evaluate(write);
        Registered registeredAgain = run("a", "r1").register();

        assertThat(again)
                .isEqualTo(
                        new Trained(first.runId(), first.split(), first.metrics(), WriteResult.Outcome.ALREADY_DONE));
        assertThat(evaluatedAgain.metrics()).isEqualTo(evaluated.metrics());
        assertThat(evaluatedAgain.predictions()).isEqualTo(evaluated.predictions());
        assertThat(registeredAgain.outcome()).isEqualTo(WriteResult.Outcome.ALREADY_DONE);
        assertThat(registeredAgain.version().version())
                .isEqualTo(registered.version().version());
        assertThat(tracking.versions("a")).hasSize(1);
        assertThat(tracking.runs(tracking.experiment("a")))
                .filteredOn(run -> run.tags()
                        .get(RunParts.DIGEST_TAG)
                        .equals(definition("a").digest()))
                .hasSize(1);
    }

    @Test
    @Tag("slow")
    void aStepThatCrashedAtItsEndIsDoneAgainWithoutATrace() throws Exception {
        Write write = Write.of("test/c/predictions", 1, "r1");
        Trained first = run("c", "r1").train();
        byte[] model = artifact(first.runId(), RunTrainer.MODEL);
        Files.delete(Path.of(tracking.artifactUri(first.runId())).resolve(RunTrainer.SUMMARY));
        Trained again = run("c", "r1").train();
        Evaluated evaluated = run("c", "r1").evaluate(write);
        Files.delete(Path.of(tracking.artifactUri(first.runId())).resolve(RunEvaluator.SUMMARY));
        Evaluated evaluatedAgain = run("c", "r1").evaluate(write);

        assertThat(again.runId()).isEqualTo(first.runId());
        assertThat(again.outcome()).isEqualTo(WriteResult.Outcome.WRITTEN);
        assertThat(artifact(first.runId(), RunTrainer.MODEL)).isEqualTo(model);
        assertThat(tracking.metricHistory(first.runId(), "train_logloss"))
                .extracting(point -> point.step())
                .doesNotHaveDuplicates();
        assertThat(evaluatedAgain.metrics()).isEqualTo(evaluated.metrics());
        assertThat(evaluatedAgain.predictions()).isEqualTo(evaluated.predictions());
        assertThat(lakehouse.tables().read(evaluated.predictions()).count()).isEqualTo(1200);
    }

    @Test
    @Tag("slow")
    void aSecondRunIsComparedWithTheChampionOnTheSameRows() {
        ModelVersion champion = all("d", "r1", 1);
        assertThat(run("d", "r1").candidate().againstChampion()).isEmpty();
        assertThat(tracking.compareAndSetAlias("d", ModelRegistry.CHAMPION, OptionalLong.empty(), champion.version()))
                .isTrue();
        ModelVersion second = all("d", "r2", 2);

        JsonNode stored =
                ModelFolder.load(tracking.download(second)).evaluation().path("champion");
        assertThat(stored.path("version").asLong()).isEqualTo(champion.version());
        assertThat(run("d", "r2").candidate().againstChampion()).hasValueSatisfying(against -> {
            assertThat(against.championVersion()).isEqualTo(champion.version());
            assertThat(against.comparison().difference("roc_auc").orElseThrow().difference())
                    .isZero();
        });
        assertThat(lakehouse
                        .tables()
                        .read(lakehouse.table(Layer.TRAINING, "d_predictions"))
                        .groupBy("run_id")
                        .count()
                        .count())
                .isEqualTo(2);
    }

    @Test
    void otherSettingsUnderTheSameRunIdAreAnotherTraining() {
        Trained first = run("a", "r1").train();
        TrainingRun changed = builder("r1")
                .model(ModelDefinition.builder("a", "events", TrainingData.SPLIT, estimator())
                        .threshold(new ThresholdRule.Fixed(0.3))
                        .build())
                .build();

        assertThatThrownBy(() -> changed.evaluate(Write.of("test/a/predictions", 2, "r1")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("was not trained in run r1 with these settings");
        Trained again = changed.train();

        assertThat(again.outcome()).isEqualTo(WriteResult.Outcome.WRITTEN);
        assertThat(again.runId()).isNotEqualTo(first.runId());
        assertThat(run("a", "r1").train().runId()).isEqualTo(first.runId());
    }

    @Test
    void saysWhichStepIsMissingAndMarksAFailedRun() {
        assertThatThrownBy(() -> run("e", "r1").evaluate(Write.of("test/e/predictions", 1, "r1")))
                .isInstanceOf(DataException.class)
                .hasMessage("Model e was not trained in run r1 with these settings on " + trainingSet + "; run the step"
                        + " train first");
        Split emptyTest = new Split(Instant.parse("2025-01-01T00:00:00Z"), Optional.empty());
        TrainingRun failing = builder("r2")
                .model(ModelDefinition.builder("e", "events", emptyTest, estimator())
                        .build())
                .build();
        assertThatThrownBy(failing::train)
                .isInstanceOf(DataException.class)
                .hasMessageContaining("the test part is empty")
                .hasMessageContaining("train 2400 rows");
        assertThat(tracking.findRun(failing.trackerRunId().orElseThrow())
                        .orElseThrow()
                        .status())
                .isEqualTo(RunStatus.FAILED);
        assertThatThrownBy(failing::register)
                .isInstanceOf(DataException.class)
                .hasMessageContaining("was not evaluated; run the step evaluate first");
    }

    private static ModelVersion all(String model, String runId, long number) {
        run(model, runId).train();
        run(model, runId).evaluate(Write.of("test/" + model + "/predictions", number, runId));
        return run(model, runId).register().version();
    }

    /** A new object each time, as if in another process. */
    private static TrainingRun run(String model, String runId) {
        return builder(runId).model(definition(model)).build();
    }

    private static TrainingRun.Builder builder(String runId) {
        return TrainingRun.builder(lakehouse, tracking, tracking)
                .spec(spec())
                .trainingSet(trainingSet)
                .runId(runId)
                .codeVersion("abc123");
    }

    private static ModelDefinition definition(String name) {
        return ModelDefinition.builder(name, "events", TrainingData.SPLIT, estimator())
                .slices("kind")
                .build();
    }

    private static Estimator estimator() {
        return XGBoostEstimator.builder()
                .rounds(15)
                .param(XGBoostParameter.ETA, 0.3)
                .param(XGBoostParameter.MAX_DEPTH, 3)
                .build();
    }

    private static Spine spine() {
        return Spine.builder("events")
                .entity("id")
                .timestamp("at")
                .label("late")
                .features("f0", "f1", "f2", "f3", "f4", "f5", "kind")
                .build();
    }

    private static FeatureSpec spec() {
        List<FeatureColumn> inputs = TrainingData.inputsWithKind().stream()
                .map(input -> new FeatureColumn(input.name(), input.type()))
                .toList();
        return new FeatureSpec(List.of(), TrainingSet.builder("events", spine()).build(), Map.of(), inputs);
    }

    private static byte[] artifact(String runId, String path) {
        return new RunArtifacts(tracking, runId).required(path);
    }
}
