package io.millrace.registry.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.config.BackendException;
import io.millrace.config.DataException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The files of a version of a model in Unity Catalog, where its storage is the metastore's own: by URLs of the Files API. */
final class VersionFiles implements SignedFiles {
    private static final String THROUGH_WORKSPACE =
            "unity-catalog/registered-models:is-databricks-sdk-models-artifact-repository-enabled";

    private final Rest rest;
    private final String model;
    private final String version;
    private final String root;
    /** What was asked for already. */
    private final Set<String> allowed = ConcurrentHashMap.newKeySet();

    private VersionFiles(Rest rest, String model, String version) {
        this.rest = rest;
        this.model = model;
        this.version = version;
        this.root = root(model, version);
    }

    /** Returns a version's files: through the workspace where it offers that, else by signed URLs. */
    static Folder folder(Http http, String model, String version) {
        Rest rest = new Rest(http).about(model);
        return throughWorkspace(rest)
                ? new FilesFolder(http, model, root(model, version))
                : new SignedFolder(http, new VersionFiles(rest, model, version));
    }

    private static String root(String model, String version) {
        return "/Models/" + model.replace('.', '/') + "/" + version;
    }

    /** A workspace that does not know the question does not offer it. */
    private static boolean throughWorkspace(Rest rest) {
        try {
            return rest.find(THROUGH_WORKSPACE, Map.of())
                    .map(answer -> answer.path("is_databricks_sdk_models_artifact_repository_enabled")
                            .asBoolean())
                    .orElse(false);
        } catch (DataException e) {
            return false;
        }
    }

    @Override
    public SignedUrl upload(String path) {
        requireSignedUrls("MODEL_VERSION_OPERATION_READ_WRITE");
        return sign("/api/2.0/fs/create-upload-url", path);
    }

    @Override
    public SignedUrl download(String path) {
        requireSignedUrls("MODEL_VERSION_OPERATION_READ");
        return sign("/api/2.0/fs/create-download-url", path);
    }

    private SignedUrl sign(String call, String path) {
        JsonNode answer = rest.send("POST", call, Rest.object().put("path", root + "/" + path));
        return SignedUrl.of(answer.path("url").asText(), answer.path("headers"), SignedUrl.Kind.OBJECT);
    }

    /** Storage of the account's own comes with credentials of the cloud, which take the cloud's own client. */
    private void requireSignedUrls(String operation) {
        if (allowed.contains(operation)) {
            return;
        }
        JsonNode credentials = rest.send(
                        "POST",
                        "unity-catalog/model-versions/generate-temporary-credentials",
                        Rest.object().put("name", model).put("version", version).put("operation", operation))
                .path("credentials");
        if (!credentials.path("storage_mode").asText().equals("DEFAULT_STORAGE")) {
            String kind = credentials.has("aws_temp_credentials")
                    ? "AWS"
                    : credentials.has("azure_user_delegation_sas")
                            ? "Azure"
                            : credentials.has("gcp_oauth_token") ? "Google Cloud" : "a cloud";
            throw BackendException.permanent("The files of model " + model + " lie in storage that the workspace gives"
                    + " credentials of " + kind
                    + " for, which Millrace does not use; have Databricks enable access to models by"
                    + " the Files API for this workspace, or put the catalog on the workspace's default storage");
        }
        allowed.add(operation);
    }

    @Override
    public List<ListedFolder.Entry> list(String folder) {
        return FilesFolder.list(rest, folder.isEmpty() ? root : root + "/" + folder);
    }
}
