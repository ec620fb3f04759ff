package io.millrace.deploy.databricks;

import com.databricks.sdk.service.jobs.BaseRun;
import com.databricks.sdk.service.jobs.CronSchedule;
import com.databricks.sdk.service.jobs.GetRunRequest;
import com.databricks.sdk.service.jobs.JobSettings;
import com.databricks.sdk.service.jobs.ListRunsRequest;
import com.databricks.sdk.service.jobs.PauseStatus;
import com.databricks.sdk.service.jobs.RepairHistoryItem;
import com.databricks.sdk.service.jobs.RepairHistoryItemType;
import com.databricks.sdk.service.jobs.RepairRun;
import com.databricks.sdk.service.jobs.Run;
import com.databricks.sdk.service.jobs.RunLifecycleStateV2State;
import com.databricks.sdk.service.jobs.RunNow;
import com.databricks.sdk.service.jobs.RunOutput;
import com.databricks.sdk.service.jobs.RunState;
import com.databricks.sdk.service.jobs.RunStatus;
import com.databricks.sdk.service.jobs.RunTask;
import com.databricks.sdk.service.jobs.TerminationCodeCode;
import com.databricks.sdk.service.jobs.TerminationDetails;
import com.databricks.sdk.service.jobs.TriggerSettings;
import io.millrace.config.BackendException;
import io.millrace.config.DataException;
import io.millrace.config.InvalidConfigException;
import io.millrace.config.LakehouseException;
import io.millrace.config.Platform;
import io.millrace.databricks.Privilege;
import io.millrace.databricks.Workspace;
import io.millrace.deploy.Deployment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The jobs of a project in an environment of a workspace, and their runs. */
public final class WorkspaceJobs {
    private static final int LONGEST_TOKEN = 64;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);
    private static final double MILLIS = 1000;

    /** Before a task begins there is nothing to tell of it. */
    private static final Set<String> WAITING = Set.of("PENDING", "BLOCKED");

    private final Workspace workspace;
    private final String project;
    private final String environment;
    private final DeployedJobs jobs;
    private final Consumer<Duration> pause;
    private final LostAnswers lost;

    private WorkspaceJobs(Workspace workspace, String project, String environment, Consumer<Duration> pause) {
        this.workspace = workspace;
        this.project = project;
        this.environment = environment;
        this.jobs = new DeployedJobs(workspace, project, environment);
        this.pause = pause;
        this.lost = new LostAnswers(pause);
    }

    /** Returns the jobs of a project in an environment. */
    public static WorkspaceJobs of(Workspace workspace, String project, String environment) {
        return of(workspace, project, environment, Workspace::sleep);
    }

    static WorkspaceJobs of(Workspace workspace, String project, String environment, Consumer<Duration> pause) {
        return new WorkspaceJobs(workspace, project, environment, pause);
    }

    /** Returns what there is of the jobs of these pipelines, in their order. */
    public List<JobStatus> list(Collection<String> pipelines) {
        return pipelines.stream().map(this::status).toList();
    }

    private JobStatus status(String pipeline) {
        String name = Deployment.jobName(project, pipeline, environment);
        Optional<Long> id = jobs.find(pipeline);
        Optional<JobSettings> settings = id.flatMap(jobs::settings);
        if (settings.isEmpty()) {
            return new JobStatus(pipeline, name, Optional.empty(), "", Optional.empty());
        }
        Optional<BaseRun> last = workspace.call("runs of " + name, Privilege.JOBS, () -> {
            Iterator<BaseRun> runs = workspace
                    .client()
                    .jobs()
                    .listRuns(new ListRunsRequest()
                            .setExpandTasks(false)
                            .setJobId(id.orElseThrow())
                            .setLimit(1L))
                    .iterator();
            return runs.hasNext() ? Optional.of(runs.next()) : Optional.<BaseRun>empty();
        });
        return new JobStatus(
                pipeline,
                name,
                id,
                starts(settings.get()),
                last.map(run -> new JobStatus.RunStatusLine(
                        run.getRunId(),
                        state(run.getStatus(), run.getState()),
                        Objects.requireNonNullElse(run.getRunPageUrl(), ""))));
    }

    private static String starts(JobSettings settings) {
        CronSchedule schedule = settings.getSchedule();
        TriggerSettings trigger = settings.getTrigger();
        if (schedule != null) {
            return schedule.getQuartzCronExpression() + " " + schedule.getTimezoneId()
                    + paused(schedule.getPauseStatus());
        }
        if (trigger != null && trigger.getTableUpdate() != null) {
            return "when " + String.join(", ", trigger.getTableUpdate().getTableNames()) + " change"
                    + paused(trigger.getPauseStatus());
        }
        return "when told";
    }

    private static String paused(@Nullable PauseStatus status) {
        return status == PauseStatus.PAUSED ? ", paused" : "";
    }

    /**
     * Starts a run of the job of a pipeline and returns its id. With a token that was given before it is the run that was started then.
     *
     * @param token at most 64 characters
     * @throws InvalidConfigException if the token is longer
     * @throws BackendException if the job is not there
     */
    public long run(String pipeline, String token) {
        if (token.isEmpty() || token.length() > LONGEST_TOKEN) {
            throw InvalidConfigException.of(
                    "--token has " + token.length() + " characters; a workspace takes 1 to " + LONGEST_TOKEN);
        }
        String name = Deployment.jobName(project, pipeline, environment);
        long id = jobs.find(pipeline)
                .orElseThrow(() -> BackendException.permanent("job " + name + " is not in " + workspace.host()
                        + ": it was deleted, or never deployed; deploy it with millrace deploy"));
        RunNow start = new RunNow().setJobId(id).setIdempotencyToken(token);
        return workspace.call(
                "run of " + name,
                Privilege.JOBS,
                () -> lost.again(() ->
                        workspace.client().jobs().runNow(start).getResponse().getRunId()));
    }

    /**
     * Starts the failed tasks of a run again, and those that wait for them; what is complete is skipped by the run's ledger.
     *
     * @throws DataException if the run is one of another job
     */
    public void repair(long runId) {
        Optional<Long> before = latestRepair(require(runId));
        RepairRun repair =
                new RepairRun().setRunId(runId).setRerunAllFailedTasks(true).setRerunDependentTasks(true);
        before.ifPresent(repair::setLatestRepairId);
        workspace.run(
                "repair of run " + runId,
                Privilege.JOBS,
                () -> lost.again(() -> workspace.client().jobs().repairRun(repair), () -> !latestRepair(require(runId))
                        .equals(before)));
    }

    /**
     * The workspace wants to hear of the last repair, so that of two that begin at once only one does; and whether one has begun whose
     * answer was lost shows in it.
     */
    private static Optional<Long> latestRepair(Run run) {
        return Optional.ofNullable(run.getRepairHistory()).stream()
                .flatMap(Collection::stream)
                .filter(item -> item.getType() == RepairHistoryItemType.REPAIR)
                .map(RepairHistoryItem::getId)
                .reduce((earlier, later) -> later);
    }

    /**
     * Stops a run. What its steps have completed stays.
     *
     * @throws DataException if the run is one of another job
     */
    public void cancel(long runId) {
        require(runId);
        workspace.run(
                "run " + runId,
                Privilege.JOBS,
                () -> lost.again(() -> {
                    workspace.client().jobs().cancelRun(runId);
                    return true;
                }));
    }

    /**
     * Waits until a run has ended.
     *
     * @param listener hears of each task when it begins, and each time that it has come further
     * @throws LakehouseException if the run failed, of the kind in which its first failed task did: data, configuration, or a service
     */
    public void follow(long runId, Consumer<TaskProgress> listener) {
        Map<String, String> before = new HashMap<>();
        Duration wait = FIRST_PAUSE;
        while (true) {
            Run run = require(runId);
            boolean moved = false;
            for (RunTask task : newest(run)) {
                String state = state(task.getStatus(), task.getState());
                String told = tried(task) + " " + state; // a try that follows on another is told too
                if (!told.equals(before.put(task.getTaskKey(), told))) {
                    moved = true;
                    if (!WAITING.contains(state)) {
                        listener.accept(new TaskProgress(task.getTaskKey(), state, seconds(task)));
                    }
                }
            }
            if (hasEnded(run.getStatus())) {
                requireSuccess(run);
                return;
            }
            wait = moved ? FIRST_PAUSE : wait.multipliedBy(2);
            wait = wait.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wait;
            pause.accept(wait);
        }
    }

    /** Of a task that was tried more than once, its last try. */
    private static List<RunTask> newest(Run run) {
        Map<String, RunTask> tasks = new LinkedHashMap<>();
        Optional.ofNullable(run.getTasks()).stream()
                .flatMap(Collection::stream)
                .forEach(task ->
                        tasks.merge(task.getTaskKey(), task, (one, other) -> tried(other) >= tried(one) ? other : one));
        return List.copyOf(tasks.values());
    }

    private static long tried(RunTask task) {
        return Objects.requireNonNullElse(task.getAttemptNumber(), 0L);
    }

    private static double seconds(RunTask task) {
        long begin = Objects.requireNonNullElse(task.getStartTime(), 0L);
        long end = Objects.requireNonNullElse(task.getEndTime(), 0L);
        return end > begin ? (end - begin) / MILLIS : 0;
    }

    private void requireSuccess(Run run) {
        String state = state(run.getStatus(), run.getState());
        if (state.equals(TerminationCodeCode.SUCCESS.name())) {
            return;
        }
        List<String> failures = new ArrayList<>();
        int code = 0;
        for (RunTask task : newest(run)) {
            String how = state(task.getStatus(), task.getState());
            if (!how.equals(TerminationCodeCode.SUCCESS.name()) && task.getStartTime() != null && isOwnFailure(how)) {
                String error = output(task);
                failures.add(task.getTaskKey() + " " + how + (error.isEmpty() ? "" : ": " + error));
                code = code == 0 ? Platform.exitCode(error).orElse(0) : code;
            }
        }
        String message = "run " + run.getRunId() + " ended as " + state
                + (failures.isEmpty() ? "" : "; " + String.join("; ", failures)) + "; look at "
                + Objects.requireNonNullElse(run.getRunPageUrl(), workspace.host())
                + ", and when it is mended: millrace jobs repair PROJECT " + run.getRunId();
        throw switch (code) {
            case 2 -> InvalidConfigException.of(message);
            case 3 -> new DataException(message);
            default -> BackendException.permanent(message);
        };
    }

    /** Not one that stands for a task before it. */
    private static boolean isOwnFailure(String state) {
        return !state.startsWith("UPSTREAM") && !state.equals("SKIPPED") && !state.equals("DISABLED");
    }

    /** What a task says of its failure; where the workspace does not tell it, that stands in its place. */
    private String output(RunTask task) {
        String what = "output of " + task.getTaskKey();
        try {
            return workspace
                    .find(what, Privilege.JOBS, () -> workspace.client().jobs().getRunOutput(task.getRunId()))
                    .map(RunOutput::getError)
                    .map(error -> error.lines().findFirst().orElse(""))
                    .orElse("");
        } catch (LakehouseException e) {
            return "its output is not known (" + e.getMessage() + ")";
        }
    }

    private Run require(long runId) {
        Run run = workspace.call("run " + runId, Privilege.JOBS, () -> workspace
                .client()
                .jobs()
                .getRun(new GetRunRequest().setRunId(runId).setIncludeHistory(true)));
        if (!jobs.owns(run.getJobId())) {
            throw new DataException("run " + runId + " is one of job " + run.getJobId()
                    + ", which is not of this project in environment " + environment
                    + "; millrace jobs list shows those that are");
        }
        return run;
    }

    private static boolean hasEnded(@Nullable RunStatus status) {
        return status != null && status.getState() == RunLifecycleStateV2State.TERMINATED;
    }

    /** The older state alone tells of a task that never ran since one before it failed. */
    private static String state(@Nullable RunStatus status, @Nullable RunState older) {
        String result = older == null || older.getResultState() == null
                ? ""
                : older.getResultState().name();
        if (status == null || status.getState() == null) {
            return result.isEmpty() ? "UNKNOWN" : result;
        }
        if (status.getState() != RunLifecycleStateV2State.TERMINATED || result.startsWith("UPSTREAM")) {
            return result.isEmpty() ? status.getState().toString() : result;
        }
        TerminationDetails details = status.getTerminationDetails();
        return details == null || details.getCode() == null
                ? (result.isEmpty() ? "TERMINATED" : result)
                : details.getCode().name();
    }
}
