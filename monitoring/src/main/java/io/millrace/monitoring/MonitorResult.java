package io.millrace.monitoring;

import io.millrace.config.TableVersion;
import io.millrace.lakehouse.FileLocation;
import io.millrace.lakehouse.WriteResult;
import io.millrace.reports.HtmlPage.Verdict;
import java.util.List;

/**
 * What a refresh made and found.
 *
 * @param input the watched table at the version that was read
 * @param profile the write of the profile metrics
 * @param drift the write of the drift metrics
 * @param rowCount rows read that fell into a window
 * @param rowsWithoutTime rows whose timestamp is NULL or outside of the years 1 to 9999: they belong to no window
 * @param windowCount windows of the first granularity that hold rows
 * @param columnCount watched columns
 * @param driftedColumns columns with a large change in the latest window, the greatest first
 * @param verdict how things stand
 * @param reason why, in one sentence
 * @param report the HTML page
 */
public record MonitorResult(
        TableVersion input,
        WriteResult profile,
        WriteResult drift,
        long rowCount,
        long rowsWithoutTime,
        int windowCount,
        int columnCount,
        List<String> driftedColumns,
        Verdict verdict,
        String reason,
        FileLocation report) {
    /** Copies the list. */
    public MonitorResult {
        driftedColumns = List.copyOf(driftedColumns);
    }
}
