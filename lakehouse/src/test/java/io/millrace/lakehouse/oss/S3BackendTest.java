package io.millrace.lakehouse.oss;

import io.millrace.lakehouse.Backend;
import io.millrace.lakehouse.BackendContract;
import io.millrace.lakehouse.Environment;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.lakehouse.UnityLocation;
import io.millrace.testkit.SharedSpark;
import io.millrace.testkit.UnityServers;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** With the warehouse in a bucket, by the profile {@code s3}: {@value #VARIABLE} names the service, whose bucket {@code lab} is there. */
@EnabledIfEnvironmentVariable(named = S3BackendTest.VARIABLE, matches = ".+")
class S3BackendTest extends BackendContract {
    static final String VARIABLE = "MILLRACE_S3";

    /** Made when a test runs, since the service is named only then. */
    private static final class Opened {
        static final Environment ENVIRONMENT = Environment.builder("lab")
                .backend(Backend.Kind.OSS)
                .catalog("s3_" + ProcessHandle.current().pid())
                .localRoot(SharedSpark.root().resolve("s3"))
                .unityCatalog(Optional.of(
                        new UnityLocation(UnityServers.shared(), Optional.empty(), URI.create("s3a://lab/warehouse"))))
                .build();
        static final Lakehouse LAKEHOUSE = Lakehouse.join(SharedSpark.session().newSession(), ENVIRONMENT);
    }

    @Override
    protected Lakehouse lakehouse() {
        return Opened.LAKEHOUSE;
    }

    @Override
    protected List<String> oddNames() {
        return List.of("odd-name", "select", "a_b@c", "9", "--");
    }

    /** Each is some calls over the network. */
    @Override
    protected int turnsOfLeases() {
        return 2;
    }
}
