package io.millrace.benchmarks;

import java.io.Serial;

/** A measurement could not be made; the message says why, and what to do. */
public final class BenchmarkException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** With what happened, and what to do. */
    public BenchmarkException(String message) {
        super(message);
    }

    /** With what happened, and what caused it. */
    public BenchmarkException(String message, Throwable cause) {
        super(message, cause);
    }
}
