package io.millrace.lakehouse;

import io.millrace.config.LakehouseException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our classes on the server of a remote session, whose executors run functions of ours: as one jar, made once in a JVM of what
 * lies under {@code io/millrace} on its class path, and sent once to each session.
 */
final class RemoteClasses {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteClasses.class);
    private static final String ROOT = "io/millrace";
    /** A setting of the session, since the same one may come in several objects. */
    private static final String SENT = "spark.millrace.classes";

    private RemoteClasses() {}

    /**
     * Sends them unless the session has them.
     *
     * @throws LakehouseException if the server does not take them, or does not answer
     */
    static void send(SparkSession remote) {
        try {
            if (remote.conf().get(SENT, "").equals(Packed.NAME)) {
                return;
            }
            // A server takes a name for one content only, whichever session sends it.
            remote.addArtifact(Packed.JAR, Packed.NAME);
            remote.conf().set(SENT, Packed.NAME);
        } catch (Exception e) { // Spark throws checked exceptions that it does not declare, its client those of gRPC
            throw RemoteSession.failed("send " + Packed.NAME + " to the server of Spark Connect", e);
        }
        LOG.info("Sent {} to the server, {} KiB", Packed.NAME, Packed.JAR.length >> 10);
    }

    static final class Packed {
        static final byte[] JAR = jar();
        static final String NAME = "millrace-" + UUID.nameUUIDFromBytes(JAR) + ".jar";

        private static byte[] jar() {
            Map<String, byte[]> classes = new TreeMap<>();
            var bytes = new ByteArrayOutputStream();
            try (var jar = new ZipOutputStream(bytes)) {
                for (URL place :
                        Collections.list(RemoteClasses.class.getClassLoader().getResources(ROOT))) {
                    collect(place, classes);
                }
                for (Map.Entry<String, byte[]> each : classes.entrySet()) {
                    var entry = new ZipEntry(each.getKey());
                    entry.setTime(0); // the same classes are the same jar
                    jar.putNextEntry(entry);
                    jar.write(each.getValue());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return bytes.toByteArray();
        }

        private static void collect(URL place, Map<String, byte[]> classes) throws IOException {
            if (place.getProtocol().equals("jar")) {
                Path file = Path.of(URI.create(place.getPath().replaceFirst("!/.*$", "")));
                try (var jar = new JarFile(file.toFile())) {
                    for (var entry : Collections.list(jar.entries())) {
                        if (entry.getName().startsWith(ROOT + "/") && !entry.isDirectory()) {
                            try (InputStream content = jar.getInputStream(entry)) {
                                classes.putIfAbsent(entry.getName(), content.readAllBytes());
                            }
                        }
                    }
                }
                return;
            }
            Path folder = path(place);
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    String name =
                            ROOT + "/" + folder.relativize(file).toString().replace('\\', '/');
                    classes.putIfAbsent(name, Files.readAllBytes(file));
                }
            }
        }

        private static Path path(URL place) {
            try {
                return Path.of(place.toURI());
            } catch (URISyntaxException e) {
                throw new IllegalStateException(place + " is no place of classes", e);
            }
        }
    }
}
