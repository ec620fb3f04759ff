package io.millrace.registry.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.config.BackendException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The files of a run, or of a logged model, of a workspace's own MLflow. Paths that it tells are below the whole's root. */
final class TrackedFiles implements SignedFiles {
    private final Rest rest;
    private final boolean logged;
    private final String id;
    private final String below;

    /**
     * @param logged whether it is a logged model
     * @param id the id of the run, or of the model
     * @param below the path of the folder below its artifacts; empty: all of them
     */
    TrackedFiles(Rest rest, boolean logged, String id, String below) {
        this.rest = rest;
        this.logged = logged;
        this.id = id;
        this.below = below;
    }

    @Override
    public SignedUrl upload(String path) {
        return sign(
                logged
                        ? "logged-models/" + id + "/artifacts/credentials-for-upload"
                        : "artifacts/credentials-for-write",
                path);
    }

    @Override
    public SignedUrl download(String path) {
        return sign(
                logged
                        ? "logged-models/" + id + "/artifacts/credentials-for-download"
                        : "artifacts/credentials-for-read",
                path);
    }

    private SignedUrl sign(String call, String path) {
        ObjectNode body = Rest.object();
        if (!logged) {
            body.put("run_id", id);
        }
        body.putArray(logged ? "paths" : "path").add(whole(path));
        JsonNode answer = rest.send("POST", call, body);
        JsonNode credential = logged
                ? answer.path("credentials").path(0).path("credential_info")
                : answer.path("credential_infos").path(0);
        if (credential.isMissingNode()) {
            throw BackendException.permanent("The workspace gives no access to artifact " + path + " of " + id
                    + "; look whether it was deleted");
        }
        return SignedUrl.of(
                credential.path("signed_uri").asText(),
                credential.path("headers"),
                SignedUrl.Kind.of(credential.path("type").asText()));
    }

    @Override
    public List<ListedFolder.Entry> list(String folder) {
        String path = whole(folder);
        Map<String, String> query = new HashMap<>();
        if (!logged) {
            query.put("run_id", id);
        }
        if (!path.isEmpty()) {
            query.put(logged ? "artifact_directory_path" : "path", path);
        }
        String call = logged ? "logged-models/" + id + "/artifacts/directories" : "artifacts/list";
        List<ListedFolder.Entry> entries = new ArrayList<>();
        for (JsonNode file : rest.pages("files", call, query)) {
            String name = file.path("path").asText();
            boolean isFolder = file.path("is_dir").asBoolean();
            if (isFolder || !name.equals(path)) { // of a file it lists the file
                entries.add(new ListedFolder.Entry(
                        name.substring(name.lastIndexOf('/') + 1),
                        isFolder,
                        file.path("file_size").asLong(-1)));
            }
        }
        return entries;
    }

    private String whole(String path) {
        return below.isEmpty() || path.isEmpty() ? below + path : below + "/" + path;
    }
}
