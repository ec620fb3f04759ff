package io.millrace.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run whose tracking server is not there, or none: one message and the exit code, before Spark starts. */
final class TrackingServerTest {
    @TempDir
    private Path folder;

    private record Outcome(int code, String err) {}

    private Outcome run(String uri) throws IOException {
        Path project = Files.writeString(folder.resolve("project.conf"), "project = shop");
        StringWriter err = new StringWriter();
        int code = Main.commandLine()
                .setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(err))
                .execute(
                        "run",
                        project.toString(),
                        "--set",
                        "local.root=" + folder.resolve("local"),
                        "--set",
                        "tracking.uri=" + uri);
        return new Outcome(code, err.toString());
    }

    @Test
    void anAddressThatIsNoneIsBadConfiguration() throws IOException {
        Outcome outcome = run("sqlite:///mlflow.db");

        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err())
                .contains(
                        "--set tracking.uri: is 'sqlite:///mlflow.db', which is not http or https; write the address");
    }

    @Test
    void aLoginPageIsAFailedServiceAtOnce() throws IOException {
        AtomicInteger requests = new AtomicInteger();
        byte[] page = "<html><title>Sign in</title></html>".getBytes(StandardCharsets.UTF_8);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.incrementAndGet();
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        server.start();
        try {
            Outcome outcome = run("http://127.0.0.1:" + server.getAddress().getPort());

            assertThat(outcome.code()).isEqualTo(4);
            assertThat(outcome.err())
                    .contains("with a page titled 'Sign in' that is not MLflow's", "MLFLOW_TRACKING_TOKEN")
                    .doesNotContain("\tat ");
            assertThat(requests).hasValue(1);
            assertThat(folder.resolve("local")).doesNotExist();
        } finally {
            server.stop(0);
        }
    }

    @Test
    @Tag("faults")
    void aServerThatIsDownIsAFailedServiceAfterAWhile() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        Outcome outcome = run("http://127.0.0.1:" + port);

        assertThat(outcome.code()).isEqualTo(4);
        assertThat(outcome.err()).contains("failed 7 times, at last: it cannot be reached (connection refused); start");
    }
}
