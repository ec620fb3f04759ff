package io.millrace.monitoring;

import io.millrace.config.TableVersion;
import io.millrace.metrics.QualityReport;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What a report says: all of the whole table, all model versions, and the first granularity.
 *
 * @param monitor the definition
 * @param inputs what the refresh was given
 * @param input the watched table at the version that was read
 * @param runId the run that wrote the metrics
 * @param judgement the verdict
 * @param volumes rows by window, empty windows in between with 0, as {@link Volumes} says
 * @param rowsWithoutTime rows in no window
 * @param drift rows of the drift metrics
 * @param panels columns in detail, the greatest change first
 * @param quality quality by window; empty without labels
 * @param heldOut the champion's quality on its held-out rows
 * @param slices drift of the judged window by slice, the greatest first
 */
record ReportContent(
        Monitor monitor,
        MonitorInputs inputs,
        TableVersion input,
        String runId,
        Judgement judgement,
        SortedMap<Window, Long> volumes,
        long rowsWithoutTime,
        List<DriftMetrics> drift,
        List<ColumnPanel> panels,
        SortedMap<Window, QualityPoint> quality,
        Optional<QualityReport> heldOut,
        List<DriftMetrics> slices) {
    ReportContent {
        drift = List.copyOf(drift);
        panels = List.copyOf(panels);
        slices = List.copyOf(slices);
    }

    /** The windows that charts show: the stretch of the judged window, without those that lie far off. */
    SortedMap<Window, Long> drawn() {
        return judgement
                .window()
                .or(() -> Volumes.judged(volumes, 1, inputs.asOf()))
                .map(window -> Volumes.stretch(volumes, window))
                .orElse(volumes);
    }
}
