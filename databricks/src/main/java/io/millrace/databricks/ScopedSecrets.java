package io.millrace.databricks;

import com.databricks.sdk.service.workspace.GetSecretRequest;
import com.databricks.sdk.service.workspace.GetSecretResponse;
import io.millrace.config.InvalidConfigException;
import io.millrace.config.SecretStore;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Secrets of a workspace's scopes, {@code databricks:SCOPE/KEY}: of the workspace whose cluster this is, else of the one that Databricks'
 * own tools would find.
 */
public final class ScopedSecrets implements SecretStore {
    private static final Pattern NAME = Pattern.compile("([A-Za-z0-9_.@-]{1,128})/([A-Za-z0-9_.@-]{1,128})");

    private final Supplier<Workspace> workspace;

    /** For the service loader. Touches nothing. */
    public ScopedSecrets() {
        this(() -> Workspace.open(WorkspaceSettings.NONE));
    }

    ScopedSecrets(Supplier<Workspace> workspace) {
        this.workspace = workspace;
    }

    @Override
    public String scheme() {
        return "databricks";
    }

    @Override
    public boolean understands(String name) {
        return NAME.matcher(name).matches();
    }

    @Override
    public String value(String name) {
        Matcher parts = NAME.matcher(name);
        if (!parts.matches()) {
            throw new IllegalArgumentException("a secret of a scope is named SCOPE/KEY");
        }
        Workspace open = workspace.get();
        String what = "secret " + scheme() + ":" + name;
        GetSecretRequest request =
                new GetSecretRequest().setScope(parts.group(1)).setKey(parts.group(2));
        Privilege needs = new Privilege(
                List.of(),
                "whoever manages the scope gives it: databricks secrets put-acl " + parts.group(1) + " PRINCIPAL READ");
        return open.find(what, needs, () -> open.client().secrets().getSecret(request))
                .map(GetSecretResponse::getValue)
                .map(value -> new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8))
                .orElseThrow(() -> InvalidConfigException.of(what + ": " + open.host()
                        + " has none of that name; put it there: databricks secrets put-secret " + parts.group(1) + " "
                        + parts.group(2)));
    }
}
