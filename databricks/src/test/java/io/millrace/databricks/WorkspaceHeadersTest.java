package io.millrace.databricks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.config.BackendException;
import io.millrace.config.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Headers for calls that do not go through the SDK: a service principal's tokens age and are renewed. */
class WorkspaceHeadersTest {
    private static final String SECRET = "oauth-secret-0123";

    @TempDir
    private Path folder;

    private final AtomicInteger tokens = new AtomicInteger();
    private final AtomicBoolean down = new AtomicBoolean();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String host() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Tokens last for a second, which is less than the time before their end at which the SDK makes another. */
    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        boolean token = path.endsWith("/token");
        String body = token
                ? "{\"access_token\":\"token-" + tokens.incrementAndGet()
                        + "\",\"token_type\":\"Bearer\",\"expires_in\":1}"
                : "{\"token_endpoint\":\"" + host() + "/oidc/v1/token\",\"authorization_endpoint\":\"" + host()
                        + "/oidc/v1/authorize\"}";
        byte[] bytes = (token && down.get() ? SECRET + " is refused" : body).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(token && down.get() ? 503 : 200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private Workspace open() throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), SECRET);
        return Workspace.open(
                new WorkspaceSettings(
                        Optional.of(host()),
                        Optional.empty(),
                        Optional.of("0a1b2c3d"),
                        Optional.of(Secret.parse("file:" + file)),
                        Optional.empty()),
                Duration.ZERO,
                time -> {});
    }

    @Test
    void aTokenThatHasAgedIsRenewed() throws IOException {
        Workspace workspace = open();

        Map<String, String> first = workspace.headers();
        Map<String, String> second = workspace.headers();

        assertThat(workspace.credentials()).isEqualTo("oauth-m2m");
        assertThat(first.get("Authorization")).startsWith("Bearer token-");
        assertThat(second.get("Authorization")).startsWith("Bearer token-").isNotEqualTo(first.get("Authorization"));
    }

    @Test
    void aTokenThatCannotBeRenewedIsToldWithoutTheSecret() throws IOException {
        Workspace workspace = open();
        down.set(true);

        assertThatThrownBy(workspace::headers)
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("the login: " + host())
                .hasMessageNotContaining(SECRET);
    }
}
