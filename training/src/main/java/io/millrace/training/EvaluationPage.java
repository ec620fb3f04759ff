package io.millrace.training;

import io.millrace.reports.HtmlPage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** An evaluation as people read it: one self-contained HTML page of panels by task, and its charts as pictures. */
public final class EvaluationPage {
    static final double CONFIDENCE = 0.95;

    private final EvaluationReport report;
    private final List<EvaluationPanel> panels;

    private EvaluationPage(EvaluationReport report, List<EvaluationPanel> panels) {
        this.report = report;
        this.panels =
                panels.stream().filter(panel -> panel.needs().test(report)).toList();
    }

    /** Returns the page of this report. */
    public static EvaluationPage of(EvaluationReport report) {
        return of(report, EvaluationPanel.of(report.task()));
    }

    static EvaluationPage of(EvaluationReport report, List<EvaluationPanel> panels) {
        return new EvaluationPage(report, panels);
    }

    /**
     * Returns the charts as PNG, by file name.
     *
     * @throws io.millrace.config.BackendException permanent, if this machine offers Java no font
     */
    public Map<String, byte[]> pictures() {
        Map<String, byte[]> pictures = new LinkedHashMap<>();
        for (EvaluationPanel panel : panels) {
            panel.charts().apply(report).forEach((name, chart) -> pictures.put(name + ".png", chart.png()));
        }
        return pictures;
    }

    /** Returns the page, to be stored as UTF-8. */
    public String html() {
        HtmlPage page = HtmlPage.titled("Evaluation of " + report.model());
        page.lead(lead());
        panels.forEach(panel -> panel.addTo(page, report));
        return page.footer("Figures are of the test rows unless said otherwise. Intervals: 95 %. Times: UTC.")
                .html();
    }

    private String lead() {
        Map<String, String> origin = report.provenance();
        List<String> parts = new ArrayList<>();
        Optional.ofNullable(origin.get("project")).ifPresent(project -> parts.add("project " + project));
        parts.add("run " + report.runId());
        parts.add("trained"
                + Optional.ofNullable(origin.get("trained"))
                        .map(at -> " at " + at)
                        .orElse("") + " on " + report.trainingSet());
        Optional.ofNullable(origin.get("code version")).ifPresent(code -> parts.add("code version " + code));
        String lead = String.join(", ", parts);
        return lead.substring(0, 1).toUpperCase(Locale.ROOT) + lead.substring(1) + ".";
    }
}
