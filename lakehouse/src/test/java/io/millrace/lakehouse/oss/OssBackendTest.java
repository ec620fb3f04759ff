package io.millrace.lakehouse.oss;

import io.millrace.lakehouse.Backend;
import io.millrace.lakehouse.BackendContract;
import io.millrace.lakehouse.Environment;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.lakehouse.UnityLocation;
import io.millrace.testkit.SharedSpark;
import io.millrace.testkit.UnityServers;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;

/** On a real server if one is named; see {@link UnityServers}. */
@Tag("slow")
class OssBackendTest extends BackendContract {
    private static final Path ROOT = SharedSpark.root().resolve("unity");
    private static final Environment ENVIRONMENT = Environment.builder("lab")
            .backend(Backend.Kind.OSS)
            .catalog("lab_" + ProcessHandle.current().pid())
            .localRoot(ROOT)
            .unityCatalog(Optional.of(new UnityLocation(
                    UnityServers.shared(),
                    Optional.empty(),
                    ROOT.resolve("warehouse").toUri())))
            .build();
    private static final Lakehouse LAKEHOUSE =
            Lakehouse.join(SharedSpark.session().newSession(), ENVIRONMENT);

    @Override
    protected Lakehouse lakehouse() {
        return LAKEHOUSE;
    }

    @Override
    protected List<String> oddNames() {
        return List.of("odd-name", "select", "a_b@c", "9", "--");
    }
}
