package io.millrace.lakehouse.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.DataException;
import io.millrace.config.Secret;
import io.millrace.config.TableName;
import io.millrace.config.TableVersion;
import io.millrace.lakehouse.Backend;
import io.millrace.lakehouse.BackendContract;
import io.millrace.lakehouse.Environment;
import io.millrace.lakehouse.FileLocation;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.lakehouse.Layer;
import io.millrace.lakehouse.StoredFiles;
import io.millrace.lakehouse.TrackingLocation;
import io.millrace.lakehouse.Write;
import io.millrace.testkit.Frames;
import io.millrace.testkit.SharedSpark;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class LocalBackendTest extends BackendContract {
    private final Lakehouse lakehouse = Lakehouse.over(SharedSpark.session(), Environment.local(SharedSpark.root()));

    @Override
    protected Lakehouse lakehouse() {
        return lakehouse;
    }

    @Test
    void everythingLiesBelowTheRoot() {
        Backend backend = Backend.of(Environment.local(Path.of("/tmp/m/../lab")));

        assertThat(backend.tracking())
                .isEqualTo(new TrackingLocation.File(Path.of("/tmp/lab/mlflow.db"), Path.of("/tmp/lab/artifacts")))
                .hasToString("/tmp/lab/mlflow.db");
        assertThat(backend.files().location(List.of(StoredFiles.REPORTS, "flights", "monitor-delays.html")))
                .isEqualTo(FileLocation.of(Path.of("/tmp/lab/reports/flights/monitor-delays.html")))
                .hasToString("/tmp/lab/reports/flights/monitor-delays.html");
        assertThat(backend.sessionSettings()).containsEntry("spark.sql.catalog.main.warehouse", "/tmp/lab/warehouse");
        assertThat(backend).hasToString("/tmp/lab");
    }

    @Test
    void aServerThatTheEnvironmentNamesKeepsRunsAndModels() {
        Environment environment = Environment.builder("lab")
                .localRoot(Path.of("/tmp/lab"))
                .trackingUri(URI.create("https://mlflow.example.com/team/"))
                .trackingToken(Secret.parse("env:LAB_TOKEN"))
                .build();

        assertThat(Backend.of(environment).tracking())
                .isEqualTo(new TrackingLocation.Server(
                        URI.create("https://mlflow.example.com/team"),
                        Optional.of(Secret.parse("env:LAB_TOKEN")),
                        Path.of("/tmp/lab/downloads")))
                .hasToString("https://mlflow.example.com/team");
    }

    @Test
    void tellsOfAVersionWhoseFilesAreGone() throws Exception {
        TableName table = lakehouse.table(Layer.RAW, "vacuumed");
        for (long number = 1; number <= 2; number++) {
            lakehouse
                    .tables()
                    .replace(
                            table,
                            Frames.of("id BIGINT", RowFactory.create(number)),
                            Write.of("vacuum", number, "run"));
        }
        try (Stream<Path> files = Files.list(SharedSpark.root().resolve("warehouse/main/raw/vacuumed"))) {
            Files.delete(files.filter(file -> file.toString().endsWith(".parquet"))
                    .min(Comparator.comparing(file -> file.toFile().lastModified()))
                    .orElseThrow());
        }

        assertThatThrownBy(() -> lakehouse.tables().read(new TableVersion(table, 0)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("removed by VACUUM");
    }
}
