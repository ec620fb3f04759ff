package io.millrace.monitoring;

import io.millrace.reports.Chart;
import java.util.List;
import java.util.Optional;

/**
 * What the report shows of one column.
 *
 * @param column its name
 * @param dataType its Spark type
 * @param change how it changed, in words
 * @param distribution both distributions, laid over each other
 * @param figures rows of: name, value of the baseline, value of the window
 */
record ColumnPanel(
        String column, String dataType, String change, Optional<Chart> distribution, List<List<String>> figures) {}
