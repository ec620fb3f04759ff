package io.millrace.deploy.databricks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.deploy.Fixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BundleTest {
    /** Every setting that a job can have. */
    static final String ALL =
            """
            databricks { host = "https://dbc-1.cloud.databricks.com/", token = "env:DATABRICKS_TOKEN" }
            deploy {
              volume = prod.ops.releases, jars = [data/provider.jar], tasks = item, compute = serverless, schedules = paused
              run-as.service-principal = 0a1b2c3d-1111-2222-3333-444455556666
              tags { cost-center = ml, "on" = "no" }
              notify { on-failure = ["a@example.com"], on-late = ["b@example.com"], webhooks = [hook-1] }
              retries = 3, retry-pause = 90s, task-timeout = 1h, timeout = 5h, late-after = 3h
              cluster {
                runtime = 18.x-scala2.13, access-mode = dedicated, node-type = m7g.xlarge, driver-node-type = m7g.2xlarge
                policy-id = ABC, workers = 1, max-workers = 4, engine = photon
                spark { sql.shuffle.partitions = 8 }
                environment { MLFLOW_TRACKING_TOKEN = "{{secrets/ml/mlflow}}" }
                log-volume = /Volumes/prod/ops/logs
              }
              serverless { environment-version = 5, performance = optimized, budget-policy-id = b-1 }
              steps { score { compute = cluster, retries = 0, timeout = 30m }, promote.retries = 0 }
              pipelines.watch { timeout = 1h, late-after = 20m, trigger { tables = [prod.ops.retraining], min-interval = 2h, settle = 10m } }
              bundle.root-path = /Workspace/Shared/shop
            }
            """;

    private static final Path GOLDEN = Path.of("src/test/resources/golden/bundle");

    @TempDir
    private Path folder;

    @Test
    void writesWhatPeopleHaveRead() throws IOException {
        Fixture.write(folder.resolve("data/provider.jar"), "any");

        List<Path> written = Bundle.of(Fixture.in(folder, ALL).deployment()).write(folder.resolve("out"));

        assertThat(written)
                .extracting(file ->
                        folder.resolve("out").relativize(file).toString().replaceAll("[0-9a-f]{12}", "DIGEST"))
                .containsExactly(
                        "databricks.yml",
                        "resources/nightly.job.yml",
                        "resources/watch.job.yml",
                        "jars/millrace-DIGEST.jar",
                        "jars/provider-DIGEST.jar",
                        "config/DIGEST/shop.conf",
                        "config/DIGEST/conf/prod.conf");
        for (String name : List.of("databricks.yml", "resources/nightly.job.yml", "resources/watch.job.yml")) {
            String text = Files.readString(folder.resolve("out").resolve(name))
                    .replaceAll("(?<=[a-z]-|config/)[0-9a-f]{12}(?=[./])", "DIGEST");
            Path golden = GOLDEN.resolve(name);
            if (Boolean.getBoolean("golden.update")) {
                Fixture.write(golden, text);
            }
            assertThat(text).as(name).isEqualTo(Files.readString(golden));
        }
    }

    @Test
    void aSmallOneSaysNoMoreThanItMust() throws IOException {
        Bundle.of(Fixture.in(folder, Fixture.LEAST).deployment()).write(folder.resolve("out"));

        String job = Files.readString(folder.resolve("out/resources/nightly.job.yml"));
        assertThat(job)
                .contains("is_single_node: true", "data_security_mode: DATA_SECURITY_MODE_DEDICATED")
                .doesNotContain("email_notifications", "webhook", "run_as", "trigger", "single_user_name", "null");
        assertThat(Files.readString(folder.resolve("out/databricks.yml")))
                .contains("root_path: /Workspace/Shared/.bundle/shop/prod", "mode: production")
                .doesNotContain("host");
    }

    @Test
    void wordsOfYamlAndNumbersStayTexts() {
        ObjectNode tree =
                com.databricks.sdk.core.utils.SerDeUtils.createMapper().createObjectNode();
        List<String> odd =
                List.of("yes", "No", "null", "1.5", "007", "a: b", "{{x}}", "# no", "*a", "tab\t", "~", "-x", "");
        odd.forEach(text -> tree.withArray("odd").add(text));
        tree.put("plain", "a/b-c.d").put("number", 7).put("truth", true);
        tree.putObject("empty");

        assertThat(Yaml.of(tree))
                .isEqualTo(odd.stream()
                                .map(text -> "  - \"" + text.replace("\t", "\\t") + "\"\n")
                                .collect(Collectors.joining("", "odd:\n", ""))
                        + "plain: a/b-c.d\nnumber: 7\ntruth: true\nempty: {}\n");
    }
}
