package io.millrace.lakehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.BackendException;
import io.millrace.config.DataException;
import io.millrace.config.TableName;
import io.millrace.testkit.SharedSpark;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Whether a write is tried again hangs on {@link BackendException#retryable()} alone. */
class CommitsTest {
    private static final TableName TABLE = TableName.parse("main.raw.orders");
    private static final Write WRITE = Write.of("test/orders", 1, "run");

    private final Backend backend = Backend.of(Environment.local(SharedSpark.root()));
    private final Commits commits = new Commits(
            new TableHistory(new TableLog(SharedSpark.session(), backend.storedTables())), new Failures(backend));
    private final List<WriteMark> tried = new ArrayList<>();

    private void commit(Exception failure) {
        commits.commit("append to orders", TABLE, WRITE, mark -> {
            tried.add(mark);
            throw failure;
        });
    }

    @Test
    void whatMayPassIsTriedFiveTimesUnderOneMark() {
        BackendException failure = BackendException.retryable("the catalog is busy");

        assertThatThrownBy(() -> commit(failure)).isSameAs(failure);

        assertThat(tried).hasSize(5);
        assertThat(new HashSet<>(tried)).hasSize(1);
    }

    @Test
    void whatLastsIsTriedOnce() {
        for (Exception failure : List.of(
                BackendException.permanent("superseded"), new DataException("a value"), new TimeoutException("odd"))) {
            tried.clear();

            assertThatThrownBy(() -> commit(failure)).as("%s", failure).isNotNull();

            assertThat(tried).as("%s", failure).hasSize(1);
        }
    }
}
