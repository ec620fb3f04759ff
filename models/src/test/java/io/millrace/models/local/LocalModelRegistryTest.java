package io.millrace.models.local;

import io.millrace.models.ModelRegistry;
import io.millrace.models.ModelRegistryContract;

class LocalModelRegistryTest extends ModelRegistryContract {
    @Override
    protected ModelRegistry open() {
        return LocalTracking.open(folder.resolve("mlflow.db"), folder.resolve("artifacts"));
    }
}
