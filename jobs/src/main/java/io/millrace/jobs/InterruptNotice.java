package io.millrace.jobs;

import java.io.PrintWriter;

/** Says how to go on if the process is interrupted (Ctrl-C, SIGTERM) before this is closed. */
final class InterruptNotice implements AutoCloseable {
    private final Thread hook;

    private InterruptNotice(Thread hook) {
        this.hook = hook;
    }

    /** Begins to watch. */
    static InterruptNotice of(PrintWriter err, String command) {
        Thread hook = new Thread(
                () -> {
                    err.println("millrace: interrupted; what is complete stays. Go on with:\n  " + command);
                    err.flush();
                },
                "interrupt-notice");
        Runtime.getRuntime().addShutdownHook(hook);
        return new InterruptNotice(hook);
    }

    /** Whether the process is being stopped, so that what fails now fails for that. */
    static boolean isStopping() {
        Thread probe = new Thread(() -> {}, "stop-probe");
        try {
            Runtime.getRuntime().addShutdownHook(probe);
            return !Runtime.getRuntime().removeShutdownHook(probe);
        } catch (IllegalStateException stopping) { // the JVM takes no hooks any more
            return true;
        }
    }

    @Override
    public void close() {
        if (!isStopping()) {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }
}
