package io.millrace.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.BackendException;
import io.millrace.lakehouse.ModelCatalog;
import io.millrace.models.ModelFolder;
import io.millrace.registry.local.LocalTracking;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShownRegistryTest {
    @TempDir
    private Path folder;

    private final List<String> shown = new ArrayList<>();
    private boolean down;

    private final ModelCatalog catalog = new ModelCatalog() {
        @Override
        public void show(String model, long version, URI source, String runId) {
            refuse();
            shown.add(model + " " + version + " of " + runId);
        }

        @Override
        public void showChampion(String model, long version) {
            refuse();
            shown.add(model + " champion " + version);
        }

        private void refuse() {
            if (down) {
                throw BackendException.retryable("down");
            }
        }
    };

    @Test
    void showsWhatTheRegistryHasEvenAfterAFailure() {
        LocalTracking local = LocalTracking.open(folder.resolve("mlflow.db"), folder.resolve("artifacts"));
        ModelRegistry registry = new ShownRegistry(local, catalog);
        Path made = folder.resolve("model");
        ModelFolder.write(made, SampleModel.content().build());
        ModelSource source = new ModelSource(made.toUri(), "run-1", ModelFolder.modelId(made), Map.of(), "");

        down = true;
        assertThatThrownBy(() -> registry.register("returns", source)).hasMessage("down");
        down = false;
        ModelVersion version = registry.register("returns", source);
        assertThat(version.version()).isEqualTo(1);
        assertThat(shown).containsExactly("returns 1 of " + version.runId());

        assertThat(registry.compareAndSetAlias("returns", "shadow", OptionalLong.empty(), 1))
                .isTrue();
        assertThat(registry.compareAndSetAlias("returns", ModelRegistry.CHAMPION, OptionalLong.of(7), 1))
                .isFalse();
        down = true;
        assertThatThrownBy(
                        () -> registry.compareAndSetAlias("returns", ModelRegistry.CHAMPION, OptionalLong.empty(), 1))
                .hasMessage("down");
        down = false;
        shown.clear();
        registry.show(registry.champion("returns"));

        assertThat(shown).containsExactly("returns 1 of " + version.runId(), "returns champion 1");
    }
}
