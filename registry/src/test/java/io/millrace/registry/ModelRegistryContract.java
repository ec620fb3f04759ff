package io.millrace.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.DataException;
import io.millrace.models.LoadedModel;
import io.millrace.models.ModelFolder;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every {@link ModelRegistry} does; implementations extend it. The store may hold what others left there. */
public abstract class ModelRegistryContract {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    @TempDir
    protected Path folder;

    private ExperimentTracker tracker;
    private ModelRegistry registry;
    private String run;
    private String delay;

    /** A store's two sides. */
    public record Store(ExperimentTracker tracker, ModelRegistry registry) {}

    /** Returns the store, below {@link #folder} where it needs one. */
    protected abstract Store open();

    /** Replaces a file of a model folder that the store keeps with another content. */
    protected abstract void damage(URI modelFolder, String path) throws Exception;

    /** Returns a name that is hard to quote, as far as the store takes one. */
    protected String oddName() {
        return "it's a model";
    }

    /** Returns how long a tag's value may be, at least. */
    protected int longTag() {
        return 4005;
    }

    @BeforeEach
    void openTheStore() {
        Store store = open();
        tracker = store.tracker();
        registry = store.registry();
        run = tracker.start(
                        tracker.experiment(unique("flights")),
                        RunStart.builder("nightly", START).build())
                .runId();
        delay = unique(delay);
    }

    private static String unique(String name) {
        return name + "-" + UUID.randomUUID().toString().substring(0, 8);
    }

    private ModelSource source(String name) {
        Path model = folder.resolve("models-" + name);
        ModelFolder.write(model, SampleModel.content().runId(run).build());
        return ModelSource.of(tracker.logModel(run, name, model, Map.of(), ModelMetrics.of(List.of())))
                .withTags(Map.of("kind", name))
                .withDescription("made for " + name);
    }

    @Test
    void countsVersionsFromOneAndFindsThem() {
        ModelVersion first = registry.register(delay, source("a"));
        ModelVersion second = registry.register(delay, source("b"));
        String amount = unique("amount");
        ModelVersion other = registry.register(amount, source("c"));

        assertThat(first.version()).isEqualTo(1);
        assertThat(second.version()).isEqualTo(2);
        assertThat(other.version()).isEqualTo(1);
        assertThat(registry.find(delay, 2)).contains(second);
        assertThat(second.runId()).isEqualTo(run);
        assertThat(second.tags()).isEqualTo(Map.of("kind", "b"));
        assertThat(registry.versions(delay)).containsExactly(first, second);
        assertThat(registry.models()).contains(amount, delay).isSorted();
        assertThat(registry.find(delay, 3)).isEmpty();
        assertThat(registry.versions(unique("none"))).isEmpty();
        assertThat(registry.find(unique("none"), 1)).isEmpty();
        assertThat(registry.findByAlias(unique("none"), "champion")).isEmpty();
    }

    @Test
    void givesTheSameSourceTheVersionItHas() {
        ModelSource source = source("a");
        ModelVersion first = registry.register(delay, source);

        assertThat(registry.register(delay, source)).isEqualTo(first);
        assertThat(registry.versions(delay)).hasSize(1);
    }

    @Test
    void registersOnlyCompleteFolders() throws Exception {
        ModelSource source = source("a");
        damage(source.folder(), "millrace/model.json");

        assertThatThrownBy(() -> registry.register(delay, source))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("model.json");
        assertThat(registry.models()).doesNotContain(delay);
    }

