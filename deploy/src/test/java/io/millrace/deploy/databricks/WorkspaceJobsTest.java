package io.millrace.deploy.databricks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.BackendException;
import io.millrace.config.DataException;
import io.millrace.config.InvalidConfigException;
import io.millrace.databricks.Workspace;
import io.millrace.deploy.Fixture;
import io.millrace.testkit.FakeWorkspace;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WorkspaceJobsTest {
    @TempDir
    private Path folder;

    private FakeWorkspace fake;
    private FakeJobs kept;
    private WorkspaceJobs jobs;
    private final List<Duration> pauses = new ArrayList<>();
    private final List<TaskProgress> told = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        fake = FakeWorkspace.start();
        fake.volumes().names().add("prod.ops.deploy");
        kept = new FakeJobs(fake);
        Fixture.write(folder.resolve("token"), FakeWorkspace.TOKEN);
        Workspace workspace = Workspaces.open(fake.host(), folder.resolve("token"), pauses::add);
        String trigger = "deploy.pipelines.watch.trigger { tables = [prod.ops.retraining] }";
        WorkspaceDeployer.of(
                        Fixture.in(folder, Fixture.LEAST + trigger).deployment(),
                        workspace,
                        WorkspaceDeployer.Others.KEEP)
                .deploy(change -> {});
        jobs = WorkspaceJobs.of(workspace, "shop", "prod", pauses::add);
    }

    @AfterEach
    void stop() {
        fake.close();
        fake.requireNoComplaint();
    }

    @Test
    void listsTheJobsOfThePipelinesWithTheirNewestRuns() {
        long run = jobs.run("nightly", "once");
        kept.settings.values().iterator().next().withObject("/schedule").put("pause_status", "PAUSED");

        List<JobStatus> listed = jobs.list(List.of("nightly", "watch", "other"));

        assertThat(listed)
                .extracting(JobStatus::name)
                .containsExactly("shop-nightly-prod", "shop-watch-prod", "shop-other-prod");
        assertThat(listed)
                .extracting(JobStatus::starts)
                .containsExactly("0 0 3 * * ? Europe/Paris, paused", "when prod.ops.retraining change", "");
        assertThat(listed.get(0).lastRun())
                .contains(new JobStatus.RunStatusLine(run, "RUNNING", "https://workspace/run/" + run));
        assertThat(listed.get(1).lastRun()).isEmpty();
        assertThat(listed.get(2).id()).isEmpty();
    }

    @Test
    void aRunIsStartedOnceForAToken() {
        assertThat(jobs.run("nightly", "night-2026-11-30")).isEqualTo(jobs.run("nightly", "night-2026-11-30"));
        assertThat(kept.runs).hasSize(1);
        assertThat(jobs.run("nightly", "x".repeat(64))).isPositive();
        assertThatThrownBy(() -> jobs.run("nightly", "x".repeat(65)))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessage("--token has 65 characters; a workspace takes 1 to 64");
    }

    /** What a call has come to while its answer is lost. */
    private void lose(String call, int times) {
        for (int i = 0; i < times; i++) {
            fake.afterDoing(
                    "POST /api/2.2/jobs/" + call,
                    List.of(
                                    FakeWorkspace.Answer.broken(),
                                    FakeWorkspace.Answer.text(502, "text/html", "<html>Bad gateway</html>"),
                                    FakeWorkspace.Answer.of(503, "TEMPORARILY_UNAVAILABLE", "later"))
                            .get(i % 3));
        }
    }

    private long sent(String call) {
        return fake.changes().stream()
                .filter(line -> line.equals("POST /api/2.2/jobs/" + call))
                .count();
    }

    @Test
    void aStartWhoseAnswerWasLostIsSentAgainAndStartsOneRun() {
        lose("run-now", 3);

        long run = jobs.run("nightly", "once");

        assertThat(kept.runs).containsOnlyKeys(run);
        assertThat(sent("run-now")).isEqualTo(4);
        assertThat(pauses).endsWith(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4));
        lose("run-now", 4);
        assertThatThrownBy(() -> jobs.run("nightly", "another"))
                .isInstanceOfSatisfying(
                        BackendException.class, e -> assertThat(e.retryable()).isTrue())
                .hasMessageContaining("run of shop-nightly-prod: " + fake.host());
        assertThat(sent("run-now")).isEqualTo(8);
        assertThat(jobs.run("nightly", "another"))
                .isEqualTo(kept.runs.keySet().stream()
                        .reduce((earlier, later) -> later)
                        .orElseThrow());
        assertThat(kept.runs).hasSize(2);
    }

    @Test
    void aStartThatWasRefusedIsNotSentAgain() {
        fake.next("POST /api/2.2/jobs/run-now", FakeWorkspace.Answer.of(403, "PERMISSION_DENIED", "no"));

        assertThatThrownBy(() -> jobs.run("nightly", "once")).hasMessageContaining("forbids it (403: no)");

        assertThat(sent("run-now")).isOne();
        assertThat(kept.runs).isEmpty();
    }

    @Test
    void aRepairWhoseAnswerWasLostIsBegunOnce() {
        long run = failed("features-customer");
        lose("runs/repair", 1);
        jobs.repair(run);
        assertThat(sent("runs/repair")).isOne();

        endsWith(run, "features-spending");
        fake.next("POST /api/2.2/jobs/runs/repair", FakeWorkspace.Answer.broken());
        jobs.repair(run);
        assertThat(sent("runs/repair")).isEqualTo(3);

        // The first one is slow: the workspace begins it after the second look at the run.
        endsWith(run, "train-returns");
        fake.next("POST /api/2.2/jobs/runs/repair", FakeWorkspace.Answer.broken());
        long before = kept.runs.get(run).lastRepair();
        fake.before("POST /api/2.2/jobs/runs/repair", () -> kept.runs.get(run).repair(Optional.of(before), before + 1));
        jobs.repair(run);
        assertThat(kept.runs.get(run).lastRepair()).isEqualTo(before + 1);

        assertThatThrownBy(() -> {
                    fake.next("POST /api/2.2/jobs/runs/repair", FakeWorkspace.Answer.of(400, "INVALID_STATE", "runs"));
                    jobs.repair(run);
                })
                .hasMessageContaining("refuses it (400, INVALID_STATE: runs)");
    }

    private long failed(String task) {
        long run = jobs.run("nightly", "once");
        endsWith(run, task);
        return run;
    }

    private void endsWith(long run, String task) {
        kept.runs.get(run).fails(task, "failed with exit code 4");
        assertThatThrownBy(() -> jobs.follow(run, told::add)).isInstanceOf(BackendException.class);
    }

    @Test
    void aCancelWhoseAnswerWasLostIsSentAgain() {
        long run = jobs.run("nightly", "once");
        lose("runs/cancel", 3);

        jobs.cancel(run);

        assertThat(sent("runs/cancel")).isEqualTo(4);
        assertThatThrownBy(() -> jobs.follow(run, told::add)).hasMessageContaining("ended as USER_CANCELED");
    }

    @Test
    void aFailedRunIsToldThoughAnOutputIsNot() {
        String unknown = "features-customer RUN_EXECUTION_ERROR: its output is not known (output of features-customer: "
                + fake.host() + " forbids it (403: not yours)";
        long one = jobs.run("nightly", "one");
        kept.runs.get(one).fails("features-customer", "failed with exit code 3");
        fake.next("GET /api/2.2/jobs/runs/get-output", FakeWorkspace.Answer.of(403, "PERMISSION_DENIED", "not yours"));
        assertThatThrownBy(() -> jobs.follow(one, told::add))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("run " + one + " ended as RUN_EXECUTION_ERROR; " + unknown)
                .hasMessageEndingWith("millrace jobs repair PROJECT " + one);

        long two = jobs.run("nightly", "two");
        kept.runs.get(two).fails("features-customer", "failed with exit code 2");
        kept.runs.get(two).fails("features-spending", "failed with exit code 3");
        fake.next("GET /api/2.2/jobs/runs/get-output", FakeWorkspace.Answer.of(403, "PERMISSION_DENIED", "not yours"));
        assertThatThrownBy(() -> jobs.follow(two, told::add))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(unknown)
                .hasMessageContaining("; features-spending RUN_EXECUTION_ERROR: failed with exit code 3");
    }

    @Test
    void ofATaskThatWasTriedAgainTheNewestTryIsTold() {
        long run = jobs.run("watch", "once");
        kept.runs.get(run).retries("monitor-returns", 2);
        kept.runs.get(run).fails("monitor-returns", "failed with exit code 3");

        assertThatThrownBy(() -> jobs.follow(run, told::add))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("; monitor-returns RUN_EXECUTION_ERROR: failed with exit code 3; look at")
                .hasMessageNotContaining("early try");
        assertThat(told)
                .extracting(TaskProgress::state)
                .containsExactly("RUNNING", "RUNNING", "RUNNING", "RUN_EXECUTION_ERROR");

        told.clear();
        long second = jobs.run("watch", "two");
        kept.runs.get(second).retries("monitor-returns", 1);
        jobs.follow(second, told::add);
        assertThat(told).extracting(TaskProgress::state).containsExactly("RUNNING", "RUNNING", "SUCCESS");
    }

    @Test
    void aJobThatIsNotThereIsNotStarted() {
        kept.settings.clear();

        assertThatThrownBy(() -> jobs.run("nightly", "once"))
                .isInstanceOf(BackendException.class)
                .hasMessage("job shop-nightly-prod is not in " + fake.host()
                        + ": it was deleted, or never deployed; deploy it with millrace deploy");
    }

    @Test
    void aRunIsFollowedTaskByTaskToItsEnd() {
        long run = jobs.run("watch", "once");

        jobs.follow(run, told::add);

        assertThat(told)
                .containsExactly(
                        new TaskProgress("monitor-returns", "RUNNING", 0),
                        new TaskProgress("monitor-returns", "SUCCESS", 12.5));
        assertThat(pauses)
                .contains(Duration.ofSeconds(2))
                .allMatch(pause -> pause.compareTo(Duration.ofSeconds(15)) <= 0);
    }

    @Test
    void aFailedRunIsAFailureOfItsKindAndARepairGoesOnWithIt() {
        long run = jobs.run("nightly", "once");
        kept.runs
                .get(run)
                .fails("features-customer", "the job failed with exit code 3; its messages stand above\nat …");

        assertThatThrownBy(() -> jobs.follow(run, told::add))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(
                        "run " + run + " ended as RUN_EXECUTION_ERROR; features-customer RUN_EXECUTION_ERROR:"
                                + " the job failed with exit code 3; its messages stand above; look at https://workspace/run/"
                                + run)
                .hasMessageEndingWith("millrace jobs repair PROJECT " + run)
                .hasMessageNotContaining("train-returns");

        told.clear();
        jobs.repair(run);
        jobs.follow(run, told::add);
        assertThat(told)
                .filteredOn(progress -> progress.state().equals("RUNNING"))
                .extracting(TaskProgress::task)
                .contains("features-customer", "train-returns")
                .doesNotContain("ingest-customers");
        kept.runs.get(run).fails("monitor-returns", "x");
        jobs.repair(run);
        assertThat(fake.changes())
                .filteredOn(line -> line.contains("runs/repair"))
                .hasSize(2);
    }

    @Test
    void aFailureInDefinitionsIsOneOfDefinitionsAndAnyOtherOneOfTheService() {
        long config = jobs.run("watch", "one");
        kept.runs.get(config).fails("monitor-returns", "failed with exit code 2");
        assertThatThrownBy(() -> jobs.follow(config, told::add)).isInstanceOf(InvalidConfigException.class);

        long lost = jobs.run("watch", "two");
        kept.runs.get(lost).fails("monitor-returns", "");
        assertThatThrownBy(() -> jobs.follow(lost, told::add)).isInstanceOf(BackendException.class);
    }

    @Test
    void aRunIsCancelled() {
        long run = jobs.run("nightly", "once");

        jobs.cancel(run);

        assertThatThrownBy(() -> jobs.follow(run, told::add))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("ended as USER_CANCELED");
    }

    @Test
    void aRunOfAnotherJobIsLeftAlone() {
        long run = jobs.run("nightly", "once");
        long job = kept.runs.get(run).jobId();
        kept.settings.get(job).withObject("/tags").put("millrace_environment", "dev");

        for (Runnable call :
                List.<Runnable>of(() -> jobs.cancel(run), () -> jobs.repair(run), () -> jobs.follow(run, told::add))) {
            assertThatThrownBy(call::run)
                    .isInstanceOf(DataException.class)
                    .hasMessage(
                            "run " + run + " is one of job " + job
                                    + ", which is not of this project in environment prod; millrace jobs list shows those that are");
        }
        assertThat(fake.changes()).noneMatch(line -> line.contains("runs/cancel") || line.contains("runs/repair"));
    }

    @Test
    void aTokenThatExpiresWhileARunIsFollowedIsTold() {
        long run = jobs.run("watch", "once");
        fake.next("GET /api/2.2/jobs/runs/get", FakeWorkspace.Answer.of(401, "UNAUTHENTICATED", "Token expired"));

        assertThatThrownBy(() -> jobs.follow(run, told::add))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining(
                        "run " + run + ": " + fake.host() + " does not accept the credentials (401: Token expired)");
    }
}
