package io.millrace.registry.mlflow;

import io.millrace.lakehouse.TrackingLocation;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Trackings for tests. */
final class Trackings {
    private Trackings() {}

    /** Returns one as users get it. */
    static MlflowTracking open(URI server, Path folder) {
        return MlflowTracking.open(
                new TrackingLocation.Server(server, Optional.empty(), folder.resolve("local/downloads")));
    }

    /** Returns one that never waits but writes down for how long it would have, and gives a call two seconds. */
    static MlflowTracking impatient(URI server, Path folder, List<Duration> waits) {
        return impatient(server, folder, waits, Clock.systemUTC(), Map.of());
    }

    static MlflowTracking impatient(
            URI server, Path folder, List<Duration> waits, Clock clock, Map<String, String> variables) {
        Credentials credentials = Credentials.from(Optional.empty(), variables);
        Http http = new Http(
                new ServerService(server, credentials), new Backoff(waits::add, 7), clock, Duration.ofSeconds(2));
        return new MlflowTracking(http, new ServerPlatform(http), folder.resolve("downloads"), clock);
    }
}
