package io.millrace.testkit;

import static java.util.Objects.requireNonNull;

import com.databricks.sdk.service.catalog.CreateSchema;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.testkit.FakeWorkspace.Answer;
import io.millrace.testkit.FakeWorkspace.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Registered models in Unity Catalog of a workspace that is played, by the calls of MLflow's registry {@code databricks-uc}. The SDK
 * has no types for these: fields are held to the lists of MLflow's own interface definition.
 */
public final class FakeModels {
    private static final String API = " /api/2.0/mlflow/unity-catalog/";
    private static final String FILES = "/api/2.0/fs/files";
    private static final String FOLDERS = "/api/2.0/fs/directories";
    private static final String SCHEMAS = "/api/2.1/unity-catalog/schemas";
    private static final String PENDING = "PENDING_REGISTRATION";

    private static final Pattern NAMED = Pattern.compile("name ?= ?'([^']+)'");

    private final FakeWorkspace workspace;
    private final FakeStorage storage;
    private final Set<String> schemas = new TreeSet<>();
    private final Map<String, ObjectNode> models = new TreeMap<>();
    private final Map<String, List<ObjectNode>> versions = new TreeMap<>();
    private boolean throughWorkspace;
    private String storageMode = "DEFAULT_STORAGE";

    /** Adds them to a workspace. */
    public FakeModels(FakeWorkspace workspace, FakeStorage storage) {
        this.workspace = workspace;
        this.storage = storage;
        String of = API + "registered-models/";
        String version = API + "model-versions/";
        workspace
                .route("GET " + SCHEMAS + "/…", this::schema)
                .route("POST " + SCHEMAS, this::createSchema)
                .route("POST" + of + "create", this::create)
                .route("GET" + of + "get", this::get, "name")
                .route("GET" + of + "search", this::search, "max_results", "page_token")
                .route("POST" + of + "alias", this::setAlias)
                .route("GET" + of + "alias", this::byAlias, "name", "alias")
                .route("POST" + version + "create", this::createVersion)
                .route("POST" + version + "finalize", this::finish)
                .route("DELETE" + version + "delete", this::deleteVersion)
                .route("POST" + version + "set-tag", this::setTag)
                .route("GET" + version + "get", this::version, "name", "version")
                .route("GET" + version + "search", this::searchVersions, "filter", "max_results", "page_token")
                .route("POST" + version + "generate-temporary-credentials", this::credentials)
                .route(
                        "GET" + API + "registered-models:is-databricks-sdk-models-artifact-repository-enabled",
                        request -> Answer.ok(FakeWorkspace.object()
                                .put("is_databricks_sdk_models_artifact_repository_enabled", throughWorkspace)))
                .route("POST /api/2.0/fs/create-upload-url", request -> sign(request, "PUT"))
                .route("POST /api/2.0/fs/create-download-url", request -> sign(request, "GET"))
                .route("PUT " + FILES + "/Models/…", this::upload, "overwrite")
                .route("GET " + FILES + "/Models/…", this::download)
                .route("GET " + FOLDERS + "/Models/…", this::list, "page_token", "page_size");
    }

    /** Lets files of versions travel through the workspace from now on. */
    public void throughWorkspace() {
        throughWorkspace = true;
    }

    /** Gives out credentials of the cloud from now on, as for storage of the account's own. */
    public void customerHosted() {
        storageMode = "CUSTOMER_HOSTED";
    }

    /** Returns the versions of a model as they are answered. */
    public List<ObjectNode> versions(String fullName) {
        return versions.getOrDefault(fullName, List.of());
    }

    private Answer schema(Request request) {
        String name = request.behind(SCHEMAS + "/");
        return schemas.contains(name)
                ? Answer.ok(FakeWorkspace.object().put("full_name", name))
                : Answer.of(404, "SCHEMA_DOES_NOT_EXIST", "Schema '" + name + "' does not exist.");
    }

    private Answer createSchema(Request request) throws JsonProcessingException {
        CreateSchema schema = request.as(CreateSchema.class);
        String name = schema.getCatalogName() + "." + schema.getName();
        return schemas.add(name)
                ? Answer.ok(FakeWorkspace.object().put("full_name", name))
                : Answer.of(409, "SCHEMA_ALREADY_EXISTS", "Schema '" + name + "' already exists");
    }

