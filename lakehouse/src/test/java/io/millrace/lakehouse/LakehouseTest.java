package io.millrace.lakehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.BackendException;
import io.millrace.config.InvalidConfigException;
import io.millrace.testkit.SharedSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LakehouseTest {
    @TempDir
    Path folder;

    @Test
    void borrowsTheSessionThatRunsAndLeavesItRunning() {
        var session = SharedSpark.session();

        try (Lakehouse lakehouse = Lakehouse.open(Environment.local(SharedSpark.root()))) {
            assertThat(lakehouse.spark()).isSameAs(session);
            assertThat(lakehouse.table(Layer.RAW, "flights")).hasToString("main.raw.flights");
        }

        assertThat(session.range(3).count()).isEqualTo(3);
    }

    @Test
    void saysWhatASessionLacksThatDoesNotKnowTheCatalog() {
        var environment = Environment.builder("local")
                .catalog("elsewhere")
                .localRoot(folder)
                .build();

        assertThatThrownBy(() -> Lakehouse.over(SharedSpark.session(), environment))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("catalog: is elsewhere")
                .hasMessageContaining("--conf spark.sql.catalog.elsewhere=io.millrace.localcatalog.LocalCatalog")
                .hasMessageContaining("spark.sql.catalog.elsewhere.warehouse=" + folder.resolve("warehouse"));
    }

    @Test
    void setsTheCatalogOnARunningSessionThatHasNone() {
        var environment =
                Environment.builder("local").catalog("joined").localRoot(folder).build();

        Lakehouse.join(SharedSpark.session(), environment);

        assertThat(SharedSpark.session().conf().get("spark.sql.catalog.joined.warehouse"))
                .isEqualTo(folder.resolve("warehouse").toString());
        assertThat(SharedSpark.session().sql("SHOW SCHEMAS IN joined").collectAsList())
                .isEmpty();
    }

    @Test
    void refusesToJoinASessionWhoseCatalogLiesElsewhere() {
        assertThatThrownBy(() -> Lakehouse.join(SharedSpark.session(), Environment.local(folder)))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("local.root: the Spark session's catalog main lies in "
                        + SharedSpark.root().resolve("warehouse"))
                .hasMessageContaining(folder.resolve("warehouse").toString());
    }

    @Test
    void refusesADatabricksBackendWithoutAWorkspace() {
        var environment = Environment.builder("prod")
                .backend(Backend.Kind.DATABRICKS)
                .catalog("prod")
                .localRoot(folder)
                .build();

        assertThatThrownBy(() -> Lakehouse.open(environment))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("databricks.host: no workspace is named; set databricks.host");
    }

    @Test
    void saysThatTheLocalFolderCannotBeMade() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "in the way");

        assertThatThrownBy(() -> Lakehouse.open(Environment.local(file)))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("local.root: cannot write " + file);
    }

    @Test
    void refusesASessionOfAnotherRoot() {
        Environment other = Environment.local(folder.resolve("other"));

        assertThatThrownBy(() -> Lakehouse.over(SharedSpark.session(), other))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("local.root: the Spark session's catalog main lies in " + SharedSpark.root());
        assertThatThrownBy(() -> Lakehouse.open(other))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining(folder.resolve("other").toString());
        assertThat(SharedSpark.session().conf().get("spark.sql.catalog.main.warehouse"))
                .isEqualTo(SharedSpark.root().resolve("warehouse").toString());
    }

    @Test
    void letsTheEnvironmentOverrideEverySetting() {
        var environment = Environment.builder("local")
                .localRoot(folder)
                .spark(Map.of("spark.master", "local[3]", "spark.sql.shuffle.partitions", "77"))
                .build();

        assertThat(Lakehouse.sessionSettings(environment))
                .containsEntry("spark.master", "local[3]")
                .containsEntry("spark.sql.shuffle.partitions", "77")
                .containsEntry("spark.sql.session.timeZone", "UTC")
                .containsEntry("spark.sql.ansi.enabled", "true")
                .containsEntry("spark.ui.enabled", "false")
                .containsEntry("spark.driver.bindAddress", "127.0.0.1")
                .containsEntry(
                        "spark.sql.catalog.main.warehouse",
                        folder.resolve("warehouse").toString());
        assertThat(Lakehouse.sessionSettings(Environment.local(folder)))
                .containsEntry("spark.master", "local[*]")
                .containsEntry(
                        "spark.sql.shuffle.partitions",
                        Integer.toString(Math.min(8, 2 * Runtime.getRuntime().availableProcessors())));
    }

    @Test
    void leavesWhatSparkSubmitWasGivenUnlessTheEnvironmentSaysOtherwise() {
        var given = new Properties();
        given.setProperty("spark.sql.shuffle.partitions", "400");
        given.setProperty("spark.sql.ansi.enabled", "false");
        given.setProperty("spark.executor.cores", "4");
        var environment = Environment.builder("local")
                .localRoot(folder)
                .spark(Map.of("spark.sql.ansi.enabled", "true", "spark.executor.memory", "2g"))
                .build();

        Map<String, String> beside = Lakehouse.beside(given, environment);

        assertThat(beside)
                .doesNotContainKeys("spark.sql.shuffle.partitions", "spark.executor.cores")
                .containsEntry("spark.sql.ansi.enabled", "true")
                .containsEntry("spark.executor.memory", "2g");
        Map<String, String> all = Lakehouse.sessionSettings(environment);
        all.remove("spark.sql.shuffle.partitions");
        assertThat(beside).isEqualTo(all);
    }
}
