package io.millrace.lakehouse;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.config.Secret;
import io.millrace.testkit.FakeUnity;
import io.millrace.testkit.SharedSpark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The catalog of a Unity Catalog server that lets in whom it knows, and keeps what is granted to them. */
class EnforcedCatalogTest extends CatalogContract {
    private static final FakeUnity SERVER = FakeUnity.start()
            .enforcing(Map.of("own", "millrace", "a", "team a", "b", "team b", "c", "analysts", "d", "by hand"));
    private static final Lakehouse LAKEHOUSE = open();

    private static Lakehouse open() {
        Path root = SharedSpark.root().resolve("enforced by ä");
        try {
            Path token = Files.writeString(Files.createDirectories(root).resolve("token"), "own");
            Environment environment = Environment.builder("lab")
                    .backend(Backend.Kind.OSS)
                    .catalog("enforced")
                    .localRoot(root)
                    .unityCatalog(Optional.of(new UnityLocation(
                            SERVER.uri(),
                            Optional.of(Secret.parse("file:" + token)),
                            root.resolve("warehouse").toUri())))
                    .build();
            return Lakehouse.join(SharedSpark.session().newSession(), environment);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    Lakehouse lakehouse() {
        return LAKEHOUSE;
    }

    @Test
    void tellsThatGrantsAreEnforced() {
        assertThat(LAKEHOUSE.backend().capabilities()).contains(Backend.Capability.ENFORCED_GRANTS);
    }
}
