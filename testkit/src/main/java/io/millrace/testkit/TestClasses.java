package io.millrace.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.spi.ToolProvider;
import org.apache.spark.sql.SparkSession;

/**
 * All classes of ours that this JVM's tests see, as jars that a remote session can be given. A server takes a name for one content
 * only, whichever session gives it.
 */
final class TestClasses {
    private static final List<Path> JARS = jars();

    private TestClasses() {}

    static void sendTo(SparkSession session) {
        JARS.forEach(jar -> session.addArtifact(jar.toString()));
    }

    private static List<Path> jars() {
        try {
            Path folder = Files.createDirectory(SharedSpark.root().resolve("classes"));
            List<URL> places =
                    Collections.list(TestClasses.class.getClassLoader().getResources("io/millrace"));
            return places.stream().map(place -> jar(folder, place)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path jar(Path folder, URL place) {
        try {
            Path jar = folder.resolve("new.jar");
            if (place.getProtocol().equals("jar")) {
                Files.copy(Path.of(URI.create(place.getPath().replaceFirst("!.*$", ""))), jar);
            } else {
                String classes =
                        Path.of(place.toURI()).resolve("../..").normalize().toString();
                ToolProvider tool = ToolProvider.findFirst("jar").orElseThrow();
                if (tool.run(System.out, System.err, "--create", "--file=" + jar, "-C", classes, ".") != 0) {
                    throw new IllegalStateException("cannot make a jar of " + classes);
                }
            }
            return Files.move(jar, folder.resolve(UUID.nameUUIDFromBytes(Files.readAllBytes(jar)) + ".jar"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(place + " is no place of classes", e);
        }
    }
}
