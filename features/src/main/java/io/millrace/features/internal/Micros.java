package io.millrace.features.internal;

import java.time.Duration;

/** Spans of time as whole microseconds. */
final class Micros {

    private Micros() {}

    static long of(Duration span) {
        return Math.addExact(Math.multiplyExact(span.getSeconds(), 1_000_000L), span.getNano() / 1_000);
    }
}
