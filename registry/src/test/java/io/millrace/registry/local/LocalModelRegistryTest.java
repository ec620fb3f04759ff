package io.millrace.registry.local;

import io.millrace.registry.ModelRegistryContract;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

class LocalModelRegistryTest extends ModelRegistryContract {
    @Override
    protected Store open() {
        LocalTracking tracking = LocalTracking.open(folder.resolve("mlflow.db"), folder.resolve("artifacts"));
        return new Store(tracking, tracking);
    }

    @Override
    protected void damage(URI modelFolder, String path) throws Exception {
        Files.writeString(Path.of(modelFolder).resolve(path), "{}");
    }
}
