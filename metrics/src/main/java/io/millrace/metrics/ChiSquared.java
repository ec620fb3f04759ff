package io.millrace.metrics;

/**
 * The chi-square test of two samples over the same categories.
 *
 * @param statistic sum of (observed - expected)² / expected
 * @param degreesOfFreedom categories with rows, less one
 * @param pValue probability of a statistic at least as great if both are from one distribution; where cells are sparse, over
 *     the tables with the same margins
 * @param cramersV effect size, sqrt(statistic / rows)
 * @param sparseCells cells with an expected count below 5
 */
public record ChiSquared(double statistic, int degreesOfFreedom, double pValue, double cramersV, int sparseCells) {}
