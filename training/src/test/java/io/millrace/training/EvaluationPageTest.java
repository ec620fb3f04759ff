package io.millrace.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.config.TableName;
import io.millrace.config.TableVersion;
import io.millrace.config.Task;
import io.millrace.metrics.QualityReports;
import io.millrace.models.PortableModel;
import io.millrace.registry.BatchScorer;
import io.millrace.reports.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EvaluationPageTest {
    private static Dataset<Row> split;
    private static TrainedModel trained;
    private static PortableModel model;
    private static EvaluationReport report;

    @BeforeAll
    static void evaluate() {
        report = report();
    }

    static EvaluationReport report() {
        Dataset<Row> rows =
                TrainingData.rows(4000, 31).withColumn("team", org.apache.spark.sql.functions.expr("id % 3"));
        split = TrainingData.SPLIT.assign(rows, TrainingData.spine()).persist();
        SplitCounts counts = TrainingData.SPLIT.count(rows, TrainingData.spine());
        PreparationFit fit = Preparation.defaults().fit(split, TrainingData.inputsWithKind(), Encoding.MISSING_KEPT);
        trained = Trainer.of(XGBoostEstimator.builder().rounds(60).build())
                .train(split, "late", counts, TrainingData.inputsWithKind(), fit.fitted());
        PortableModel champion = Trainer.of(XGBoostEstimator.builder().rounds(3).build())
                .train(split, "late", counts, TrainingData.inputsWithKind(), fit.fitted())
                .model();
        Evaluation evaluation = Evaluation.of(TrainingData.spine(), List.of("kind", "team"));
        model = evaluation.withThreshold(split, trained.model(), ThresholdRule.Best.F1);
        Map<Part, QualityReports> quality =
                evaluation.quality(evaluation.predictions(split, model, "run-1"), model.threshold());
        return new EvaluationReport(
                "late <&> model",
                "0123456789abcdef0123456789abcdef",
                new TableVersion(TableName.parse("main.training.events"), 3),
                new TableVersion(TableName.parse("main.training.late_predictions"), 1),
                counts,
                "f1",
                model.threshold(),
                Optional.ofNullable(quality.get(Part.VALIDATE)),
                quality.getOrDefault(Part.TEST, quality.values().iterator().next()),
                Optional.of(new ChampionComparison(7, Optional.of(evaluation.compare(split, model, champion)), "")),
                trained.importance(),
                fit.columns(),
                trained.curves(),
                List.of(),
                Map.of("code version", "abc", "project", "events", "trained", "2024-05-01T00:00:00Z"));
    }

    @Test
    void choosesTheThresholdOnValidateRowsAndPredictsByIt() {
        Dataset<Row> predictions =
                Evaluation.of(TrainingData.spine(), List.of("kind")).predictions(split, model, "run-1");

        assertThat(predictions.columns())
                .containsExactly("id", "at", "late", "split", "kind", "prediction", "prediction_probability", "run_id");
        Dataset<Row> scored = BatchScorer.score(split.where("split != 'train'"), model);
        assertThat(predictions
                        .select("id", "prediction_probability")
                        .orderBy("id")
                        .collectAsList())
                .isEqualTo(scored.select("id", "prediction_probability")
                        .orderBy("id")
                        .collectAsList());
        assertThat(report.validate()
                        .orElseThrow()
                        .overall()
                        .bestF1()
                        .orElseThrow()
                        .threshold())
                .isEqualTo(model.threshold());
        assertThat(report.test().overall().chosen().orElseThrow().threshold()).isEqualTo(model.threshold());
    }

    @Test
    void drawsAPageThatStandsAlone() {
        String html = EvaluationPage.of(report).html();

        assertThat(html)
                .contains("late &lt;&amp;&gt; model")
                .doesNotContain("<&>", "NaN", "null", "Infinity", "<script", "src=", "href=\"http")
                .contains("Quality", "Decisions", "Against the champion", "Slices", "Inputs and training", "Data")
                .contains("Provenance", "main.training.events@3", "The leakage audit found nothing.")
                .contains(Figures.count(report.test().overall().positiveCount()) + " of them positive.")
                .contains("Project events, run 0123", "Average precision", "share of the positives that are found")
                .contains(
                        "ROC curve",
                        "Lift",
                        "Precision and recall",
                        "Calibration",
                        "Scores by label",
                        "Training: logloss");
    }

    @Test
    void aPanelIsOneEntryAndIsLeftOutWhereTheReportHasNotWhatItNeeds() {
        EvaluationPanel rounds = EvaluationPanel.of(
                        "Rounds", (page, found) -> page.paragraph(found.curves().size() + " points"))
                .needing(found -> !found.curves().isEmpty())
                .drawing(found -> Map.of("rounds", new EvaluationCharts(found).importance()));
        List<EvaluationPanel> panels = new ArrayList<>(EvaluationPanel.of(report.task()));
        panels.add(rounds);
        panels.add(rounds.needing(found -> false));

        EvaluationPage page = EvaluationPage.of(report, panels);

        assertThat(page.html())
                .contains(report.curves().size() + " points")
                .containsOnlyOnce("Rounds</h2>")
                .contains("Against the champion");
        assertThat(page.pictures()).containsKeys("roc.png", "rounds.png");
        assertThatThrownBy(() -> EvaluationPanel.of(Task.REGRESSION)).hasMessageContaining("regression");
    }

    @Test
    void drawsTheSameChartsAsPictures() {
        Map<String, byte[]> pictures = EvaluationPage.of(report).pictures();

        assertThat(pictures)
                .containsOnlyKeys(
                        "roc.png",
                        "precision_recall.png",
                        "calibration.png",
                        "gain.png",
                        "lift.png",
                        "threshold.png",
                        "scores.png",
                        "importance.png",
                        "training_logloss.png");
        assertThat(pictures.values()).allSatisfy(picture -> assertThat(picture).startsWith(0x89, 'P', 'N', 'G'));
    }

    @Test
    void writesItsFiguresAsJson() throws Exception {
        JsonNode json = new ObjectMapper().readTree(report.toJson().toString());

        assertThat(json.path("metrics").path("roc_auc").asDouble())
                .isEqualTo(report.test().overall().metric("roc_auc").value());
        assertThat(json.path("metrics").has("validate_roc_auc")).isTrue();
        assertThat(json.path("champion").path("version").asLong()).isEqualTo(7);
        assertThat(QualityReports.fromJson(json.path("test"))).isEqualTo(report.test());
    }
}
