package io.millrace.registry.mlflow;

import io.millrace.registry.ModelRegistryContract;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;

class WorkspaceModelRegistryTest extends ModelRegistryContract {
    private final PlayedWorkspace played = new PlayedWorkspace();

    @AfterEach
    void close() {
        played.close();
    }

    @Override
    protected Store open() {
        MlflowTracking tracking = played.open(folder);
        return new Store(tracking, tracking);
    }

    @Override
    protected String oddName() {
        return "Delay-Model_of%3";
    }

    @Override
    protected int longTag() {
        return 1000;
    }

    @Override
    protected void damage(URI modelFolder, String path) {
        played.storage.files().put(modelFolder.getPath() + "/" + path, new byte[] {'{', '}'});
    }
}
