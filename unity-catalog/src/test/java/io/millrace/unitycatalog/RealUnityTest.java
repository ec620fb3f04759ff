package io.millrace.unitycatalog;

import io.millrace.testkit.UnityServers;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** On the real server that {@code MILLRACE_UC_URI} names; what it says is written down where {@code MILLRACE_UC_RECORD} says. */
@EnabledIfEnvironmentVariable(named = UnityServers.VARIABLE, matches = ".+")
class RealUnityTest extends UnityContract {
    private static final Exchanges.Recorder RECORDER = Exchanges.record(UnityServers.shared());
    private static final UnityServer SERVER = new UnityServer(RECORDER.uri(), Optional.empty());

    /** Told apart from earlier tests on the same server; the recorded ones have none. */
    private static final String STAMP = System.getenv("MILLRACE_UC_RECORD") == null
            ? "_" + Long.toString(System.nanoTime(), Character.MAX_RADIX)
            : "";

    @Override
    UnityServer server() {
        return SERVER;
    }

    @Override
    String catalogOf(TestInfo test) {
        String method = test.getTestMethod().orElseThrow().getName();
        return method.toLowerCase(Locale.ROOT) + STAMP;
    }

    @AfterAll
    static void write() {
        String file = System.getenv("MILLRACE_UC_RECORD");
        if (file != null) {
            RECORDER.write(Path.of(file));
        }
        RECORDER.close();
    }
}
