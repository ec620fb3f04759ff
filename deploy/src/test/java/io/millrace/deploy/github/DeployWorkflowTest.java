package io.millrace.deploy.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.InvalidConfigException;
import io.millrace.deploy.Fixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DeployWorkflowTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/actions/deploy-shop.yml");

    @TempDir
    private Path folder;

    private DeployWorkflow workflow(String file, String... environments) {
        return new DeployWorkflow(Fixture.in(folder, Fixture.LEAST).deployment(), List.of(environments), file);
    }

    @Test
    void writesWhatPeopleHaveRead() throws IOException {
        String text = Files.readString(
                workflow("projects/shop.conf", "staging", "prod").write(folder.resolve("out")));

        if (Boolean.getBoolean("golden.update")) {
            Fixture.write(GOLDEN, text);
        }
        assertThat(text).isEqualTo(Files.readString(GOLDEN));
    }

    @Test
    void everythingOfOthersIsPinnedAndNoSecretIsStored() throws IOException {
        String text = Files.readString(workflow("shop.conf", "prod").write(folder.resolve("out")));

        assertThat(text.lines().filter(line -> line.contains("uses: ")).map(String::strip))
                .hasSize(6)
                .allMatch(line -> line.matches("(- )?uses: [a-z-]+/[a-z-]+@[0-9a-f]{40} # v[0-9.]+"));
        assertThat(text)
                .contains("cancel-in-progress: false", "id-token: write", "DATABRICKS_AUTH_TYPE: github-oidc")
                .doesNotContain("secrets.")
                .doesNotContain("<<", ">>\n");
    }

    @Test
    void namesAreNoPlaces() throws IOException {
        Fixture fixture = Fixture.in(folder, Fixture.LEAST);
        String text = Files.readString(fixture.projectFile()).replace("project = shop", "project = JOB_UPLOAD");
        Files.writeString(fixture.projectFile(), text);
        assertThat(new DeployWorkflow(fixture.deployment(), List.of("prod"), "shop.conf")
                        .write(folder.resolve("named")))
                .hasFileName("deploy-JOB_UPLOAD.yml")
                .content()
                .contains("name: deploy JOB_UPLOAD\n", "group: deploy-JOB_UPLOAD\n");
        String plain = Files.readString(workflow("path.conf", "first", "second").write(folder.resolve("plain")));
        for (String odd : List.of("UPLOAD", "JOB_FILE", "ENVIRONMENT", "PROJECT", "environment", "CHECKOUT")) {
            String named =
                    Files.readString(workflow(odd + ".conf", odd, odd + "_JOB").write(folder.resolve(odd)));

            assertThat(named)
                    .isEqualTo(plain.replace("path.conf", odd + ".conf")
                            .replace("first", odd)
                            .replace("second", odd + "_JOB"));
        }
    }

    @Test
    void anEnvironmentIsDeployedAfterTheOneBeforeIt() throws IOException {
        String text =
                Files.readString(workflow("shop.conf", "dev", "staging", "prod").write(folder.resolve("out")));

        assertThat(text)
                .contains("needs: [build]", "needs: [build, deploy-dev]", "needs: [build, deploy-staging]")
                .contains("for environment in dev staging prod; do");
    }

    @Test
    void aProjectFileOutsideTheRepositoryIsRefused() {
        for (String file : List.of("/etc/shop.conf", "../shop.conf", "my shop.conf", "$(x).conf")) {
            assertThatThrownBy(() -> workflow(file, "prod").write(folder.resolve("out")))
                    .isInstanceOf(InvalidConfigException.class)
                    .hasMessageContaining("--actions: the project file " + file);
        }
    }
}
