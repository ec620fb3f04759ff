package io.millrace.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.testkit.FakeWorkspace.Answer;
import io.millrace.testkit.FakeWorkspace.Request;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Cloud storage of a workspace that is played, behind URLs that are signed for one file and one way. Like the real ones it repeats
 * what it was asked, signature and all, in what it refuses.
 */
public final class FakeStorage {
    /** What each signature holds, so that a test can look for it where it must not be. */
    public static final String SECRET = "c2VjcmV0LXNpZ25hdHVyZQ";

    private static final String SIGNED = "/signed";
    private static final String HEADER = "x-amz-server-side-encryption";

    private final FakeWorkspace workspace;
    private final Map<String, byte[]> files = new TreeMap<>();
    private final Map<String, String> signatures = new TreeMap<>();
    private String type = "AWS_PRESIGNED_URL";
    private int count;
    private int goodFrom;

    /** Adds it to a workspace. */
    public FakeStorage(FakeWorkspace workspace) {
        this.workspace = workspace;
        workspace
                .route("PUT " + SIGNED + "/…", this::put)
                .route("PATCH " + SIGNED + "/…", this::append)
                .route("GET " + SIGNED + "/…", this::get);
    }

    /** Returns the files by their paths; to change, too. */
    public Map<String, byte[]> files() {
        return files;
    }

    /** Signs from now on as storage of that type takes it, in MLflow's words. */
    public FakeStorage ofType(String name) {
        type = name;
        return this;
    }

    /** Lets all signatures expire that were given so far. */
    public void expire() {
        goodFrom = count;
    }

    String type() {
        return type;
    }

    /** Signs a URL for a file. */
    String sign(String method, String path) {
        String signature = SECRET + count++;
        signatures.put(signature, method + " " + path);
        String encoded = URLEncoder.encode(path, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/");
        return workspace.host() + SIGNED + encoded + "?X-Amz-Signature=" + signature;
    }

    /** Adds the headers that a signed URL is to be used with. */
    static void headers(ObjectNode answer) {
        answer.putArray("headers").addObject().put("name", HEADER).put("value", "AES256");
    }

    /** Returns what a folder holds, folders once each: their names, and the sizes of files, -1 of folders. */
    Map<String, Long> children(String folder) {
        Map<String, Long> children = new TreeMap<>();
        files.forEach((file, content) -> {
            if (file.startsWith(folder + "/")) {
                String rest = file.substring(folder.length() + 1);
                int slash = rest.indexOf('/');
                children.put(slash < 0 ? rest : rest.substring(0, slash), slash < 0 ? content.length : -1L);
            }
        });
        return children;
    }

    private Answer put(Request request) {
        Optional<Answer> refused = refusal("PUT", request);
        if (refused.isPresent()) {
            return refused.get();
        }
        if (type.equals("AZURE_SAS_URI")) {
            workspace.require(
                    request.header("x-ms-blob-type").equals(Optional.of("BlockBlob")),
                    "PUT of a blob without its type");
        }
        boolean lake = type.equals("AZURE_ADLS_GEN2_SAS_URI");
        workspace.require(
                !lake || ("file".equals(request.query().get("resource")) && request.body().length == 0),
                "PUT to a data lake that makes no file");
        files.put(request.behind(SIGNED), request.body());
        return Answer.empty(lake ? 201 : 200);
    }

    private Answer append(Request request) {
        Optional<Answer> refused = refusal("PUT", request);
        if (refused.isPresent()) {
            return refused.get();
        }
        Map<String, String> query = request.query();
        workspace.require(
                type.equals("AZURE_ADLS_GEN2_SAS_URI")
                        && "append".equals(query.get("action"))
                        && "0".equals(query.get("position"))
                        && "true".equals(query.get("flush"))
                        && files.containsKey(request.behind(SIGNED)),
                "PATCH that appends nothing: " + query);
        files.put(request.behind(SIGNED), request.body());
        return Answer.empty(202);
    }

    private Answer get(Request request) {
        return refusal("GET", request).orElseGet(() -> {
            byte[] file = files.get(request.behind(SIGNED));
            return file == null ? error(404, "NoSuchKey", request) : Answer.bytes(file);
        });
    }

    private Optional<Answer> refusal(String method, Request request) {
        String signature = request.query().getOrDefault("X-Amz-Signature", "");
        workspace.require(
                (method + " " + request.behind(SIGNED)).equals(signatures.get(signature)),
                method + " " + request.path() + ": not what was signed");
        workspace.require(
                request.header(HEADER).equals(Optional.of("AES256")),
                request.path() + ": without the header that was signed");
        workspace.require(
                request.header("Content-Type").isEmpty(), request.path() + ": with a header that was not signed");
        List<String> live = new ArrayList<>(signatures.keySet());
        live.removeIf(each -> Integer.parseInt(each.substring(SECRET.length())) < goodFrom);
        return live.contains(signature) ? Optional.empty() : Optional.of(error(403, "AccessDenied", request));
    }

    private static Answer error(int status, String code, Request request) {
        return Answer.text(
                status,
                "application/xml",
                "<?xml version=\"1.0\"?>\n<Error><Code>" + code + "</Code><Message>Request " + request.path() + " "
                        + request.query() + "</Message></Error>");
    }
}