    private Answer create(Request request) throws JsonProcessingException {
        JsonNode body = request.json();
        workspace.requireFields(body, "name", "tags", "description", "deployment_job_id");
        String name = body.path("name").asText().toLowerCase(Locale.ROOT);
        int dot = name.lastIndexOf('.');
        if (name.split("\\.", -1).length != 3 || name.matches(".*[ /].*")) {
            return FakeTracking.invalid("Registered model name must specify all three levels: " + name);
        }
        if (!schemas.contains(name.substring(0, dot))) {
            return Answer.of(404, "SCHEMA_DOES_NOT_EXIST", "Schema '" + name.substring(0, dot) + "' does not exist.");
        }
        if (models.containsKey(name)) {
            return Answer.of(400, "RESOURCE_ALREADY_EXISTS", "Registered model '" + name + "' already exists.");
        }
        ObjectNode model = FakeWorkspace.object().put("name", name);
        model.putArray("aliases");
        models.put(name, model);
        versions.put(name, new ArrayList<>());
        return answer("registered_model", model);
    }

    private static Answer answer(String field, ObjectNode value) {
        ObjectNode answer = FakeWorkspace.object();
        answer.set(field, value);
        return Answer.ok(answer);
    }

    private Answer get(Request request) {
        String name = name(request.query().getOrDefault("name", ""));
        return models.containsKey(name) ? answer("registered_model", known(models, name)) : absent(name);
    }

    private static <T> T known(Map<String, T> all, String name) {
        return requireNonNull(all.get(name), name);
    }

