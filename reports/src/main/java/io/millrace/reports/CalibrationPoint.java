package io.millrace.reports;

/**
 * One bin of a calibration chart.
 *
 * @param predicted mean predicted probability of the bin
 * @param observed share of positive labels in it
 * @param low lower end of the interval of {@code observed}; NaN for none
 * @param high upper end of the interval of {@code observed}; NaN for none
 * @param rowCount rows in the bin
 */
public record CalibrationPoint(double predicted, double observed, double low, double high, long rowCount) {}