    @Test
    void registersOnlyTheModelThatTheSourceNames() {
        ModelSource a = source("a");
        ModelSource b = source("b");

        assertThatThrownBy(() -> registry.register(delay, new ModelSource(a.folder(), run, b.modelId(), Map.of(), "")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("holds " + a.modelId() + ", not " + b.modelId());
    }

    @Test
    void downloadsTheFolderThatWasRegistered() {
        ModelSource source = source("a");
        ModelVersion version = registry.register(delay, source);

        LoadedModel model = ModelFolder.load(registry.download(version));

        assertThat(model.model()).isEqualTo(SampleModel.model());
        assertThat(model.modelId()).isEqualTo(source.modelId());
        assertThat(registry.download(registry.find(delay, 1).orElseThrow())).isEqualTo(model.folder());
    }

    @Test
    void listsVersionsWithTheirTagsAndAliases() {
        String name = unique(oddName());
        registry.register(name, source("a"));
        registry.register(name, source("b"));
        registry.compareAndSetAlias(name, "champion", OptionalLong.empty(), 2);
        registry.compareAndSetAlias(name, "canary", OptionalLong.empty(), 2);
        registry.compareAndSetAlias(name, "previous", OptionalLong.empty(), 1);

        List<ModelVersion> versions = registry.versions(name);

        assertThat(versions).extracting(ModelVersion::version).containsExactly(1L, 2L);
        assertThat(versions)
                .extracting(ModelVersion::aliases)
                .containsExactly(Set.of("previous"), Set.of("champion", "canary"));
        assertThat(versions).extracting(ModelVersion::tags).containsExactly(Map.of("kind", "a"), Map.of("kind", "b"));
        assertThat(versions)
                .containsExactly(
                        registry.find(name, 1).orElseThrow(),
                        registry.findByAlias(name, "champion").orElseThrow());
    }

    @Test
    void movesAnAliasOnlyFromWhereTheCallerBelievesItIs() {
        registry.register(delay, source("a"));
        registry.register(delay, source("b"));

        assertThat(registry.compareAndSetAlias(delay, "champion", OptionalLong.of(1), 2))
                .isFalse();
        assertThat(registry.compareAndSetAlias(delay, "champion", OptionalLong.empty(), 1))
                .isTrue();
        assertThat(registry.compareAndSetAlias(delay, "champion", OptionalLong.empty(), 2))
                .isFalse();
        assertThat(registry.findByAlias(delay, "champion").orElseThrow().version())
                .isEqualTo(1);
        assertThat(registry.compareAndSetAlias(delay, "champion", OptionalLong.of(1), 2))
                .isTrue();
        assertThat(registry.findByAlias(delay, "champion").orElseThrow().aliases())
                .isEqualTo(Set.of("champion"));
        assertThat(registry.find(delay, 1).orElseThrow().aliases()).isEmpty();
        assertThat(registry.findByAlias(delay, "challenger")).isEmpty();
        assertThatThrownBy(() -> registry.compareAndSetAlias(delay, "champion", OptionalLong.of(2), 9))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(delay + " has no version 9");
    }

    @Test
    void givesTheChampionOrSaysThatThereIsNone() {
        ModelVersion first = registry.register(delay, source("a"));

        assertThatThrownBy(() -> registry.champion(delay))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("model " + delay + " has no champion");
        registry.compareAndSetAlias(delay, ModelRegistry.CHAMPION, OptionalLong.empty(), 1);
        assertThat(registry.champion(delay).version()).isEqualTo(first.version());
    }

    @Test
    void letsOneOfManyMoveAnAlias() throws Exception {
        registry.register(delay, source("a"));
        List<Callable<Boolean>> movers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            movers.add(() -> registry.compareAndSetAlias(delay, "champion", OptionalLong.empty(), 1));
        }
        ExecutorService threads = Executors.newFixedThreadPool(8);
        int won = 0;
        try {
            for (Future<Boolean> moved : threads.invokeAll(movers)) {
                won += moved.get() ? 1 : 0;
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(won).isEqualTo(1);
    }

    @Test
    void givesConcurrentRegistrationsDistinctVersions() throws Exception {
        List<Callable<Long>> registrations = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            ModelSource source = source("m" + i);
            registrations.add(() -> registry.register(delay, source).version());
        }
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Long> versions = new ArrayList<>();
        try {
            for (Future<Long> version : threads.invokeAll(registrations)) {
                versions.add(version.get());
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(versions).containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
    }

    @Test
    void tagsAVersion() {
        String why = "ışık " + "x".repeat(longTag() - 5);
        registry.register(delay, source("a"));

        registry.tag(delay, 1, Map.of("kind", "tree", "gate", "passed", "why", why));

        assertThat(registry.find(delay, 1).orElseThrow().tags())
                .isEqualTo(Map.of("kind", "tree", "gate", "passed", "why", why));
        assertThatThrownBy(() -> registry.tag(delay, 9, Map.of("a", "b")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(delay + " has no version 9");
    }

    @Test
    void refusesNamesThatMlflowRefuses() {
        assertThatThrownBy(() -> registry.register("a/b", source("a"))).isInstanceOf(DataException.class);
        registry.register(delay, source("b"));
        for (String alias : List.of("latest", "v3", "a b", "")) {
            assertThatThrownBy(() -> registry.compareAndSetAlias(delay, alias, OptionalLong.empty(), 1))
                    .as(alias)
                    .isInstanceOf(DataException.class);
        }
    }
}
