package io.millrace.lakehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.BackendException;
import io.millrace.config.InvalidConfigException;
import io.millrace.config.LakehouseException;
import io.millrace.testkit.Classic;
import io.millrace.testkit.SharedSpark;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class RemoteSessionTest {
    @Test
    void theEnvironmentNamesTheServerOrSparkSubmitOrAVariable() {
        var given = new Properties();
        var variables = Map.of("SPARK_REMOTE", "sc://variable");

        assertThat(RemoteSession.server(environment(Map.of()), given, key -> null))
                .isEmpty();
        assertThat(RemoteSession.server(environment(Map.of()), given, variables::get))
                .contains("sc://variable");
        given.setProperty("spark.remote", "sc://submitted");
        assertThat(RemoteSession.server(environment(Map.of()), given, variables::get))
                .contains("sc://submitted");
        assertThat(RemoteSession.server(environment(Map.of("spark.remote", "sc://file")), given, variables::get))
                .contains("sc://file");
        assertThat(RemoteSession.server(environment(Map.of("spark.remote", "")), given, variables::get))
                .as("an empty setting switches it off")
                .isEmpty();
    }

    @Test
    void aPlatformThatOwnsTheProcessHasTheSession() {
        var given = new Properties();
        given.setProperty("spark.remote", "sc://submitted");
        var variables = Map.of("SPARK_REMOTE", "sc://variable", "DATABRICKS_RUNTIME_VERSION", "17.3");

        assertThat(RemoteSession.server(environment(Map.of("spark.remote", "sc://file")), given, variables::get))
                .isEmpty();
        assertThat(RemoteSession.server(environment(Map.of()), given, variables::get))
                .isEmpty();
    }

    @Test
    void whatTheClientOrGrpcThrowsIsAFailureOfTheService() {
        class StatusRuntimeException extends RuntimeException {
            StatusRuntimeException(String message) {
                super(message);
            }
        }

        assertThat(RemoteSession.failed("send x.jar", new StatusRuntimeException("UNAVAILABLE: io exception\nat")))
                .isInstanceOfSatisfying(
                        BackendException.class, e -> assertThat(e.retryable()).isTrue())
                .hasMessage("send x.jar: UNAVAILABLE: io exception");
    }

    @Classic("makes the server's refusal with a session of this process")
    @Test
    void classesThatTheServerRefusesAreToldWithWhatWasDone() {
        SparkSession session = SharedSpark.session().newSession();
        session.addArtifact(new byte[] {1}, RemoteClasses.Packed.NAME);

        assertThatThrownBy(() -> RemoteClasses.send(session))
                .isInstanceOf(LakehouseException.class)
                .hasMessageContaining("send " + RemoteClasses.Packed.NAME + " to the server of Spark Connect: ");
    }

    @Test
    void whatIsNoAddressIsRefusedWithoutTellingIt() {
        assertThatThrownBy(() -> RemoteSession.open("https://host/;token=secret"))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("spark.remote: is no address")
                .hasMessageContaining("sc://HOST:PORT")
                .hasMessageNotContaining("secret");
    }

    @Test
    void aServerThatDoesNotAnswerIsToldAtOnceWithoutItsToken() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }

        assertThatThrownBy(() -> RemoteSession.open("sc://127.0.0.1:" + port + "/;token=secret"))
                .isInstanceOfSatisfying(
                        BackendException.class, e -> assertThat(e.retryable()).isTrue())
                .hasMessageContaining("no server of Spark Connect answers at 127.0.0.1:" + port)
                .hasMessageNotContaining("secret");
    }

    @Classic("is about a class path without the client")
    @Test
    void saysThatTheClientIsMissing() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> RemoteSession.open("sc://127.0.0.1:" + server.getLocalPort()))
                    .isInstanceOf(InvalidConfigException.class)
                    .hasMessageContaining("put spark-connect-client-jvm in the place of spark-sql");
        }
    }

    private static Environment environment(Map<String, String> spark) {
        return Environment.builder("local")
                .localRoot(Path.of("nowhere"))
                .spark(spark)
                .build();
    }
}
