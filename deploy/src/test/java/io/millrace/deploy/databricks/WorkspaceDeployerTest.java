package io.millrace.deploy.databricks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.config.BackendException;
import io.millrace.config.DataException;
import io.millrace.deploy.Deployment;
import io.millrace.deploy.Fixture;
import io.millrace.testkit.FakeWorkspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WorkspaceDeployerTest {
    private static final Instant NOW = Instant.parse("2026-11-30T03:00:00Z");

    @TempDir
    private Path folder;

    private FakeWorkspace fake;
    private FakeJobs kept;
    private final List<Duration> pauses = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        fake = FakeWorkspace.start();
        fake.volumes().names().add("prod.ops.deploy");
        kept = new FakeJobs(fake);
        Fixture.write(folder.resolve("token"), FakeWorkspace.TOKEN);
    }

    @AfterEach
    void stop() {
        fake.close();
        fake.requireNoComplaint();
    }

    private Fixture fixture(String more) {
        return Fixture.in(folder, Fixture.LEAST + more);
    }

    private WorkspaceDeployer deployer(String more, WorkspaceDeployer.Others others, Instant now) {
        return WorkspaceDeployer.of(
                fixture(more).deployment(),
                Workspaces.open(fake.host(), folder.resolve("token"), pauses::add),
                others,
                Clock.fixed(now, ZoneOffset.UTC));
    }

    private WorkspaceDeployer deployer(String more) {
        return deployer(more, WorkspaceDeployer.Others.KEEP, NOW);
    }

    private static List<String> names(List<Change> changes) {
        return changes.stream()
                .map(change -> change.action() + " " + change.kind() + " "
                        + change.name().replaceAll("[0-9a-f]{12}(?=[./])", "DIGEST"))
                .toList();
    }

    @Test
    void anEmptyWorkspaceGetsFilesAndJobsAndNothingAgain() {
        fake.volumes().names().clear();
        List<Change> told = new ArrayList<>();

        List<Change> planned = deployer("").plan();
        assertThat(fake.changes()).isEmpty();
        List<Change> done = deployer("").deploy(told::add);

        assertThat(names(done))
                .containsExactly(
                        "CREATE volume prod.ops.deploy",
                        "CREATE file /Volumes/prod/ops/deploy/jars/millrace-DIGEST.jar",
                        "CREATE file /Volumes/prod/ops/deploy/projects/shop/prod/config/DIGEST/shop.conf",
                        "CREATE file /Volumes/prod/ops/deploy/projects/shop/prod/config/DIGEST/conf/prod.conf",
                        "CREATE job shop-nightly-prod",
                        "CREATE job shop-watch-prod");
        assertThat(planned).isEqualTo(done);
        assertThat(told).isEqualTo(done);
        assertThat(kept.settings.values())
                .extracting(job -> job.path("name").asText())
                .containsExactly("shop-nightly-prod", "shop-watch-prod");
        assertThat(locks()).containsExactly("1.lock until 1970-01-01T00:00:00Z");

        fake.requests().clear();
        assertThat(deployer("").plan()).isEmpty();
        assertThat(deployer("").deploy(told::add)).isEmpty();
        assertThat(fake.changes()).isEmpty();
    }

    /** Files alone differ: a deploy names them in the volume, a bundle by where it will have put them. */
    @Test
    void theJobIsThatOfTheBundle() throws IOException {
        Fixture.write(folder.resolve("data/provider.jar"), "any");
        String files = "/Volumes/prod/ops/deploy";
        Map<String, JsonNode> sent = new TreeMap<>();
        fake.route("POST /api/2.2/jobs/create", request -> {
            JsonNode job = request.json();
            sent.put(job.at("/tags/millrace_pipeline").asText(), job);
            return FakeWorkspace.Answer.ok(FakeWorkspace.object().put("job_id", sent.size()));
        });
        String all = Fixture.ALL.replace("prod.ops.releases", "prod.ops.deploy").replaceFirst("databricks \\{.*", "");
        Deployment deployment = Fixture.in(folder, all).deployment();
        WorkspaceDeployer.of(
                        deployment,
                        Workspaces.open(fake.host(), folder.resolve("token"), pauses::add),
                        WorkspaceDeployer.Others.KEEP)
                .deploy(change -> {});
        Bundle.of(deployment).write(folder.resolve("out"));

        assertThat(sent).containsOnlyKeys("nightly", "watch");
        for (Map.Entry<String, JsonNode> job : sent.entrySet()) {
            String text = job.getValue().toString();
            String placed = text.replace(files + "/jars/", "${workspace.artifact_path}/.internal/")
                    .replace(files + "/projects/shop/prod/config/", "${workspace.file_path}/config/");
            assertThat(placed).isNotEqualTo(text);
            ObjectNode resource = FakeWorkspace.object();
            resource.withObject("/resources/jobs").set(job.getKey(), new ObjectMapper().readTree(placed));
            assertThat(folder.resolve("out/resources/" + job.getKey() + ".job.yml"))
                    .hasContent(Yaml.of(resource));
        }
    }

    @Test
    void aChangeIsToldToTheFieldAndAloneIsSent() {
        deployer("").deploy(change -> {});
        fake.requests().clear();

        String changed = "deploy { steps.train.timeout = 4h, retries = 5, notify.on-failure = [\"a@example.com\"] }";
        List<Change> planned = deployer(changed).plan();

        assertThat(fake.changes()).isEmpty();
        assertThat(names(planned))
                .contains("UPDATE job shop-nightly-prod", "UPDATE job shop-watch-prod")
                .noneMatch(name -> name.contains("millrace-"));
        assertThat(planned.get(planned.size() - 1).details())
                .anySatisfy(
                        line -> assertThat(line)
                                .matches(
                                        "~ tasks.monitor-returns.spark_jar_task.parameters: .*config/[0-9a-f]{12}/shop.conf.* -> .*"))
                .contains("~ tasks.monitor-returns.max_retries: 2 -> 5")
                .contains("+ email_notifications.on_failure")
                .noneMatch(line -> line.contains("timeout"));
        assertThat(planned.get(planned.size() - 2).details())
                .contains("~ tasks.train-returns.timeout_seconds: 7200 -> 14400");
        deployer(changed).deploy(change -> {});
        assertThat(deployer(changed).plan()).isEmpty();
    }

    @Test
    void whatWasChangedByHandIsBroughtBack() {
        deployer("").deploy(change -> {});
        var nightly = kept.settings.values().iterator().next();
        nightly.remove("schedule");
        nightly.putObject("continuous").put("pause_status", "UNPAUSED");
        nightly.withArray("tasks").addObject().put("task_key", "by-hand");
        ((ObjectNode) nightly.at("/tasks/3")).put("max_retries", 9);
        ((ObjectNode) nightly.at("/tasks/0"))
                .withArray("depends_on")
                .addObject()
                .put("task_key", "by-hand");

        List<Change> planned = deployer("").plan();

        assertThat(planned).singleElement().satisfies(change -> assertThat(change.details())
                .containsExactlyInAnyOrder(
                        "+ schedule",
                        "- continuous",
                        "- tasks.by-hand",
                        "- tasks.ingest-orders.depends_on",
                        "~ tasks." + nightly.at("/tasks/3/task_key").asText() + ".max_retries: 9 -> 2"));
        deployer("").deploy(change -> {});
        assertThat(deployer("").plan()).isEmpty();
    }

    @Test
    void whatWasAddedByHandGoesAndIsTold() {
        deployer("").deploy(change -> {});
        var nightly = kept.settings.values().iterator().next();
        nightly.put("description", "by hand").put("edit_mode", "UI_LOCKED");
        nightly.withObject("/run_as").put("service_principal_name", "0a1b");
        nightly.withObject("/notification_settings").put("no_alert_for_skipped_runs", true);
        nightly.withObject("/email_notifications").withArray("on_success").add("bob@example.com");
        nightly.withObject("/tags").put("owner", "bob");
        ObjectNode task = (ObjectNode) nightly.at("/tasks/0");
        task.put("run_if", "ALL_DONE")
                .put("disabled", true)
                .withObject("/email_notifications")
                .withArray("on_start")
                .add("b");
        ObjectNode cluster = (ObjectNode) nightly.at("/job_clusters/0/new_cluster");
        ((ObjectNode) cluster.path("spark_conf")).put("spark.hadoop.key", "false");
        cluster.withObject("/spark_env_vars").put("TOKEN", "secret-by-hand");
        cluster.withObject("/cluster_log_conf").withObject("/dbfs").put("destination", "dbfs:/logs");
        cluster.withObject("/aws_attributes").put("zone_id", "us-east-1a").put("instance_profile_arn", "arn:x");
        cluster.withArray("init_scripts").addObject().withObject("/volumes").put("destination", "/Volumes/a/b/c");

        List<Change> planned = deployer("").plan();

        String of = "- job_clusters.cluster.new_cluster.";
        String key = "- tasks." + task.path("task_key").asText() + ".";
        assertThat(planned).singleElement().satisfies(change -> assertThat(change.details())
                .containsExactlyInAnyOrder(
                        "- description",
                        "- edit_mode",
                        "- run_as",
                        "- notification_settings",
                        "- email_notifications",
                        "- tags.owner",
                        key + "run_if",
                        key + "disabled",
                        key + "email_notifications",
                        of + "spark_conf.spark.hadoop.key",
                        of + "spark_env_vars.TOKEN",
                        of + "cluster_log_conf",
                        of + "aws_attributes.instance_profile_arn",
                        of + "init_scripts"));
        deployer("").deploy(change -> {});
        assertThat(deployer("").plan()).isEmpty();
    }

    @Test
    void whatAPolicyGivesAClusterIsLeftToIt() {
        String settings = "deploy.cluster { policy-id = ABC, spark { sql.shuffle.partitions = 8 } }";
        deployer(settings).deploy(change -> {});
        ObjectNode cluster =
                (ObjectNode) kept.settings.values().iterator().next().at("/job_clusters/0/new_cluster");
        cluster.putArray("init_scripts").addObject().withObject("/volumes").put("destination", "/Volumes/a/b/c");
        ((ObjectNode) cluster.path("spark_conf")).put("spark.x", "1");
        assertThat(deployer(settings).plan()).isEmpty();

        ((ObjectNode) cluster.path("spark_conf")).put("spark.sql.shuffle.partitions", "9");
        cluster.put("policy_id", "DEF");

        assertThat(deployer(settings).plan()).singleElement().satisfies(change -> assertThat(change.details())
                .containsExactlyInAnyOrder(
                        "~ job_clusters.cluster.new_cluster.policy_id: DEF -> ABC",
                        "~ job_clusters.cluster.new_cluster.spark_conf.spark.sql.shuffle.partitions: *** -> 8"));
    }

    @Test
    void whomAJobRunsAsIsComparedByName() {
        String principal = "deploy.run-as.service-principal = 0a1b";
        String maker = "deploy.run-as.user = \"" + FakeWorkspace.USER + "\"";
        for (String asked : List.of(principal, maker)) {
            deployer(asked).deploy(change -> {});
            assertThat(deployer(asked).plan()).as(asked).isEmpty();
        }
        assertThat(deployer(principal).plan()).hasSize(2).allSatisfy(change -> assertThat(change.details())
                .contains("+ run_as.service_principal_name: 0a1b", "- run_as.user_name"));
    }

    @Test
    void aJobWithEverySettingDiffersNoMoreOnceItIsDeployed() {
        Fixture.write(folder.resolve("data/provider.jar"), "any");
        fake.volumes().names().add("prod.ops.releases");
        Supplier<WorkspaceDeployer> all = () -> WorkspaceDeployer.of(
                Fixture.in(folder, Fixture.ALL).deployment(),
                Workspaces.open(fake.host(), folder.resolve("token"), pauses::add),
                WorkspaceDeployer.Others.KEEP,
                Clock.fixed(NOW, ZoneOffset.UTC));
        all.get().deploy(change -> {});

        assertThat(all.get().plan()).isEmpty();
    }

    @Test
    void aJobThatWasDeletedIsMadeAgain() {
        deployer("").deploy(change -> {});
        kept.settings.remove(kept.settings.keySet().iterator().next());

        assertThat(names(deployer("").deploy(change -> {}))).containsExactly("CREATE job shop-nightly-prod");
        assertThat(kept.settings).hasSize(2);
    }

    @Test
    void aDeployThatWasCutShortIsFinishedByTheNext() {
        fake.next("POST /api/2.2/jobs/create", FakeWorkspace.Answer.of(500, "INTERNAL_ERROR", "gone"));

        assertThatThrownBy(() -> deployer("").deploy(change -> {}))
                .isInstanceOfSatisfying(
                        BackendException.class, e -> assertThat(e.retryable()).isTrue())
                .hasMessageContaining("job shop-nightly-prod: " + fake.host() + " is busy or out of order (500: gone)");
        assertThat(names(deployer("").deploy(change -> {})))
                .containsExactly("CREATE job shop-nightly-prod", "CREATE job shop-watch-prod");
    }

    @Test
    void halfAFileIsUploadedAgainAndADeadDeploysLockEndsByItself() {
        deployer("").deploy(change -> {});
        String jar = fake.volumes().files().keySet().stream()
                .filter(file -> file.endsWith(".jar"))
                .findFirst()
                .orElseThrow();
        fake.volumes().files().put(jar, new byte[3]);
        kept.settings.clear();
        String lock = "/Volumes/prod/ops/deploy/projects/shop/prod/locks/7.lock";
        fake.volumes().files().put(lock, (NOW.plusSeconds(60) + "\nbob, process 7").getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> deployer("").deploy(change -> {}))
                .isInstanceOfSatisfying(
                        BackendException.class, e -> assertThat(e.retryable()).isTrue())
                .hasMessage(
                        "another deploy of this project is at work (bob, process 7, at the latest until 2026-11-30T03:01:00Z);"
                                + " its jobs win, so wait until it has ended and deploy again. Files were uploaded, jobs were not changed");
        assertThat(fake.volumes().files().get(jar).length).isGreaterThan(3);
        assertThat(kept.settings).isEmpty();

        deployer("", WorkspaceDeployer.Others.KEEP, NOW.plusSeconds(61)).deploy(change -> {});
        assertThat(kept.settings).hasSize(2);
        assertThat(locks()).containsExactly("8.lock until 1970-01-01T00:00:00Z");
    }

    @Test
    void ofTwoDeploysAtOnceOneWinsAndTheOtherSaysSo() {
        deployer("").deploy(change -> {});
        kept.settings.clear();
        WorkspaceDeployer second = deployer("");
        CompletableFuture<List<Change>> other = new CompletableFuture<>();
        fake.before("POST /api/2.2/jobs/create", () -> other.completeAsync(() -> second.deploy(change -> {}))
                .handle((done, error) -> done)
                .join());

        List<Change> done = deployer("").deploy(change -> {});

        assertThat(names(done)).containsExactly("CREATE job shop-nightly-prod", "CREATE job shop-watch-prod");
        assertThatThrownBy(other::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("another deploy of this project is at work");
        assertThat(kept.settings).hasSize(2);
    }

    @Test
    void ofTwoThatFindTheLastLockOverOnlyOneMakesTheNext() {
        deployer("").deploy(change -> {});
        kept.settings.clear();
        String lock = "/Volumes/prod/ops/deploy/projects/shop/prod/locks/2.lock";
        fake.before("PUT /api/2.0/fs/files" + lock, () -> fake.volumes()
                .files()
                .put(lock, (NOW.plusSeconds(60) + "\nbob, process 7").getBytes(StandardCharsets.UTF_8)));

        assertThatThrownBy(() -> deployer("").deploy(change -> {}))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("(bob, process 7, at the latest until 2026-11-30T03:01:00Z)");
        assertThat(kept.settings).isEmpty();
    }

    @Test
    void whoMadeALockThatIsBehindAnotherGivesWay() {
        deployer("").deploy(change -> {});
        kept.settings.clear();
        String folder = "/Volumes/prod/ops/deploy/projects/shop/prod/locks/";
        fake.before("PUT /api/2.0/fs/files" + folder + "2.lock", () -> fake.volumes()
                .files()
                .put(folder + "9.lock", (NOW.plusSeconds(60) + "\nbob, process 7").getBytes(StandardCharsets.UTF_8)));

        assertThatThrownBy(() -> deployer("").deploy(change -> {}))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("another deploy of this project is at work");
        assertThat(kept.settings).isEmpty();
    }

    private List<String> locks() {
        return fake.volumes().files().entrySet().stream()
                .filter(file -> file.getKey().endsWith(".lock"))
                .map(file -> file.getKey().replaceFirst(".*/", "") + " until "
                        + new String(file.getValue(), StandardCharsets.UTF_8).replaceFirst("(?s)\n.*", ""))
                .toList();
    }

    @Test
    void jobsOfPipelinesThatAreGoneAreDeletedWhenToldTo() {
        deployer("pipelines.old { steps = [score] }").deploy(change -> {});
        kept.settings.put(1L, kept.settings.values().iterator().next().deepCopy());
        kept.settings.get(1L).withObject("/tags").put("millrace_project", "another");
        kept.settings.get(1L).put("name", "another-old-prod");

        assertThat(names(deployer("").deploy(change -> {}))).noneMatch(name -> name.startsWith("DELETE"));
        assertThat(kept.settings).hasSize(4);
        assertThat(names(deployer("", WorkspaceDeployer.Others.DELETE, NOW).plan()))
                .containsExactly("DELETE job shop-old-prod");
        assertThat(kept.settings).hasSize(4);
        assertThat(names(deployer("", WorkspaceDeployer.Others.DELETE, NOW).deploy(change -> {})))
                .containsExactly("DELETE job shop-old-prod");
        assertThat(kept.settings).hasSize(3).containsKey(1L);
    }

    @Test
    void anotherJobOfTheNameIsNotTaken() {
        deployer("").deploy(change -> {});
        long id = kept.settings.keySet().iterator().next();
        kept.settings.get(id).withObject("/tags").put("millrace_project", "another");

        assertThatThrownBy(() -> deployer("").plan())
                .isInstanceOf(DataException.class)
                .hasMessage("job " + id + " of " + fake.host()
                        + " is called shop-nightly-prod and is not one of this project's; rename it, or the pipeline");
        kept.settings.get(id).withObject("/tags").put("millrace_project", "shop");
        kept.settings.put(7L, kept.settings.get(id).deepCopy());
        assertThatThrownBy(() -> deployer("").plan())
                .isInstanceOf(DataException.class)
                .hasMessageContaining("are both the job shop-nightly-prod; delete one of them");
    }
}
