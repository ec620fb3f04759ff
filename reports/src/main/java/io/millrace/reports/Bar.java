package io.millrace.reports;

/**
 * A named value of a bar chart.
 *
 * @param value NaN draws no bar and says "–"
 */
public record Bar(String name, double value) {}
