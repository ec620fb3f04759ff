package io.millrace.pipelines;

/**
 * A thing that a step made, for the table at the end of a run.
 *
 * @param kind what it is: {@code feature table}, {@code model version}, {@code report} …
 * @param name its name: a table pinned to its version, a model URI, a file
 * @param detail how much or how good: rows, a metric; may be empty
 * @param look a command or file to look at next; may be empty
 */
public record Made(String kind, String name, String detail, String look) {}
