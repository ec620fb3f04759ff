package io.millrace.deploy.databricks;

import static org.assertj.core.api.Assertions.assertThat;

import com.databricks.sdk.core.utils.SerDeUtils;
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
    private static final Path GOLDEN = Path.of("src/test/resources/golden/bundle");

    @TempDir
    private Path folder;

    @Test
    void writesWhatPeopleHaveRead() throws IOException {
        Fixture.write(folder.resolve("data/provider.jar"), "any");

        List<Path> written =
                Bundle.of(Fixture.in(folder, Fixture.ALL).deployment()).write(folder.resolve("out"));

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
        ObjectNode tree = SerDeUtils.createMapper().createObjectNode();
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
