package io.millrace.metrics;

/**
 * A value and how often it occurs.
 *
 * @param item the value as text
 * @param count its rows
 */
public record ItemCount(String item, long count) {}
