package io.millrace.testkit;

import com.databricks.sdk.service.catalog.CreateVolumeRequestContent;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.testkit.FakeWorkspace.Answer;
import io.millrace.testkit.FakeWorkspace.Request;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Volumes of a workspace that is played, and the files in them: Unity Catalog's volumes, the files API 2.0. */
public final class FakeVolumes {
    private static final String FILES = "/api/2.0/fs/files";
    private static final String FOLDERS = "/api/2.0/fs/directories";
    private static final String VOLUMES = "/api/2.1/unity-catalog/volumes";

    private final FakeWorkspace workspace;
    private final Map<String, byte[]> files = new TreeMap<>();
    private final Set<String> folders = new TreeSet<>();
    private final Set<String> volumes = new TreeSet<>();

    FakeVolumes(FakeWorkspace workspace) {
        this.workspace = workspace;
        workspace
                .route("GET " + VOLUMES + "/…", this::volume)
                .route("POST " + VOLUMES, this::create)
                .route("HEAD " + FILES + "/…", request -> metadata(request.behind(FILES)))
                .route("GET " + FILES + "/…", request -> download(request.behind(FILES)))
                .route("PUT " + FILES + "/…", this::upload, "overwrite")
                .route("DELETE " + FILES + "/…", request -> delete(request.behind(FILES)))
                .route("PUT " + FOLDERS + "/…", request -> {
                    folders.add(request.behind(FOLDERS));
                    return Answer.empty(204);
                })
                .route("GET " + FOLDERS + "/…", request -> list(request.behind(FOLDERS)), "page_token", "page_size");
    }

    /** Returns the files by path, {@code /Volumes/…}; to change, too. */
    public Map<String, byte[]> files() {
        return files;
    }

    /** Returns the full names of the volumes; to change, too. */
    public Set<String> names() {
        return volumes;
    }

    private Answer volume(Request request) {
        String name = request.behind(VOLUMES + "/");
        return volumes.contains(name)
                ? Answer.ok(FakeWorkspace.object().put("full_name", name))
                : Answer.of(404, "RESOURCE_DOES_NOT_EXIST", "Volume '" + name + "' does not exist.");
    }

    private Answer create(Request request) throws JsonProcessingException {
        CreateVolumeRequestContent volume = request.as(CreateVolumeRequestContent.class);
        String name = volume.getCatalogName() + "." + volume.getSchemaName() + "." + volume.getName();
        return volumes.add(name)
                ? Answer.ok(FakeWorkspace.object().put("name", volume.getName()))
                : Answer.of(409, "RESOURCE_ALREADY_EXISTS", "Volume '" + name + "' already exists");
    }

    private Answer metadata(String file) {
        byte[] bytes = files.get(file);
        return bytes == null
                ? Answer.empty(404)
                : Answer.headers(Map.of(
                        "content-length", String.valueOf(bytes.length), "content-type", "application/octet-stream"));
    }

    private Answer download(String file) {
        return files.containsKey(file)
                ? Answer.bytes(files.get(file))
                : Answer.of(404, "NOT_FOUND", "The file being accessed is not found.");
    }

    private Answer upload(Request request) {
        String file = request.behind(FILES);
        String folder = file.substring(0, file.lastIndexOf('/'));
        String[] parts = file.split("/", -1);
        if (!volumes.contains(parts[2] + "." + parts[3] + "." + parts[4])) {
            return Answer.of(404, "NOT_FOUND", "Volume does not exist.");
        }
        workspace.require(folders.contains(folder), "PUT " + file + ": its folder was not made");
        if (files.containsKey(file) && !"true".equals(request.query().get("overwrite"))) {
            return Answer.of(409, "ALREADY_EXISTS", "The file being created already exists.");
        }
        files.put(file, request.body());
        return Answer.empty(204);
    }

    private Answer delete(String file) {
        return files.remove(file) == null
                ? Answer.of(404, "NOT_FOUND", "The file being accessed is not found.")
                : Answer.empty(204);
    }

    private Answer list(String folder) {
        ObjectNode answer = FakeWorkspace.object();
        files.keySet().stream().filter(file -> file.startsWith(folder + "/")).forEach(file -> answer.withArray(
                        "contents")
                .addObject()
                .put("path", file)
                .put("name", file.substring(folder.length() + 1))
                .put("is_directory", false));
        return Answer.ok(answer);
    }
}
