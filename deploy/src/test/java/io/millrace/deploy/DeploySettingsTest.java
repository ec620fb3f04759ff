package io.millrace.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.InvalidConfigException;
import io.millrace.config.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DeploySettingsTest {
    private static final Path PAGE = Path.of("..", "docs", "databricks.md");
    private static final String MARK = "<!-- settings: ";

    @TempDir
    private Path folder;

    private DeploySettings read(String environment) {
        return DeploySettings.of(Fixture.in(folder, environment).project());
    }

    @Test
    void hasDefaultsForAllThatAWorkspaceDoesNotDecide() {
        DeploySettings settings = read("");

        assertThat(settings.volume()).hasToString("prod.ops.deploy");
        assertThat(settings.tasks()).isEqualTo(TaskUnit.ITEM);
        assertThat(settings.compute()).isEqualTo(ComputeKind.SERVERLESS);
        assertThat(settings.schedules()).isEqualTo(ScheduleState.ACTIVE);
        assertThat(settings.retries()).isEqualTo(2);
        assertThat(settings.retryPause()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.taskTimeout()).isEqualTo(Duration.ofHours(2));
        assertThat(settings.timeout()).isEqualTo(Duration.ofHours(12));
        assertThat(settings.lateAfter()).isEqualTo(Duration.ofHours(6));
        assertThat(settings.rootPath()).isEqualTo("/Workspace/Shared/.bundle/shop/prod");
        assertThat(settings.cluster().accessMode()).isEqualTo(AccessMode.DEDICATED);
        assertThat(settings.cluster().workers()).isZero();
        assertThat(settings.cluster().engine()).isEqualTo(QueryEngine.STANDARD);
        assertThat(settings.serverless().environmentVersion()).isEqualTo("4");
        assertThat(settings.serverless().performance()).isEqualTo(ServerlessPerformance.STANDARD);
        assertThat(settings.workspace().host()).isEmpty();
        assertThat(settings.runAs()).isEmpty();
        assertThat(settings.jars()).isEmpty();
        assertThat(settings.tags()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "deploy.retires = 3                                | deploy.retires: unknown key; did you mean 'retries'?",
                "deploy.cluster.node = a                           | deploy.cluster.node: unknown key",
                "deploy.timeout = 5                                | deploy.timeout",
                "deploy.steps.train.timeout = 500ms                | deploy.steps.train.timeout: is less than a second",
                "deploy.pipelines.watch.late-after = 999ms         | deploy.pipelines.watch.late-after: is less than a second",
                "deploy.retries = 11                               | deploy.retries: is 11; must be in [0, 10]",
                "deploy.volume = prod.deploy                       | deploy.volume: is prod.deploy; write a name of three levels",
                "deploy.cluster.environment.API_TOKEN = abc        | deploy.cluster.environment.API_TOKEN: holds a secret itself, or no reference",
                "deploy.cluster.spark.x.password = abc             | deploy.cluster.spark.x.password: holds a secret itself, or no reference",
                "databricks.token = dapi123                        | databricks.token: holds a secret itself, or no reference",
                "databricks.host = \"https://me:dapi1@x.com\"      | databricks.host: holds credentials; write scheme and name alone",
                "databricks.host = \"dbc-1.cloud.databricks.com\"  | databricks.host: is dbc-1.cloud.databricks.com, which is no address of a workspace",
                "deploy.steps.train.compute = serverless           | deploy.steps.train.compute: is serverless, and the step train needs a classic Spark session",
                "deploy.steps.trian.retries = 1                    | deploy.steps: names trian, which is no step",
                "deploy.pipelines.daily.timeout = 1h               | deploy.pipelines: names daily, which the project has not; use some of nightly, watch",
                "deploy.pipelines.nightly.trigger.tables = a.b.c   | deploy.pipelines.nightly.trigger: stands beside the pipeline's schedule",
                "deploy.pipelines.watch.trigger.tables = a.b       | deploy.pipelines.watch.trigger.tables: has a.b; write a name of three levels",
                "deploy.run-as {}                                  | deploy.run-as.service-principal: is missing, and user too",
                "deploy.serverless.environment-version = 3         | environment-version is 3; jars need 4 or later",
                "deploy.cluster { workers = 3, max-workers = 2 }   | max-workers is 2, below workers, 3",
                "deploy.cluster.log-volume = /dbfs/logs            | deploy.cluster.log-volume: is /dbfs/logs, which is not in a volume",
                "deploy.bundle.root-path = /tmp                    | deploy.bundle: has the root-path /tmp; write a folder of the workspace"
            })
    void refusesWhatItDoesNotKnowOrCannotUse(String environment, String message) {
        assertThatThrownBy(() -> read(environment))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("prod.conf:2 ")
                .hasMessageContaining(message)
                .hasMessageNotContaining("dapi1");
    }

    @Test
    void thePageTellsEverySettingAsTheCodeReadsIt() throws IOException {
        Fixture fixture = Fixture.in(folder, Fixture.ALL);
        Map<String, Setting> settings = new LinkedHashMap<>();
        for (Setting setting : DeploySettings.asked(fixture.project().config(), fixture.project())) {
            settings.putIfAbsent(key(setting.path()), setting);
        }
        List<String> lines = Files.readAllLines(PAGE);
        Map<String, String> meanings = meanings(lines);

        String expected = String.join("\n", withTables(lines, settings, meanings)) + "\n";

        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(PAGE, expected);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(expected);
        assertThat(meanings(Files.readAllLines(PAGE)))
                .containsOnlyKeys(settings.keySet())
                .allSatisfy((key, meaning) -> assertThat(meaning).as(key).isNotBlank());
    }

    /** What people name themselves stands in the page as a placeholder. */
    private static String key(String path) {
        return path.replaceFirst("^(deploy\\.steps\\.)[^.]+", "$1<step>")
                .replaceFirst("^(deploy\\.pipelines\\.)[^.]+", "$1<pipeline>")
                .replaceFirst(
                        "^(deploy\\.tags\\.|deploy\\.cluster\\.spark\\.|deploy\\.cluster\\.environment\\.).*",
                        "$1<name>");
    }

    private static Map<String, String> meanings(List<String> lines) {
        Map<String, String> meanings = new LinkedHashMap<>();
        boolean settings = false;
        for (String line : lines) {
            settings = line.startsWith(MARK) || (settings && line.startsWith("|"));
            if (settings && line.startsWith("| `")) {
                String[] cells = line.split("\\|", -1);
                meanings.put(cells[1].strip().replace("`", ""), cells[4].strip());
            }
        }
        return meanings;
    }

    private static List<String> withTables(
            List<String> lines, Map<String, Setting> settings, Map<String, String> meanings) {
        List<String> written = new ArrayList<>();
        boolean inTable = false;
        for (String line : lines) {
            inTable = inTable && line.startsWith("|");
            if (!inTable) {
                written.add(line);
            }
            if (line.startsWith(MARK)) {
                String prefix = line.substring(MARK.length(), line.indexOf(" -->"));
                written.addAll(List.of("| key | value | default | meaning |", "|---|---|---|---|"));
                settings.forEach((key, setting) -> {
                    if (key.startsWith(prefix)) {
                        written.add("| `" + key + "` | " + setting.wanted() + " | " + shown(key, setting) + " | "
                                + meanings.getOrDefault(key, "") + " |");
                    }
                });
                inTable = true;
            }
        }
        return written;
    }

    private static String shown(String key, Setting setting) {
        return setting.fallback()
                .filter(text -> !key.endsWith("<name>"))
                .map(text -> "`" + text.replaceFirst("^prod\\.", "<catalog>.") + "`")
                .orElse(setting.required() ? "required" : "");
    }
}
