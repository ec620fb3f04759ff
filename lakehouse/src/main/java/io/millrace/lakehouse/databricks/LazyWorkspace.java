package io.millrace.lakehouse.databricks;

import io.millrace.databricks.Workspace;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A workspace that is opened when it is first needed; one that could not be opened is tried again. */
final class LazyWorkspace implements Supplier<Workspace> {
    private final Supplier<Workspace> opening;
    private @Nullable Workspace open;

    LazyWorkspace(Supplier<Workspace> opening) {
        this.opening = opening;
    }

    @Override
    public synchronized Workspace get() {
        if (open == null) {
            open = opening.get();
        }
        return open;
    }
}