    private static String name(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static Answer absent(String name) {
        return FakeTracking.absent("Registered model '" + name + "' does not exist.");
    }

    private Answer search(Request request) {
        List<ObjectNode> brief = models.values().stream()
                .map(model -> model.deepCopy().without(List.of("aliases", "tags")))
                .map(ObjectNode.class::cast)
                .toList();
        return FakeTracking.page("registered_models", brief, request.query().get("page_token"));
    }

    private Answer setAlias(Request request) throws JsonProcessingException {
        JsonNode body = request.json();
        workspace.requireFields(body, "name", "alias", "version");
        String name = name(body.path("name").asText());
        if (find(name, body.path("version").asText()) == null) {
            return absent(name);
        }
        var aliases = known(models, name).withArray("aliases");
        for (int i = 0; i < aliases.size(); i++) {
            if (aliases.get(i).path("alias").equals(body.path("alias"))) {
                aliases.remove(i);
                break;
            }
        }
        aliases.addObject()
                .put("alias", body.path("alias").asText())
                .put("version", body.path("version").asText());
        return Answer.ok(FakeWorkspace.object());
    }

    private Answer byAlias(Request request) {
        String name = name(request.query().getOrDefault("name", ""));
        for (JsonNode alias : models.containsKey(name) ? known(models, name).path("aliases") : FakeWorkspace.object()) {
            ObjectNode version = find(name, alias.path("version").asText());
            if (version != null
                    && alias.path("alias").asText().equals(request.query().get("alias"))) {
                return answer("model_version", shown(version));
            }
        }
        return absent(name);
    }

    private @Nullable ObjectNode find(String name, String version) {
        return versions.getOrDefault(name, List.of()).stream()
                .filter(each -> each.path("version").asText().equals(version))
                .findFirst()
                .orElse(null);
    }

    private Answer createVersion(Request request) throws JsonProcessingException {
        JsonNode body = request.json();
        workspace.requireFields(
                body,
                "name",
                "source",
                "run_id",
                "description",
                "run_tracking_server_id",
                "feature_deps",
                "tags",
                "model_version_dependencies",
                "model_id");
        String name = name(body.path("name").asText());
        if (!models.containsKey(name)) {
            return absent(name);
        }
        List<ObjectNode> all = known(versions, name);
        int number = all.isEmpty() ? 1 : all.get(all.size() - 1).path("version").asInt() + 1;
        ObjectNode version = FakeWorkspace.object();
        version.setAll((ObjectNode) body.deepCopy());
        version.put("name", name)
                .put("version", Integer.toString(number))
                .put("creation_timestamp", 1_700_000_000_000L + number)
                .put("status", PENDING);
        all.add(version);
        return answer("model_version", version);
    }

    private Answer finish(Request request) throws JsonProcessingException {
        JsonNode body = request.json();
        workspace.requireFields(body, "name", "version");
        ObjectNode version =
                find(name(body.path("name").asText()), body.path("version").asText());
        if (version == null) {
            return absent(body.path("name").asText());
        }
        if (!version.path("status").asText().equals(PENDING)) {
            return FakeTracking.invalid("Model version is not in PENDING_REGISTRATION");
        }
        workspace.require(storage.files().containsKey(root(version) + "/MLmodel"), "finalized without its files");
        version.put("status", "READY");
        return answer("model_version", shown(version));
    }

    private static String root(JsonNode version) {
        return "/Models/" + version.path("name").asText().replace('.', '/') + "/"
                + version.path("version").asText();
    }

    private Answer deleteVersion(Request request) throws JsonProcessingException {
        JsonNode body = request.json();
        workspace.requireFields(body, "name", "version");
        known(versions, name(body.path("name").asText()))
                .removeIf(version -> version.path("version").equals(body.path("version")));
        return Answer.ok(FakeWorkspace.object());
    }

    /** Unity Catalog's rules for tags. */
    private Answer setTag(Request request) throws JsonProcessingException {
        JsonNode body = request.json();
        workspace.requireFields(body, "name", "version", "key", "value");
        String key = body.path("key").asText();
        workspace.require(!key.matches(".*[.,\\-=/:].*"), "a tag named " + key);
        workspace.require(body.path("value").asText().length() <= 1000, "a long tag " + key);
        ObjectNode version =
                find(name(body.path("name").asText()), body.path("version").asText());
        if (version == null) {
            return absent(body.path("name").asText());
        }
        var tags = version.withArray("tags");
        for (int i = 0; i < tags.size(); i++) {
            if (tags.get(i).path("key").asText().equals(key)) {
                tags.remove(i);
                break;
            }
        }
        tags.addObject().put("key", key).put("value", body.path("value").asText());
        return Answer.ok(FakeWorkspace.object());
    }

    private Answer version(Request request) {
        String name = name(request.query().getOrDefault("name", ""));
        ObjectNode version = find(name, request.query().getOrDefault("version", ""));
        return version == null ? absent(name) : answer("model_version", shown(version));
    }

    private ObjectNode shown(ObjectNode version) {
        ObjectNode shown = version.deepCopy();
        var own = shown.putArray("aliases");
        known(models, version.path("name").asText()).path("aliases").forEach(alias -> {
            if (alias.path("version").equals(version.path("version"))) {
                own.add(alias);
            }
        });
        return shown;
    }

    /** Tells neither aliases nor tags. */
    private Answer searchVersions(Request request) {
        String filter = request.query().getOrDefault("filter", "");
        Matcher named = NAMED.matcher(filter);
        workspace.require(named.matches(), "no filter: " + filter);
        String name = name(named.matches() ? named.group(1) : "");
        if (!versions.containsKey(name)) {
            return absent(name);
        }
        List<ObjectNode> brief = known(versions, name).stream()
                .map(version -> (ObjectNode) version.deepCopy().without(List.of("tags")))
                .toList();
        return FakeTracking.page("model_versions", brief, request.query().get("page_token"));
    }

    private Answer credentials(Request request) throws JsonProcessingException {
        JsonNode body = request.json();
        workspace.requireFields(body, "name", "version", "operation");
        ObjectNode version =
                find(name(body.path("name").asText()), body.path("version").asText());
        workspace.require(version != null, "credentials for no version");
        workspace.require(
                Set.of("MODEL_VERSION_OPERATION_READ", "MODEL_VERSION_OPERATION_READ_WRITE")
                        .contains(body.path("operation").asText()),
                "no operation: " + body.path("operation"));
        ObjectNode credentials = FakeWorkspace.object().put("storage_mode", storageMode);
        if (storageMode.equals("CUSTOMER_HOSTED")) {
            credentials
                    .putObject("aws_temp_credentials")
                    .put("access_key_id", "AKIA")
                    .put("secret_access_key", FakeStorage.SECRET);
        }
        return answer("credentials", credentials);
    }

    private Answer sign(Request request, String method) throws JsonProcessingException {
        JsonNode body = request.json();
        workspace.requireFields(body, "path");
        String path = body.path("path").asText();
        workspace.require(path.startsWith("/Models/"), "no path of a model: " + path);
        if (method.equals("GET") && !storage.files().containsKey(path)) {
            return Answer.of(404, "NOT_FOUND", "The file being accessed is not found.");
        }
        ObjectNode answer = FakeWorkspace.object().put("url", storage.sign(method, path));
        FakeStorage.headers(answer);
        return Answer.ok(answer);
    }

    private Answer upload(Request request) {
        workspace.require("true".equals(request.query().get("overwrite")), "a file sent that may not be sent again");
        storage.files().put(request.behind(FILES), request.body());
        return Answer.empty(204);
    }

    private Answer download(Request request) {
        byte[] file = storage.files().get(request.behind(FILES));
        return file == null ? Answer.of(404, "NOT_FOUND", "The file being accessed is not found.") : Answer.bytes(file);
    }

    private Answer list(Request request) {
        String folder = request.behind(FOLDERS).replaceFirst("/$", "");
        ObjectNode answer = FakeWorkspace.object();
        storage.children(folder).forEach((name, size) -> answer.withArray("contents")
                .addObject()
                .put("path", folder + "/" + name)
                .put("name", name)
                .put("is_directory", size < 0)
                .put("file_size", Math.max(size, 0)));
        return answer.isEmpty()
                ? Answer.of(404, "NOT_FOUND", "The directory being accessed is not found.")
                : Answer.ok(answer);
    }
}
