package io.millrace.registry.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.BackendException;
import io.millrace.models.ModelFolder;
import io.millrace.registry.DatasetInput;
import io.millrace.registry.LoggedModel;
import io.millrace.registry.MetricPoint;
import io.millrace.registry.ModelMetrics;
import io.millrace.registry.ModelSource;
import io.millrace.registry.RunStart;
import io.millrace.registry.SampleModel;
import io.millrace.registry.TrackedRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalTrackingTest {
    private static final Instant TIME = Instant.parse("2026-03-01T10:00:00Z");

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("mlflow.db");
    }

    private LocalTracking open() {
        return LocalTracking.open(file(), folder.resolve("artifacts"));
    }

    private void execute(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private List<String> query(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    row.add(String.valueOf(rows.getObject(i)));
                }
                found.add(String.join("|", row));
            }
            return found;
        }
    }

    private static String run(LocalTracking tracking) {
        return tracking.start(
                        tracking.experiment("flights"),
                        RunStart.builder("nightly", TIME).build())
                .runId();
    }

    @Test
    void makesMlflowsTablesAtAnOldRevisionWithTheDefaultExperiment() throws Exception {
        assertThat(open().revision()).isEqualTo("6953534de441");

        assertThat(query("SELECT count(*) FROM sqlite_master WHERE type = 'table'"))
                .containsExactly("23");
        assertThat(query("SELECT experiment_id, name, artifact_location, lifecycle_stage FROM experiments"))
                .containsExactly("0|Default|" + folder.resolve("artifacts").toUri() + "/0|active");
        assertThat(query("SELECT sql FROM sqlite_master WHERE name = 'logged_model_metrics'")
                        .get(0))
                .contains("CONSTRAINT fk_logged_model_metrics_run_id FOREIGN KEY(run_id)");
    }

    @Test
    void storesOddDoublesAsMlflowDoesAndKeepsTheLatestInStep() throws Exception {
        LocalTracking tracking = open();
        String run = run(tracking);
        tracking.logMetrics(
                run,
                List.of(
                        new MetricPoint("up", Double.POSITIVE_INFINITY, 0, TIME),
                        new MetricPoint("nan", Double.NaN, 0, TIME),
                        new MetricPoint("loss", 0.5, 2, TIME),
                        new MetricPoint("loss", 0.7, 1, TIME)));

        assertThat(query("SELECT key, value, is_nan, step FROM latest_metrics ORDER BY key"))
                .containsExactly("loss|0.5|0|2", "nan|0.0|1|0", "up|1.7976931348623157E308|0|0");
    }

    @Test
    void usesAnUpgradedFileAndNeverWritesTheOldRevisionBack() throws Exception {
        String run = run(open());
        execute(
                "UPDATE alembic_version SET version_num = 'ffffffffffff'",
                "ALTER TABLE runs ADD COLUMN workspace VARCHAR(63) NOT NULL DEFAULT 'default'",
                "CREATE TABLE jobs (id VARCHAR(36) PRIMARY KEY)");

        LocalTracking upgraded = open();
        upgraded.logParams(run, Map.of("eta", "0.1"));
        run(upgraded);

        assertThat(upgraded.revision()).isEqualTo("ffffffffffff");
        assertThat(upgraded.runs("1")).hasSize(2);
    }

    @Test
    void refusesARevisionWithoutTheColumnsThatAreNeededAndNamesBoth() throws Exception {
        open();
        execute(
                "UPDATE alembic_version SET version_num = 'ffffffffffff'",
                "ALTER TABLE params RENAME COLUMN value TO param_value",
                "CREATE TABLE t (a INTEGER)",
                "DROP TABLE tags",
                "CREATE TABLE tags (key TEXT, value TEXT, run_uuid TEXT, tenant TEXT NOT NULL)");

        assertThatThrownBy(this::open)
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("revision ffffffffffff")
                .hasMessageContaining("params.value is missing")
                .hasMessageContaining("tags.tenant needs a value that is unknown here");
    }

    @Test
    void refusesFilesThatAreNoMlflowStore() throws Exception {
        execute("CREATE TABLE t (a INTEGER)");
        assertThatThrownBy(this::open).isInstanceOf(BackendException.class).hasMessageContaining("no MLflow store");

        Files.writeString(file(), "this is not a database, this is text; ".repeat(40));
        assertThatThrownBy(this::open)
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("no SQLite database")
                .hasMessageContaining("mlflow.db");
    }

    @Test
    void leavesNoPartsOfArtifactsBehind() throws Exception {
        LocalTracking tracking = open();
        String run = run(tracking);
        tracking.logArtifact(run, "plots/roc.svg", new byte[] {1});
        tracking.logArtifact(run, "plots/roc.svg", new byte[] {2});

        try (var files = Files.list(Path.of(tracking.artifactUri(run)).resolve("plots"))) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void joinsTheContextsOfADatasetAcrossCalls() {
        LocalTracking tracking = open();
        String run = run(tracking);
        DatasetInput input = new DatasetInput("delays", "v3", "delta_table", "{}", "", "", "training");

        tracking.logInputs(run, List.of(input));
        tracking.logInputs(run, List.of(input, input.withContext("test")));

        assertThat(tracking.findRun(run).orElseThrow().inputs()).containsExactly(input.withContext("training,test"));
    }

    @Test
    void givesTheFoldersModelIdToTheLoggedModel() {
        LocalTracking tracking = open();
        Path model = folder.resolve("model");
        ModelFolder.write(model, SampleModel.content().build());

        LoggedModel logged = tracking.logModel(run(tracking), "model", model, Map.of(), ModelMetrics.of(List.of()));

        assertThat(logged.modelId()).isEqualTo(ModelFolder.modelId(model));
        assertThat(ModelFolder.load(Path.of(logged.location())).model()).isEqualTo(SampleModel.model());
    }

    @Test
    void marksAModelForMlflowsPages() throws Exception {
        LocalTracking tracking = open();
        String run = run(tracking);
        DatasetInput rows = new DatasetInput("main.training.x", "v3", "delta_table", "{}", "{}", "{}", "training");
        tracking.logInputs(run, List.of(rows));
        Path model = folder.resolve("model");
        ModelFolder.write(model, SampleModel.content().build());

        LoggedModel logged = tracking.logModel(
                run,
                "model",
                model,
                Map.of(),
                new ModelMetrics(List.of(new MetricPoint("auc", 0.8, 0, TIME)), Optional.of(rows)));
        tracking.register("delay", ModelSource.of(logged));
        tracking.register("delay", ModelSource.of(logged));
        tracking.register("other", ModelSource.of(logged));

        assertThat(query("SELECT tag_value FROM logged_model_tags WHERE tag_key = 'mlflow.modelVersions'"))
                .containsExactly("[{\"name\":\"delay\",\"version\":\"1\"},{\"name\":\"other\",\"version\":\"1\"}]");
        assertThat(query("SELECT t.tag_key FROM logged_model_tags t JOIN tags r ON r.run_uuid = '" + run
                        + "' AND r.key = t.tag_key AND r.value = t.tag_value ORDER BY t.tag_key"))
                .containsExactly("mlflow.source.name", "mlflow.source.type", "mlflow.user");
        assertThat(query("SELECT m.dataset_name, m.dataset_digest, d.name FROM logged_model_metrics m"
                        + " JOIN datasets d ON d.dataset_uuid = m.dataset_uuid"))
                .containsExactly("main.training.x|v3|main.training.x");
    }

    @Test
    void losesNothingOfManyThreads() throws Exception {
        LocalTracking tracking = open();
        String run = run(tracking);
        List<Callable<Integer>> writers = new ArrayList<>();
        for (int t = 0; t < 12; t++) {
            int thread = t;
            writers.add(() -> {
                for (int i = 0; i < 20; i++) {
                    tracking.logMetrics(run, List.of(new MetricPoint("m" + thread, i, i, TIME)));
                    tracking.experiment("shared " + i);
                }
                return thread;
            });
        }
        ExecutorService threads = Executors.newFixedThreadPool(12);
        try {
            for (Future<Integer> done : threads.invokeAll(writers)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }

        TrackedRun tracked = tracking.findRun(run).orElseThrow();
        assertThat(tracked.metrics()).hasSize(12).allSatisfy((key, value) -> assertThat(value)
                .isEqualTo(19));
        assertThat(query("SELECT count(*) FROM metrics")).containsExactly("240");
        assertThat(query("SELECT count(*) FROM experiments")).containsExactly("22");
    }

    @Test
    void losesNothingOfTwoProcesses() throws Exception {
        LocalTracking tracking = open();
        String run = run(tracking);
        List<Process> processes = new ArrayList<>();
        for (int p = 0; p < 2; p++) {
            processes.add(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx128m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            MetricLogger.class.getName(),
                            file().toString(),
                            folder.resolve("artifacts").toString(),
                            run,
                            "process" + p,
                            "40")
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("out" + p).toFile())
                    .start());
        }
        for (int i = 0; i < 40; i++) {
            tracking.logMetrics(run, List.of(new MetricPoint("here", i, i, TIME)));
        }
        for (Process process : processes) {
            assertThat(process.waitFor())
                    .as(Files.readString(folder.resolve("out0")))
                    .isZero();
        }

        assertThat(query("SELECT key, count(*) FROM metrics GROUP BY key ORDER BY key"))
                .containsExactly("here|40", "process0|40", "process1|40");
        assertThat(query("SELECT key, value FROM latest_metrics ORDER BY key"))
                .containsExactly("here|39.0", "process0|39.0", "process1|39.0");
    }
}
