package io.millrace.lakehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentTest {

    @Test
    void defaultsAreLocal() {
        ConfigReader reader = ConfigReader.of(ConfigFactory.empty());

        assertThat(Environment.from(reader))
                .isEqualTo(new Environment("local", Backend.LOCAL, "main", Path.of(".millrace"), Map.of()));
        reader.finish();
    }

    @Test
    void readsEveryKey() {
        ConfigReader reader = ConfigReader.of(
                ConfigFactory.parseString(
                        """
                        environment = staging, backend = oss, catalog = lab, local.root = "/tmp/m/../lab"
                        spark { master = "local[2]", sql { shuffle.partitions = 8 } }
                        """));

        Environment environment = Environment.from(reader);
        reader.finish();

        assertThat(environment)
                .isEqualTo(new Environment(
                        "staging",
                        Backend.OSS,
                        "lab",
                        Path.of("/tmp/lab"),
                        Map.of("spark.master", "local[2]", "spark.sql.shuffle.partitions", "8")));
        assertThat(environment.table(Layer.FEATURES, "x")).hasToString("lab.features.x");
        assertThat(environment.trackingFile()).isEqualTo(Path.of("/tmp/lab/mlflow.db"));
        assertThat(environment.warehouse()).isEqualTo(Path.of("/tmp/lab/warehouse"));
        assertThat(environment.artifacts()).isEqualTo(Path.of("/tmp/lab/artifacts"));
        assertThat(environment.reports()).isEqualTo(Path.of("/tmp/lab/reports"));
    }

    @Test
    void layersAreSchemasInLowerCase() {
        for (Layer layer : Layer.values()) {
            assertThat(layer.schema()).isEqualTo(layer.name().toLowerCase(java.util.Locale.ROOT));
        }
    }

    @Test
    void wrongKeysAreProblems() {
        ConfigReader reader = ConfigReader.of(ConfigFactory.parseString("backend = cloud\nlocal = here"));

        Environment.from(reader);

        assertThatThrownBy(reader::finish)
                .hasMessage(
                        """
                        String:1 backend: is the text "cloud"; needs one of local, oss, databricks, did you mean 'local'?
                        String:2 local: is the text "here"; write a section, local { … }"""
                                .replace(", did you mean 'local'?", ""));
    }
}
