package io.millrace.registry.mlflow;

import io.millrace.config.InvalidConfigException;
import io.millrace.config.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** What a call shows to be let in; it prints as what kind it is, never as itself. */
final class Credentials {
    private static final String USERNAME = "MLFLOW_TRACKING_USERNAME";
    private static final String PASSWORD = "MLFLOW_TRACKING_PASSWORD";
    private static final String TOKEN = "MLFLOW_TRACKING_TOKEN";

    private final String authorization;
    private final String description;

    private Credentials(String authorization, String description) {
        this.authorization = authorization;
        this.description = description;
    }

    /**
     * Returns the credentials that are set: the token that the environment refers to, else user and password, else the token
     * among the variables, as MLflow's own clients choose.
     *
     * @throws InvalidConfigException if the reference has no value, or only one of user and password is set
     */
    static Credentials from(Optional<Secret> token, Map<String, String> variables) {
        if (token.isPresent()) {
            return bearer(token.get().value(), "the token of " + token.get());
        }
        String user = variables.getOrDefault(USERNAME, "");
        String password = variables.getOrDefault(PASSWORD, "");
        if (user.isEmpty() != password.isEmpty()) {
            String set = user.isEmpty() ? PASSWORD : USERNAME;
            String missing = user.isEmpty() ? USERNAME : PASSWORD;
            throw InvalidConfigException.of(
                    "environment variable " + missing + ": is not set, but " + set + " is; set both, or neither");
        }
        if (!user.isEmpty()) {
            byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
            return new Credentials(
                    "Basic " + Base64.getEncoder().encodeToString(pair),
                    "user " + user + " and " + PASSWORD + "=*****");
        }
        String bearer = variables.getOrDefault(TOKEN, "");
        return bearer.isEmpty() ? new Credentials("", "no credentials") : bearer(bearer, TOKEN + "=*****");
    }

    private static Credentials bearer(String token, String description) {
        return new Credentials("Bearer " + token, description);
    }

    boolean none() {
        return authorization.isEmpty();
    }

    Map<String, String> headers() {
        return none() ? Map.of() : Map.of("Authorization", authorization);
    }

    /** Tells what was shown, without the secret. */
    @Override
    public String toString() {
        return description;
    }
}
