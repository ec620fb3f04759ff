package io.millrace.pipelines;

import io.millrace.config.DataException;
import io.millrace.lakehouse.FileLocation;
import java.nio.charset.StandardCharsets;

/** The HTML pages that runs left behind, each one self-contained text. */
public final class Pages {
    private Pages() {}

    /**
     * Returns the evaluation page of the model evaluated last.
     *
     * @throws io.millrace.config.InvalidConfigException if the project has no such model
     * @throws DataException if it was never evaluated, or the page is gone
     */
    public static String evaluation(Workshop workshop, String model) {
        workshop.project().requireModel(model);
        return page(workshop, StepKind.EVALUATE, model, EvaluateAction.PAGE);
    }

    /**
     * Returns the report of a monitor's last refresh.
     *
     * @throws io.millrace.config.InvalidConfigException if the project has no such monitor
     * @throws DataException if it was never refreshed, or the report is gone
     */
    public static String report(Workshop workshop, String monitor) {
        workshop.project().monitor(monitor);
        return page(workshop, StepKind.MONITOR, monitor, MonitorAction.REPORT);
    }

    private static String page(Workshop workshop, StepKind step, String item, Output<FileLocation> output) {
        FileLocation path = workshop.openLedger()
                .lastComplete(step, item)
                .flatMap(entry -> entry.find(output))
                .orElseThrow(() -> new DataException("there is no page of " + item + "; run its step " + step.label()));
        return workshop.lakehouse()
                .backend()
                .files()
                .read(path)
                .map(page -> new String(page, StandardCharsets.UTF_8))
                .orElseThrow(() ->
                        new DataException("the page " + path + " is gone; run the step " + step.label() + " again"));
    }
}
