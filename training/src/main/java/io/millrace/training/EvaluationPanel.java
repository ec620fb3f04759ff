package io.millrace.training;

import io.millrace.config.Task;
import io.millrace.reports.Chart;
import io.millrace.reports.HtmlPage;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One part of an evaluation's page. A new panel is one entry in the list of its task.
 *
 * @param title heading of its section; empty for what stands above all sections
 * @param needs whether the report has what the panel shows; else it is left out
 * @param charts its charts by the names of their picture files
 * @param draw adds it to the page
 */
record EvaluationPanel(
        String title,
        Predicate<EvaluationReport> needs,
        Function<EvaluationReport, Map<String, Chart>> charts,
        BiConsumer<HtmlPage, EvaluationReport> draw) {
    private static final List<EvaluationPanel> BINARY = List.of(
            of("", BinaryPanels::verdict),
            of("", BinaryPanels::headline),
            of("Quality", BinaryPanels::quality).drawing(report -> new EvaluationCharts(report).quality()),
            of("Decisions", BinaryPanels::decisions),
            of("Against the champion", ModelPanels::champion)
                    .needing(report -> report.champion().isPresent()),
            of("Slices", BinaryPanels::slices)
                    .needing(report -> !report.test().slices().isEmpty()),
            of("Inputs and training", ModelPanels::inputs).drawing(report -> new EvaluationCharts(report).inputs()),
            of("Data", BinaryPanels::data),
            of("Provenance", ModelPanels::provenance));

    /** Returns the panels of a task from the top of the page down. */
    static List<EvaluationPanel> of(Task task) {
        return switch (task) {
            case BINARY_CLASSIFICATION -> BINARY;
            case MULTICLASS_CLASSIFICATION, REGRESSION, RANKING, EMBEDDING ->
                throw new IllegalArgumentException("The task " + task.refusal());
        };
    }

    /** Returns a panel without charts that any report has. */
    static EvaluationPanel of(String title, BiConsumer<HtmlPage, EvaluationReport> draw) {
        return new EvaluationPanel(title, report -> true, report -> Map.of(), draw);
    }

    EvaluationPanel needing(Predicate<EvaluationReport> condition) {
        return new EvaluationPanel(title, condition, charts, draw);
    }

    EvaluationPanel drawing(Function<EvaluationReport, Map<String, Chart>> pictures) {
        return new EvaluationPanel(title, needs, pictures, draw);
    }

    void addTo(HtmlPage page, EvaluationReport report) {
        if (!title.isEmpty()) {
            page.section(title);
        }
        draw.accept(page, report);
    }
}
