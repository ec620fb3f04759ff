package io.millrace.registry.mlflow;

import io.millrace.registry.ModelRegistryContract;
import io.millrace.testkit.MlflowServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Tag;

@Tag("data")
class MlflowModelRegistryTest extends ModelRegistryContract {
    @Override
    protected Store open() {
        MlflowTracking tracking = Trackings.open(MlflowServer.shared().uri(), folder);
        return new Store(tracking, tracking);
    }

    @Override
    protected void damage(URI modelFolder, String path) throws Exception {
        URI file = URI.create(MlflowServer.shared().uri() + "/api/2.0/mlflow-artifacts/artifacts"
                + modelFolder.getPath() + "/" + path);
        HttpRequest put =
                HttpRequest.newBuilder(file).PUT(BodyPublishers.ofString("{}")).build();
        HttpClient.newHttpClient().send(put, BodyHandlers.discarding());
    }
}
