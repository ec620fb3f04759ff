package io.millrace.lakehouse;

import io.millrace.config.BackendException;
import io.millrace.config.InvalidConfigException;
import io.millrace.config.Platform;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sessions of Spark Connect: which server is asked for, and what is set on a session there. */
final class RemoteSession {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteSession.class);
    private static final String PACKAGE = "org.apache.spark.sql.connect.";
    private static final String SETTING = "spark.remote";
    private static final String VARIABLE = "SPARK_REMOTE";
    private static final Pattern URI = Pattern.compile("sc://([^:/?#;@\\s]+)(?::([0-9]{1,5}))?(?:/.*)?");
    private static final int DEFAULT_PORT = 15002;
    private static final int LAST_PORT = 65_535;
    private static final int PATIENCE_MILLIS = 10_000;

    /** What is right for a process that runs one session of ours, and wrong for a server of many. */
    private static final Set<String> OF_ONE_PROCESS =
            Set.of("spark.master", "spark.app.name", "spark.sql.artifact.isolation.enabled");

    /** How Spark, and Databricks' serverless compute, say that a setting cannot be set on a session. */
    private static final Pattern NOT_TAKEN = Pattern.compile("^CANNOT_MODIFY_|^CONFIG_NOT_AVAILABLE");

    private RemoteSession() {}

    static boolean is(Class<?> session) {
        return session.getName().startsWith(PACKAGE);
    }

    /**
     * Returns the server: as the environment says, or else spark-submit or {@code SPARK_REMOTE}; empty for none, and on a platform that
     * owns the process, whose session is the one to take.
     */
    static Optional<String> server(
            Environment environment, Properties given, UnaryOperator<@Nullable String> variables) {
        if (Platform.ownsProcess(variables)) {
            return Optional.empty();
        }
        return Optional.ofNullable(environment.spark().get(SETTING))
                .or(() -> Optional.ofNullable(given.getProperty(SETTING)))
                .or(() -> Optional.ofNullable(variables.apply(VARIABLE)))
                .filter(server -> !server.isBlank());
    }

    /**
     * Returns a session of the server.
     *
     * @throws InvalidConfigException if that is no address of a server, or Spark's client is not on the class path
     * @throws BackendException if nothing answers there: the client itself would try for ten minutes
     */
    static SparkSession open(String server) {
        Matcher parts = URI.matcher(server);
        if (!parts.matches()) {
            throw InvalidConfigException.of(
                    SETTING + ": is no address of a server of Spark Connect; write sc://HOST:PORT");
        }
        int port = parts.group(2) == null ? DEFAULT_PORT : Integer.parseInt(parts.group(2));
        if (port > LAST_PORT) {
            throw InvalidConfigException.of(SETTING + ": has the port " + port + "; ports end at " + LAST_PORT);
        }
        requireAnswer(parts.group(1), port);
        requireClient();
        try {
            return SparkSession.builder().remote(server).getOrCreate();
        } catch (Exception e) { // Spark throws checked exceptions that it does not declare
            throw failed(SETTING + ": no session of " + parts.group(1), e);
        }
    }

    /** What the client or the server says of a failure as its kind; what nobody knows, such as an error of gRPC, is the service's. */
    static RuntimeException failed(String what, Exception failure) {
        return Failures.known(what, failure)
                .map(RuntimeException.class::cast)
                .orElseGet(() ->
                        BackendException.retryable(what + ": " + Failures.firstLine(failure.getMessage()), failure));
    }

    /** Without it Spark would start a session of this process. */
    private static void requireClient() {
        try {
            Class.forName(PACKAGE + "SparkSession");
        } catch (ClassNotFoundException e) {
            throw InvalidConfigException.of(
                    SETTING + ": names a server, but Spark's client for it is not on the class path;"
                            + " put spark-connect-client-jvm in the place of spark-sql and spark-sql-api",
                    e);
        }
    }

    private static void requireAnswer(String host, int port) {
        if (System.getProperty("https.proxyHost") != null) {
            return; // through which alone the host may be known
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), PATIENCE_MILLIS);
        } catch (IOException e) {
            throw BackendException.retryable(
                    SETTING + ": no server of Spark Connect answers at " + host + ":" + port + " (" + e.getMessage()
                            + "); start one or mend the address",
                    e);
        }
    }

    /** Whether a session said that it does not take a setting. */
    static boolean isNotTaken(Throwable failure) {
        return NOT_TAKEN.matcher(Failures.condition(failure)).find();
    }

    /** Sets what can be set on a running server; what the environment says beyond that is told. */
    static void set(SparkSession session, Map<String, String> settings, Environment environment) {
        List<String> refused = new ArrayList<>();
        settings.forEach((key, value) -> {
            boolean own = environment.spark().containsKey(key);
            if (key.equals(SETTING) || (OF_ONE_PROCESS.contains(key) && !own)) {
                return;
            }
            try {
                session.conf().set(key, value);
            } catch (Exception e) { // Spark throws checked exceptions that it does not declare
                if (!isNotTaken(e)) {
                    throw e;
                }
                if (own) {
                    refused.add(key);
                }
            }
        });
        if (!refused.isEmpty()) {
            LOG.warn("Not set, since the server must be started with them: {}", String.join(", ", refused));
        }
    }
}
