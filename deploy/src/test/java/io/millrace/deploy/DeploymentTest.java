package io.millrace.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.InvalidConfigException;
import io.millrace.pipelines.Project;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DeploymentTest {
    @TempDir
    private Path folder;

    @Test
    void aTaskWaitsForWhatWritesWhatItReadsAndForTheSameItemBefore() {
        JobDefinition nightly =
                Fixture.in(folder, Fixture.LEAST).deployment().jobs().get(0);

        Map<String, List<String>> waits = new LinkedHashMap<>();
        nightly.tasks().forEach(task -> waits.put(task.key(), task.dependsOn()));
        assertThat(waits)
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("ingest-orders", List.of()),
                        Map.entry("ingest-customers", List.of()),
                        Map.entry("features-customer", List.of("ingest-customers")),
                        Map.entry("features-spending", List.of("ingest-orders")),
                        Map.entry("training-set-returns", List.of("features-customer", "features-spending")),
                        Map.entry("train-returns", List.of("training-set-returns")),
                        Map.entry("evaluate-returns", List.of("train-returns")),
                        Map.entry("register-returns", List.of("evaluate-returns")),
                        Map.entry("promote-returns", List.of("register-returns")),
                        Map.entry("score-returns", List.of("promote-returns")),
                        Map.entry("monitor-returns", List.of("score-returns"))));
    }

    @Test
    void aStepOfOnesOwnStandsBetweenAllBeforeItAndAllBehindIt() {
        JobDefinition nightly = Fixture.in(
                        folder, Fixture.LEAST + "pipelines.nightly.steps = [ingest, features, publish, train]")
                .deployment()
                .jobs()
                .get(0);

        Map<String, List<String>> waits = new LinkedHashMap<>();
        nightly.tasks().forEach(task -> waits.put(task.key(), task.dependsOn()));
        assertThat(waits)
                .containsEntry("publish-customer", List.of("features-customer", "features-spending"))
                .containsEntry("publish-spending", List.of("features-customer", "features-spending"))
                .containsEntry("training-set-returns", List.of("publish-customer", "publish-spending"))
                .containsEntry("train-returns", List.of("training-set-returns"));
    }

    @Test
    void aStepThatIsToldToComeAfterAnotherWaitsForAllOfIt() {
        JobDefinition nightly = Fixture.in(folder, Fixture.LEAST + "pipelines.nightly.after.features = [ingest]")
                .deployment()
                .jobs()
                .get(0);

        assertThat(nightly.tasks())
                .filteredOn(task -> task.step().equals("features"))
                .extracting(TaskDefinition::dependsOn)
                .containsOnly(List.of("ingest-orders", "ingest-customers"));
    }

    @Test
    void aTaskCanBeAWholeStep() {
        JobDefinition nightly = Fixture.in(folder, Fixture.LEAST + "deploy.tasks = step")
                .deployment()
                .jobs()
                .get(0);

        assertThat(nightly.tasks())
                .extracting(TaskDefinition::key)
                .containsExactly(
                        "ingest",
                        "features",
                        "training-set",
                        "train",
                        "evaluate",
                        "register",
                        "promote",
                        "score",
                        "monitor");
        assertThat(nightly.tasks().get(1).dependsOn()).containsExactly("ingest");
        assertThat(nightly.tasks().get(1).arguments("shop.conf")).endsWith("--item", "features");
    }

    @Test
    void trainingHasAClusterAndTheRestIsServerless() {
        Deployment deployment = Fixture.in(folder, Fixture.LEAST + "deploy.steps.score.compute = cluster")
                .deployment();

        assertThat(deployment.jobs().get(0).tasks())
                .filteredOn(task -> task.compute() == ComputeKind.CLUSTER)
                .extracting(TaskDefinition::key)
                .containsExactly("train-returns", "score-returns");
        assertThat(deployment.jobs().get(1).uses(ComputeKind.CLUSTER)).isFalse();
    }

    @Test
    void theArgumentsNameTheRunByTheJobsRunAndItsRepairs() {
        TaskDefinition task = Fixture.in(folder, Fixture.LEAST)
                .deployment()
                .jobs()
                .get(0)
                .tasks()
                .get(0);

        assertThat(task.arguments("/Volumes/prod/ops/deploy/x/shop.conf"))
                .containsExactly(
                        "run",
                        "/Volumes/prod/ops/deploy/x/shop.conf",
                        "nightly",
                        "--env",
                        "prod",
                        "--set",
                        "size=7",
                        "--run",
                        "{{job.run_id}}",
                        "--attempt",
                        "{{job.repair_count}}",
                        "--item",
                        "ingest:orders");
    }

    @Test
    void theScheduleIsThePipelinesAndTheRestIsThatOfTheSettings() {
        Deployment deployment = Fixture.in(
                        folder,
                        Fixture.LEAST
                                + """
                                deploy {
                                  schedules = paused, retries = 1, timeout = 4h
                                  tags { cost-center = ml }
                                  steps.promote { retries = 0, timeout = 10m }
                                  pipelines.watch {
                                    late-after = 20m
                                    trigger { tables = ["prod.ops.retraining"], min-interval = 2h }
                                  }
                                }
                                """)
                .deployment();
        JobDefinition nightly = deployment.jobs().get(0);
        JobDefinition watch = deployment.jobs().get(1);

        assertThat(nightly.name()).isEqualTo("shop-nightly-prod");
        assertThat(nightly.schedule()).hasValueSatisfying(schedule -> {
            assertThat(schedule.cron()).isEqualTo("0 0 3 * * ?");
            assertThat(schedule.zone()).isEqualTo(ZoneId.of("Europe/Paris"));
        });
        assertThat(nightly.state()).isEqualTo(ScheduleState.PAUSED);
        assertThat(nightly.timeout()).isEqualTo(Duration.ofHours(4));
        assertThat(nightly.tags())
                .containsOnly(
                        Map.entry("cost-center", "ml"),
                        Map.entry("millrace_project", "shop"),
                        Map.entry("millrace_environment", "prod"),
                        Map.entry("millrace_pipeline", "nightly"));
        assertThat(nightly.tasks())
                .filteredOn(task -> task.step().equals("promote"))
                .allSatisfy(task -> {
                    assertThat(task.retries()).isZero();
                    assertThat(task.timeout()).isEqualTo(Duration.ofMinutes(10));
                });
        assertThat(nightly.tasks().get(0).retries()).isEqualTo(1);
        assertThat(watch.lateAfter()).isEqualTo(Duration.ofMinutes(20));
        assertThat(watch.trigger()).hasValueSatisfying(trigger -> {
            assertThat(trigger.tables()).hasToString("[prod.ops.retraining]");
            assertThat(trigger.minInterval()).isEqualTo(Duration.ofHours(2));
            assertThat(trigger.settle()).isEqualTo(Duration.ofMinutes(5));
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "deploy.cluster.node-type = a                                       | deploy.cluster.runtime: is missing, and train runs on a cluster",
                "deploy.cluster.runtime = 18.x-scala2.13                            | deploy.cluster.node-type: is missing, and train runs on a cluster",
                "deploy.cluster { runtime = 17.3.x-scala2.13, node-type = a }       | with Spark 4.0, and the job jar is built for Spark 4.1.0",
                "deploy.cluster { runtime = 18.x-scala2.12, node-type = a }         | with Scala 2.12, and the job jar is built for Scala 2.13.17",
                "deploy.cluster { runtime = 9.1.x-scala2.12, node-type = a }        | is 9.1.x-scala2.12, which is no runtime that this version knows",
                "deploy.cluster { runtime = 18.x-scala2.13, policy-id = a, access-mode = standard } | is standard, where sessions are those of Spark Connect, and train needs a classic one",
                "deploy { cluster { runtime = 18.x-scala2.13, policy-id = a }, tags { millrace_x = y } } | deploy.tags.millrace_x: cannot be a tag",
                "backend = local, deploy.cluster { runtime = 18.x-scala2.13, policy-id = a } | backend: is local, whose tables stay on the machine"
            })
    void whatAWorkspaceWouldRefuseIsTold(String environment, String message) {
        Fixture fixture = Fixture.in(folder, environment);

        assertThatThrownBy(fixture::deployment)
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aJarWithoutTheMainClassIsRefused() {
        Fixture fixture = Fixture.in(folder, Fixture.LEAST);
        Path jar = fixture.jar("other.jar", "4.1.0", "2.13.17", "org.example.Main");

        assertThatThrownBy(() -> fixture.deployment(jar))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessage(jar + ": holds no class io.millrace.jobs.Main; name the job jar, jobs/target/millrace.jar");
    }

    @Test
    void argumentsThatTheMainClassDoesNotTakeAreRefused() {
        Fixture fixture = Fixture.in(folder, Fixture.LEAST);
        Project project = fixture.project();
        List<List<String>> seen = new ArrayList<>();

        assertThatThrownBy(() -> Deployment.of(
                        project, DeploySettings.of(project), Map.of(), fixture.files(fixture.jar()), arguments -> {
                            seen.add(arguments);
                            return Optional.of("unknown option --item")
                                    .filter(text -> arguments.contains("train:returns"));
                        }))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessage(
                        "pipelines.nightly: the job jar refuses the arguments of task train-returns: unknown option --item");
        assertThat(seen).allSatisfy(arguments -> assertThat(arguments)
                .containsSequence("--run", "1", "--attempt", "0")
                .noneMatch(argument -> argument.contains("{{")));
    }

    @Test
    void itemsThatWouldBeOneTaskAreRefused() {
        String monitor = "{ table = prod.inference.returns, model = returns }\n";
        Fixture fixture =
                Fixture.in(folder, Fixture.LEAST + "monitors.\"re turns\" " + monitor + "monitors.re_turns " + monitor);

        assertThatThrownBy(fixture::deployment)
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageStartingWith("pipelines.nightly: has two tasks monitor-re_turns;"
                        + " rename an item: only letters, digits, - and _ tell tasks apart");
    }

    @Test
    void configurationKeepsItsPlacesAndIsNamedByAllOfIt() {
        Fixture fixture = Fixture.in(folder, Fixture.LEAST + "include required(\"sizes.conf\")");
        Fixture.write(folder.resolve("conf/sizes.conf"), "size = 1");
        DeployedFiles files = fixture.files(fixture.jar());

        assertThat(files.configuration())
                .extracting(DeployedFile::name)
                .containsExactly("shop.conf", "conf/prod.conf", "conf/sizes.conf");
        assertThat(files.projectFile()).isEqualTo("shop.conf");
        assertThat(files.jobJar().name()).matches("millrace-[0-9a-f]{12}\\.jar");

        Fixture.write(folder.resolve("conf/sizes.conf"), "size = 2");
        assertThat(fixture.files(fixture.jar()).configurationDigest()).isNotEqualTo(files.configurationDigest());
        assertThat(fixture.files(fixture.jar()).jobJar()).isEqualTo(files.jobJar());
    }
}
