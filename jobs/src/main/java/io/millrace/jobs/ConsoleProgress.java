package io.millrace.jobs;

import io.millrace.pipelines.LedgerEntry;
import io.millrace.pipelines.Pipeline;
import io.millrace.pipelines.RunListener;
import io.millrace.pipelines.Step;
import io.millrace.pipelines.StepState;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells on stderr how a run goes on: a line as an item ends, and one every ten seconds while it lasts. */
final class ConsoleProgress implements RunListener, AutoCloseable {
    private static final long PATIENCE_SECONDS = 10;

    private final PrintWriter err;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "progress");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable ScheduledFuture<?> reminder;

    ConsoleProgress(PrintWriter err) {
        this.err = err;
    }

    @Override
    public void started(String runId, Pipeline pipeline) {
        say("run " + runId + ": pipeline " + pipeline.name() + ", steps "
                + pipeline.steps().stream().map(Step::name).collect(Collectors.joining(", ")));
    }

    @Override
    public void itemStarted(Step step, String item) {
        long begin = System.nanoTime();
        reminder = clock.scheduleAtFixedRate(
                () -> say(line(
                        step.name(),
                        item,
                        "working",
                        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin) / 1000.0,
                        0)),
                PATIENCE_SECONDS,
                PATIENCE_SECONDS,
                TimeUnit.SECONDS);
    }

    @Override
    public void itemEnded(LedgerEntry entry) {
        if (reminder != null) {
            reminder.cancel(false);
        }
        String word = entry.state() == StepState.SKIPPED
                ? "skipped: inputs, configuration and code are unchanged"
                : entry.state().name().toLowerCase(Locale.ROOT);
        say(line(entry.step().label(), entry.item(), word, entry.seconds(), entry.rowCount()));
    }

    private static String line(String step, String item, String word, double seconds, long rows) {
        String count = rows > 0 ? String.format(Locale.ROOT, "%,12d rows", rows) : " ".repeat(17);
        return String.format(Locale.ROOT, "%-13s %-28s %s %7.1f s  %s", step, item, count, seconds, word);
    }

    private synchronized void say(String line) {
        err.println(line);
        err.flush();
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
