package io.millrace.reports;

/**
 * A rectangle among many of one colour.
 *
 * @param alpha opacity in 0..1; 0 for one that only has a note
 * @param note shown on hover; empty for none
 */
record Cell(Box box, double alpha, String note) {}
