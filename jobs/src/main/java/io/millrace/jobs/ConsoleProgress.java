package io.millrace.jobs;

import io.millrace.config.LakehouseException;
import io.millrace.pipelines.LedgerEntry;
import io.millrace.pipelines.Pipeline;
import io.millrace.pipelines.Plan;
import io.millrace.pipelines.Project;
import io.millrace.pipelines.RunHistory;
import io.millrace.pipelines.RunListener;
import io.millrace.pipelines.RunSelection;
import io.millrace.pipelines.Step;
import io.millrace.pipelines.StepKind;
import io.millrace.pipelines.StepState;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells on stderr how a run goes on: a line as an item ends, and one every ten seconds while it lasts; which item of how
 * many it is, and how long the rest took when it was last done.
 */
final class ConsoleProgress implements RunListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ConsoleProgress.class);
    private static final long PATIENCE_SECONDS = 10;

    private final PrintWriter err;
    private final int total;
    private final Map<String, OptionalDouble> open;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "progress");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable ScheduledFuture<?> reminder;

    /** Takes the items that are to be done with the seconds that each took before. */
    ConsoleProgress(PrintWriter err, Map<String, OptionalDouble> items) {
        this.err = err;
        this.open = new LinkedHashMap<>(items);
        this.total = items.size();
    }

    static ConsoleProgress of(PrintWriter err, Project project, Pipeline pipeline, RunSelection selection) {
        RunHistory history = earlier(project);
        Map<String, OptionalDouble> items = new LinkedHashMap<>();
        for (Plan.Line line : Plan.of(project, pipeline, selection)) {
            OptionalDouble seconds = StepKind.find(line.step())
                    .map(kind -> history.seconds(kind, line.item()))
                    .orElse(OptionalDouble.empty());
            items.put(key(line.step(), line.item()), seconds);
        }
        return new ConsoleProgress(err, items);
    }

    /** Without it no time left is told; what is wrong with the ledger the run itself tells. */
    private static RunHistory earlier(Project project) {
        try {
            return RunHistory.stored(project.environment(), project.name()).orElse(new RunHistory(List.of()));
        } catch (LakehouseException e) {
            LOG.debug("no times of earlier runs", e);
            return new RunHistory(List.of());
        }
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
                () -> remind(step, item, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin) / 1000.0),
                PATIENCE_SECONDS,
                PATIENCE_SECONDS,
                TimeUnit.SECONDS);
    }

    @Override
    public void itemEnded(LedgerEntry entry) {
        if (reminder != null) {
            reminder.cancel(false);
        }
        if (InterruptNotice.isStopping()) {
            return;
        }
        String word = entry.state() == StepState.SKIPPED
                ? "skipped: inputs, configuration and code are unchanged"
                : entry.state().name().toLowerCase(Locale.ROOT);
        String place = ended(key(entry.step().label(), entry.item()));
        String left = entry.state() == StepState.FAILED ? "" : left(0);
        say(place + line(entry.step().label(), entry.item(), word + left, entry.seconds(), entry.rowCount()));
    }

    private synchronized void remind(Step step, String item, double seconds) {
        String place = place(total - open.size() + 1);
        say(place + line(step.name(), item, "working" + left(seconds), seconds, 0));
    }

    private synchronized String ended(String key) {
        open.remove(key);
        return place(total - open.size());
    }

    private String place(int number) {
        return String.format(Locale.ROOT, "[%d/%d] ", Math.min(number, total), total);
    }

    /** What the open items took before, less the seconds that the present one has had; nothing if none is known. */
    private synchronized String left(double spent) {
        double known = open.values().stream()
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .sum();
        boolean all = open.values().stream().allMatch(OptionalDouble::isPresent);
        double left = known - spent;
        return open.isEmpty() || left < 1
                ? ""
                : String.format(Locale.ROOT, "; %s %s left", all ? "about" : "over", duration(left));
    }

    private static String duration(double seconds) {
        long whole = Math.round(seconds);
        return whole < 120 ? whole + " s" : Math.round(whole / 60.0) + " min";
    }

    private static String key(String step, String item) {
        return step + "/" + item;
    }

    private static String line(String step, String item, String word, double seconds, long rows) {
        String count = rows > 0 ? String.format(Locale.ROOT, "%,12d rows", rows) : " ".repeat(17);
        return String.format(Locale.ROOT, "%-13s %-20s %s %7.1f s  %s", step, item, count, seconds, word);
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
