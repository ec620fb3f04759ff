package io.millrace.registry.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.millrace.config.BackendException;
import io.millrace.models.ModelFolder;
import io.millrace.models.ModelTransfer;
import io.millrace.registry.LoggedModel;
import io.millrace.registry.ModelMetrics;
import io.millrace.registry.ModelSource;
import io.millrace.registry.RunStart;
import io.millrace.registry.SampleModel;
import io.millrace.registry.mlflow.FakeMlflow.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A call whose answer was lost does its work once, whether the server had done it or not. */
class OnceTest {
    private static final RunStart START =
            RunStart.builder("nightly", Instant.parse("2026-03-01T10:00:00Z")).build();

    @TempDir
    private Path folder;

    private final List<Duration> waits = new ArrayList<>();
    private FakeMlflow server;
    private MlflowTracking tracking;

    @BeforeEach
    void start() throws IOException {
        server = new FakeMlflow();
        tracking = Trackings.impatient(server.uri(), folder, waits);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    static Stream<Fault> lostAnswers() {
        return Stream.concat(lostAtOnce(), Stream.of(Fault.late()));
    }

    static Stream<Fault> lostAtOnce() {
        return Stream.of(
                Fault.answer(500, "").afterTheWork(),
                Fault.answer(502, "<html></html>").afterTheWork(),
                Fault.answer(503, "").afterTheWork(),
                Fault.answer(504, "").afterTheWork(),
                Fault.broken().afterTheWork());
    }

    private Path folderOf(String name) {
        Path model = folder.resolve(name);
        ModelFolder.write(model, SampleModel.content().build());
        return model;
    }

    private ModelSource source() {
        String run = tracking.start("1", START).runId();
        return ModelSource.of(tracking.logModel(run, "model", folderOf("model"), Map.of(), ModelMetrics.of(List.of())));
    }

    @ParameterizedTest
    @MethodSource("lostAnswers")
    void aRunIsStartedOnce(Fault lost) {
        server.plan("POST runs/create", lost);

        String run = tracking.start("1", START).runId();

        assertThat(server.runs).hasSize(1);
        assertThat(run).isEqualTo(server.runs.get(0).path("info").path("run_id").asText());
        assertThat(server.calls).containsExactly("POST runs/create", "POST runs/search");
    }

    @Test
    void aRunThatWasNotStartedIsStartedAgain() {
        server.plan("POST runs/create", Fault.answer(502, ""), Fault.broken(), Fault.answer(429, ""));

        tracking.start("1", START);

        assertThat(server.runs).hasSize(1);
        assertThat(server.count("POST runs/create")).isEqualTo(4);
        assertThat(server.count("POST runs/search"))
                .as("a refused call needs no look")
                .isEqualTo(2);
    }

    @Test
    void theLastAttemptIsLookedForToo() {
        for (int i = 0; i < 6; i++) {
            server.plan("POST runs/create", Fault.answer(502, ""));
        }
        server.plan("POST runs/create", Fault.answer(502, "").afterTheWork());

        tracking.start("1", START);

        assertThat(server.runs).hasSize(1);
        assertThat(server.count("POST runs/create")).isEqualTo(7);
    }

    @Test
    void twoStartsOfTheSameNameAreTwoRuns() {
        assertThat(tracking.start("1", START).runId())
                .isNotEqualTo(tracking.start("1", START).runId());
    }

    @ParameterizedTest
    @MethodSource("lostAnswers")
    void aVersionIsRegisteredOnce(Fault lost) {
        ModelSource source = source();
        server.plan("POST model-versions/create", lost);

        assertThat(tracking.register("delay", source).version()).isEqualTo(1);
        assertThat(tracking.register("delay", source).version()).isEqualTo(1);

        assertThat(server.versions).hasSize(1);
        assertThat(server.count("POST model-versions/create")).isEqualTo(1);
    }

    @Test
    void whoRegistersTheSameSourceSecondTakesTheirVersionBack() {
        ModelSource source = source();
        server.meanwhile(
                "POST model-versions/create",
                () -> server.version(JsonNodeFactory.instance
                        .objectNode()
                        .put("name", "delay")
                        .put("source", source.folder().toString())));

        assertThat(tracking.register("delay", source).version()).isEqualTo(1);

        assertThat(server.versions).hasSize(1);
        assertThat(server.count("DELETE model-versions/delete")).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("lostAtOnce")
    void aModelIsLoggedOnceWhateverAnswerIsLost(Fault lost) {
        String run = tracking.start("1", START).runId();
        Path model = folderOf("model");
        server.plan("POST logged-models", lost);
        server.plan("POST runs/outputs", lost);
        server.plan("PUT artifacts/1/models/m-" + "0".repeat(31) + "1/artifacts/millrace/model.json", lost);

        LoggedModel logged = tracking.logModel(run, "model", model, Map.of(), ModelMetrics.of(List.of()));

        assertThat(server.loggedModels).hasSize(1);
        assertThat(server.runs.get(0).path("outputs").path("model_outputs")).hasSize(1);
        assertThat(server.artifacts).hasSameSizeAs(ModelTransfer.files(model));
        assertThat(tracking.loggedModels(run)).isEmpty();
        assertThat(logged.modelId()).isEqualTo("m-" + "0".repeat(31) + "1");
    }

    @Test
    void anUploadThatBrokeOffIsFinishedByTheNextCall() {
        String run = tracking.start("1", START).runId();
        Path model = folderOf("model");
        String manifest = "PUT artifacts/1/models/m-" + "0".repeat(31) + "1/artifacts/" + ModelTransfer.MANIFEST;
        for (int i = 0; i < 7; i++) {
            server.plan(manifest, Fault.answer(503, ""));
        }

        assertThatThrownBy(() -> tracking.logModel(run, "model", model, Map.of(), ModelMetrics.of(List.of())))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("PUT artifact " + ModelTransfer.MANIFEST + " failed 7 times");
        assertThat(server.loggedModels.get(0).path("info").path("status").asText())
                .isEqualTo("LOGGED_MODEL_PENDING");
        tracking.logModel(run, "model", model, Map.of(), ModelMetrics.of(List.of()));

        assertThat(server.loggedModels).hasSize(1);
        assertThat(server.loggedModels.get(0).path("info").path("status").asText())
                .isEqualTo("LOGGED_MODEL_READY");
        assertThat(server.artifacts).hasSameSizeAs(ModelTransfer.files(model));
    }

    @ParameterizedTest
    @MethodSource("lostAtOnce")
    void anAliasThatMovedUnseenIsNotMovedAgain(Fault lost) {
        ModelSource source = source();
        tracking.register("delay", source);
        server.plan("POST registered-models/alias", lost);

        assertThat(tracking.compareAndSetAlias("delay", "champion", OptionalLong.empty(), 1))
                .isTrue();

        assertThat(server.count("POST registered-models/alias")).isEqualTo(1);
        assertThat(server.aliases).isEqualTo(Map.of("champion", "1"));
    }

    @Test
    void anAliasThatAnotherMovedMeanwhileIsLeft() {
        tracking.register("delay", source());
        server.plan("POST registered-models/alias", Fault.broken());
        server.meanwhile("POST registered-models/alias", () -> server.aliases.put("champion", "5"));

        assertThat(tracking.compareAndSetAlias("delay", "champion", OptionalLong.empty(), 1))
                .isFalse();

        assertThat(server.aliases).isEqualTo(Map.of("champion", "5"));
        assertThat(server.count("POST registered-models/alias")).isEqualTo(1);
    }

    @Test
    void aDownloadThatWasCutIsMadeAgainAndADamagedOneToo() throws IOException {
        ModelSource source = source();
        var version = tracking.register("delay", source);
        String file = "GET artifacts" + source.folder().getPath() + "/millrace/model.json";
        server.plan(file, Fault.broken());

        Path downloaded = tracking.download(version);
        assertThat(ModelFolder.load(downloaded).modelId()).isEqualTo(source.modelId());
        assertThat(server.count(file)).isBetween(2L, 3L);
        long calls = server.count(file);
        tracking.download(version);
        assertThat(server.count(file)).as("it stays on this machine").isEqualTo(calls);
        Files.writeString(downloaded.resolve("millrace/model.json"), "{}");

        assertThat(ModelFolder.load(tracking.download(version)).model()).isEqualTo(SampleModel.model());
        try (Stream<Path> left = Files.list(folder.resolve("downloads"))) {
            assertThat(left).containsExactly(downloaded);
        }
    }
}
