package io.millrace.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A real MLflow server in a process of its own, from the virtual environment that {@code MILLRACE_MLFLOW} names. */
public final class MlflowServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Supplier<MlflowServer> SHARED = new Supplier<>() {
        private @Nullable MlflowServer server;

        @Override
        public synchronized MlflowServer get() {
            MlflowServer started = server == null ? startShared() : server;
            server = started;
            return started;
        }
    };

    private final Process process;
    private final URI uri;

    private MlflowServer(Process process, URI uri) {
        this.process = process;
        this.uri = uri;
    }

    /** Returns the server that the tests of this JVM share; it ends with the JVM. */
    public static MlflowServer shared() {
        return SHARED.get();
    }

    private static MlflowServer startShared() {
        Python.mlflow(); // fails before a folder is made
        try {
            Path folder = Files.createTempDirectory("millrace-mlflow");
            MlflowServer server = start(folder, folder.resolve("mlflow.db"));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                server.close();
                delete(folder);
            }));
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a server over a SQLite file, with its log and proxied artifacts in a folder. */
    public static MlflowServer start(Path folder, Path file) throws IOException {
        int port = freePort();
        Process process = Python.mlflow()
                .program(
                        "mlflow",
                        "server",
                        "--host",
                        "127.0.0.1",
                        "--port",
                        Integer.toString(port),
                        "--workers",
                        "1",
                        "--backend-store-uri",
                        "sqlite:///" + file,
                        "--artifacts-destination",
                        folder.resolve("proxied").toString())
                .directory(folder.toFile())
                .redirectOutput(folder.resolve("server.log").toFile())
                .start();
        MlflowServer server = new MlflowServer(process, URI.create("http://127.0.0.1:" + port));
        server.awaitHealth(folder.resolve("server.log"));
        return server;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitHealth(Path log) throws IOException {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(URI.create(uri + "/health"))
                .timeout(Duration.ofSeconds(5))
                .build();
        Instant end = Instant.now().plus(PATIENCE);
        while (process.isAlive() && Instant.now().isBefore(end)) {
            if (healthy(client, request)) {
                return;
            }
            await();
        }
        close();
        throw new AssertionError("MLflow server did not start:\n" + Files.readString(log));
    }

    private static boolean healthy(HttpClient client, HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false; // not up yet
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while an MLflow server started", e);
        }
    }

    private void await() {
        try {
            process.waitFor(200, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns the server's address. */
    public URI uri() {
        return uri;
    }

    /** Ends the server and what it started. */
    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        children.forEach(ProcessHandle::destroy);
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        children.forEach(ProcessHandle::destroyForcibly);
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            System.err.println("Left behind: " + folder + " (" + e.getMessage() + ")");
        }
    }
}
