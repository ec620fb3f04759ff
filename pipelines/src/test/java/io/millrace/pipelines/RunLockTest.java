package io.millrace.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.BackendException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunLockTest {
    @TempDir
    private Path root;

    @Test
    void refusesASecondRunAndNamesTheFirst() {
        try (RunLock held = RunLock.take(root, "flights", "run-1")) {
            assertThat(held).isNotNull();
            assertThatThrownBy(() -> RunLock.take(root, "flights", "run-2"))
                    .isInstanceOfSatisfying(BackendException.class, e -> assertThat(e.retryable())
                            .isTrue())
                    .hasMessageContaining("another run of project flights is in progress (run run-1, process ");
        }
    }

    @Test
    void isFreeAgainOnceReleased() {
        RunLock.take(root, "flights", "run-1").close();

        try (RunLock again = RunLock.take(root, "flights", "run-2");
                RunLock other = RunLock.take(root, "payments", "run-3")) {
            assertThat(again).isNotSameAs(other);
        }
    }
}
