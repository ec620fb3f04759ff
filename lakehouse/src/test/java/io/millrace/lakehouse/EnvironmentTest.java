package io.millrace.lakehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.millrace.config.ConfigReader;
import io.millrace.config.InvalidConfigException;
import io.millrace.config.ProjectFiles;
import io.millrace.config.Secret;
import io.millrace.databricks.WorkspaceSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentTest {

    @TempDir
    private Path folder;

    @Test
    void defaultsAreLocal() {
        ConfigReader reader = ConfigReader.of(ConfigFactory.empty());

        assertThat(Environment.from(reader))
                .isEqualTo(new Environment(
                        "local",
                        Backend.Kind.LOCAL,
                        "main",
                        Path.of(".millrace"),
                        Map.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        WorkspaceSettings.NONE));
        reader.finish();
    }

    @Test
    void readsEveryKey() {
        ConfigReader reader = ConfigReader.of(
                ConfigFactory.parseString(
                        """
                        environment = staging, backend = oss, catalog = lab, local.root = "/tmp/m/../lab"
                        spark { master = "local[2]", sql { shuffle.partitions = 8 } }
                        tracking { uri = "https://mlflow.example.com/team/", token = "env:LAB_TOKEN" }
                        unity-catalog { uri = "http://uc.example.com:8080/", token = "env:UC_TOKEN", warehouse = "s3a://lab/w/", commit-table = commits }
                        databricks { host = "https://dbc-1.cloud.databricks.com/", client-id = robot, client-secret = "env:ROBOT" }
                        """));

        Environment environment = Environment.from(reader);
        reader.finish();

        assertThat(environment)
                .isEqualTo(new Environment(
                        "staging",
                        Backend.Kind.OSS,
                        "lab",
                        Path.of("/tmp/lab"),
                        Map.of("spark.master", "local[2]", "spark.sql.shuffle.partitions", "8"),
                        Optional.of(URI.create("https://mlflow.example.com/team")),
                        Optional.of(Secret.parse("env:LAB_TOKEN")),
                        Optional.of(new UnityLocation(
                                URI.create("http://uc.example.com:8080"),
                                Optional.of(Secret.parse("env:UC_TOKEN")),
                                URI.create("s3a://lab/w"),
                                Optional.of("commits"))),
                        new WorkspaceSettings(
                                Optional.of("https://dbc-1.cloud.databricks.com"),
                                Optional.empty(),
                                Optional.of("robot"),
                                Optional.of(Secret.parse("env:ROBOT")),
                                Optional.empty())));
        assertThat(environment.table(Layer.FEATURES, "x")).hasToString("lab.features.x");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "warehouse = \"s3a://AKIA:hush@lab/w\"|holds credentials before an @; leave them out",
                "warehouse = \"s3a://hush@lab/w\"|holds credentials before an @; leave them out",
                "warehouse = \"abfss://box:hush@acc.dfs.core.windows.net/w\"|holds credentials before an @; leave them out",
                "warehouse = \"s3://lab/w\"|the warehouse s3://lab/w is to be written s3a://",
                "warehouse = \"gs://lab/w\", commit-table = t|the commit-table t is for warehouses on s3a://; this one is gs://lab/w"
            })
    void aWarehouseThatCannotBeIsAProblemWithItsRemedyAndWithoutItsSecret(String keys, String message) {
        ConfigReader reader = ConfigReader.of(
                ConfigFactory.parseString("backend = oss, unity-catalog { uri = \"http://uc:8080\", " + keys + " }"));

        Environment.from(reader);

        assertThatThrownBy(reader::finish)
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining(message)
                .message()
                .doesNotContain("hush");
    }

    @Test
    void aWarehouseOnAzureNamesItsContainerBeforeAnAt() {
        ConfigReader reader = ConfigReader.of(
                ConfigFactory.parseString(
                        "backend = oss, unity-catalog { uri = \"http://uc:8080\", warehouse = \"abfss://box@acc.dfs.core.windows.net/w\" }"));

        Environment environment = Environment.from(reader);
        reader.finish();

        assertThat(environment.unityCatalog().orElseThrow().warehouse())
                .hasToString("abfss://box@acc.dfs.core.windows.net/w");
    }

    @Test
    void layersAreSchemasInLowerCase() {
        for (Layer layer : Layer.values()) {
            assertThat(layer.schema()).isEqualTo(layer.name().toLowerCase(java.util.Locale.ROOT));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sqlite:///mlflow.db|is 'sqlite:///mlflow.db', which is not http or https",
                "127.0.0.1:5000|is '127.0.0.1:5000', which is no URI",
                "http://|which is no URI",
                "mlflow|is 'mlflow', which is not http or https",
                "http://ada:secret@host:5000|holds credentials; remove them and set the environment variables",
                "http://ada:sec ret@host|is no URI",
                "http://host:5000/#/experiments/1|has a part after ? or #"
            })
    void aTrackingUriThatIsNoServersIsAProblemWithItsRemedyAndWithoutItsPassword(String uri, String message) {
        ConfigReader reader = ConfigReader.of(ConfigFactory.parseMap(Map.of("tracking.uri", uri), "dev.conf"));

        Environment.from(reader);

        assertThatThrownBy(reader::finish)
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("tracking.uri: ")
                .hasMessageContaining(message)
                .hasMessageNotContaining("secret")
                .hasMessageNotContaining("sec ret");
    }

    @Test
    void aTokenWrittenOutIsAProblemThatDoesNotRepeatIt() {
        ConfigReader reader = ConfigReader.of(
                ConfigFactory.parseString("tracking { uri = \"http://host\", token = abc123, url = x }"));

        Environment.from(reader);

        assertThatThrownBy(reader::finish)
                .hasMessageContaining("tracking.token: holds a secret itself")
                .hasMessageContaining("tracking.url: unknown key")
                .hasMessageNotContaining("abc123");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "backend = oss|backend: is oss, which needs a Unity Catalog server; add unity-catalog {",
                "unity-catalog.warehouse = x|unity-catalog.uri: is missing; write the address",
                "unity-catalog { uri = \"http://u\" }|unity-catalog.warehouse: is missing",
                "unity-catalog { uri = \"http://ada:pw@u\", warehouse = x }|unity-catalog.uri: holds credentials; remove them and set"
                        + " unity-catalog.token",
                "unity-catalog { uri = \"http://u\", warehouse = x, token = abc }|unity-catalog.token: holds a secret itself"
            })
    void aUnityCatalogServerIsAskedForWhole(String text, String problem) {
        ConfigReader reader = ConfigReader.of(ConfigFactory.parseString(text));

        Environment.from(reader);

        assertThatThrownBy(reader::finish)
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining(problem)
                .hasMessageNotContaining("pw")
                .hasMessageNotContaining("abc");
    }

    @Test
    void wrongKeysAreProblems() {
        ConfigReader reader = ConfigReader.of(
                ConfigFactory.parseString("backend = cloud\nlocal = here\nspark.spark.sql.ansi.enabled = true"));

        Environment.from(reader);

        assertThatThrownBy(reader::finish)
                .hasMessage(
                        """
                        String:1 backend: is the text "cloud"; needs one of local, oss, databricks, did you mean 'local'?
                        String:2 local: is the text "here"; write a section, local { … }
                        String:3 spark.spark: would set spark.spark.…, which Spark does not know; leave the second spark out"""
                                .replace(", did you mean 'local'?", ""));
    }

    @ParameterizedTest
    @CsvSource({"local, LOCAL, main", "dev, DATABRICKS, dev", "staging, DATABRICKS, staging", "prod, DATABRICKS, prod"})
    void loadsEachShippedEnvironment(String name, Backend.Kind backend, String catalog) throws IOException {
        Path project = Files.writeString(folder.resolve("p.conf"), "");
        Path shipped = Path.of("..", "conf", name + ".conf");

        ConfigReader reader = ConfigReader.of(ProjectFiles.load(project, shipped.toString(), Map.of()));
        Environment environment = Environment.from(reader);
        reader.finish();

        assertThat(environment)
                .isEqualTo(Environment.builder(name)
                        .backend(backend)
                        .catalog(catalog)
                        .build());
    }

    @Test
    void theInstalledEnvironmentIsLocal() throws IOException {
        Path project = Files.writeString(folder.resolve("p.conf"), "");

        ConfigReader reader = ConfigReader.of(ProjectFiles.load(project, "local", Map.of()));
        Environment environment = Environment.from(reader);
        reader.finish();

        assertThat(environment).isEqualTo(Environment.local(Path.of(".millrace")));
    }
}
