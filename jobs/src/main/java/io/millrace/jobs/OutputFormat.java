package io.millrace.jobs;

/** How a command prints rows. */
enum OutputFormat {
    /** Aligned text, for people. */
    TABLE,
    /** One JSON array of objects. */
    JSON,
    /** RFC 4180, with a header line. */
    CSV
}
