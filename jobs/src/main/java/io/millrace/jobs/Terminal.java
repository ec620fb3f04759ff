package io.millrace.jobs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** How wide lines may be that people read. */
final class Terminal {
    /** No limit: the output goes to a file or another program. */
    static final int UNLIMITED = Integer.MAX_VALUE;

    private static final int LEAST = 20;
    private static final long PATIENCE_SECONDS = 2;

    private Terminal() {}

    /** Returns the width: what {@code COLUMNS} says, else the terminal's, else {@link #UNLIMITED}. */
    @SuppressWarnings("SystemConsoleNull") // Spark runs on Java 17 to 21, where a pipe has no console
    static int width() {
        Optional<Integer> told = Optional.ofNullable(System.getenv("COLUMNS")).flatMap(Terminal::columns);
        if (told.isPresent()) {
            return told.get();
        }
        return System.console() == null ? UNLIMITED : asked().orElse(UNLIMITED);
    }

    /** The number at the end of {@code COLUMNS} or of what {@code stty size} prints; empty if it makes no sense. */
    static Optional<Integer> columns(String text) {
        String last = text.strip().replaceFirst("^.*\\s", "");
        if (!last.matches("[0-9]{1,5}")) {
            return Optional.empty();
        }
        int columns = Integer.parseInt(last);
        return columns < LEAST ? Optional.empty() : Optional.of(columns);
    }

    private static Optional<Integer> asked() {
        try {
            Process stty = new ProcessBuilder("sh", "-c", "stty size < /dev/tty 2> /dev/null").start();
            String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return stty.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) ? columns(size) : Optional.empty();
        } catch (IOException e) { // no stty here, so no width is known
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
