package io.millrace.registry.mlflow;

import io.millrace.config.BackendException;
import io.millrace.config.DataException;
import io.millrace.lakehouse.ModelCatalog;
import io.millrace.models.ModelTransfer;
import io.millrace.registry.ModelSource;
import java.net.URI;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A Databricks workspace.
 *
 * <p><b>Names</b>: the experiment {@code NAME} is {@code /Shared/millrace/NAME} in the workspace's tree, a name that begins with a
 * slash is a path of the tree already. The model {@code NAME} is {@code CATALOG.models.NAME} in Unity Catalog, a name of three
 * parts is a full name already. Names are in lower case, as Unity Catalog keeps them. Tags of versions that begin with
 * {@code millrace.} begin with {@code millrace_} there, since their names hold no dots.
 */
final class WorkspacePlatform implements Platform {
    private static final String EXPERIMENTS = "/Shared/millrace/";
    private static final String SCHEMAS = "/api/2.1/unity-catalog/schemas";
    private static final String OURS = "millrace.";
    private static final String OURS_THERE = "millrace_";
    private static final int TAGS = 50;
    private static final int TAG_NAME = 255;
    private static final int TAG_VALUE = 1000;
    private static final List<String> TRACKING = List.of("databricks", "mlflow-tracking");

    private final Http http;
    private final Rest rest;
    private final String catalog;

    WorkspacePlatform(Http http, String catalog) {
        this.http = http;
        this.rest = new Rest(http);
        this.catalog = catalog;
    }

    @Override
    public String experiment(String name) {
        return name.startsWith("/") ? name : EXPERIMENTS + name;
    }

    /** A folder that is there is left as it is. */
    @Override
    public void makeRoom(String experiment) {
        String folder = experiment.substring(0, experiment.lastIndexOf('/'));
        if (!folder.isEmpty()) {
            rest.send("POST", "/api/2.0/workspace/mkdirs", Rest.object().put("path", folder));
        }
    }

    @Override
    public void makeSchema(String registered) {
        String schema = registered.substring(0, registered.lastIndexOf('.'));
        int dot = schema.indexOf('.');
        if (rest.find(SCHEMAS + "/" + schema, Map.of()).isEmpty()) {
            rest.about(registered)
                    .createNamed(
                            SCHEMAS,
                            Rest.object()
                                    .put("catalog_name", schema.substring(0, dot))
                                    .put("name", schema.substring(dot + 1))
                                    .put("comment", "Models"));
        }
    }

    /** Runs and logged models have their files below one root, each behind calls of its own; versions of models in Unity Catalog. */
    @Override
    public Folder folder(URI location) {
        String scheme = String.valueOf(location.getScheme());
        List<String> parts = Arrays.asList(
                String.valueOf(location.getPath()).replaceFirst("^/+", "").split("/+"));
        if (scheme.equals("models") && parts.size() == 2) {
            return VersionFiles.folder(http, parts.get(0), parts.get(1));
        }
        if (scheme.equals("dbfs") && parts.size() > 4 && parts.subList(0, 2).equals(TRACKING)) {
            boolean logged = parts.get(3).equals("logged_models");
            int root = logged ? 6 : 5;
            if (parts.size() >= root && parts.get(root - 1).equals("artifacts")) {
                String below = String.join("/", parts.subList(root, parts.size()));
                return new SignedFolder(http, new TrackedFiles(rest, logged, parts.get(root - 2), below));
            }
        }
        throw BackendException.permanent(http.service() + " keeps these artifacts at " + location
                + ", which Millrace does not reach; use an experiment whose artifacts are in the workspace's own place"
                + " (dbfs:/databricks/mlflow-tracking)");
    }

    @Override
    public String registry(String call) {
        return "unity-catalog/" + call;
    }

    @Override
    public String registered(String model) {
        String[] parts = model.split("\\.", -1);
        boolean whole = parts.length == 1 || parts.length == 3;
        if (!whole || !model.matches("[^\\s/\\p{Cntrl}]+") || model.matches("\\..*|.*\\.")) {
            throw new DataException(
                    "Model name '" + model + "' is refused by Unity Catalog; use one without spaces, / and ., or"
                            + " a full name of three parts");
        }
        String name = parts.length == 3 ? model : catalog + "." + ModelCatalog.SCHEMA + "." + model;
        return name.toLowerCase(Locale.ROOT);
    }

    @Override
    public Optional<String> model(String registered) {
        String schema = catalog + "." + ModelCatalog.SCHEMA + ".";
        return registered.regionMatches(true, 0, schema, 0, schema.length())
                ? Optional.of(registered.substring(schema.length()))
                : Optional.empty();
    }

    @Override
    public Map<String, String> tags(Map<String, String> tags) {
        Map<String, String> there = new LinkedHashMap<>();
        tags.forEach((key, value) -> {
            String name = key.startsWith(OURS) ? OURS_THERE + key.substring(OURS.length()) : key;
            if (name.length() > TAG_NAME || name.matches(".*[.,\\-=/:].*") || !name.equals(name.strip())) {
                throw new DataException("Unity Catalog takes no tag named '" + key + "': a name has at most " + TAG_NAME
                        + " characters, none of . , - = / : and no space at its ends");
            }
            if (value.length() > TAG_VALUE) {
                throw new DataException("Unity Catalog's limit for tag " + key + " is " + TAG_VALUE
                        + " characters; it has " + value.length() + ". Shorten it, or log it as an artifact");
            }
            there.put(name, value);
        });
        if (there.size() > TAGS) {
            throw new DataException(
                    "Unity Catalog takes at most " + TAGS + " tags of a version; these are " + there.size());
        }
        return there;
    }

    @Override
    public String tag(String registered) {
        return registered.startsWith(OURS_THERE) ? OURS + registered.substring(OURS_THERE.length()) : registered;
    }

    @Override
    public void check(ModelSource source, byte[] mlModel) {
        tags(source.tags());
        ModelTransfer.requireSignature(source.folder().toString(), mlModel);
    }

    @Override
    public URI location(Rest any, String registered, long version) {
        return URI.create("models:/" + ListedFolder.encoded(registered) + "/" + version);
    }

    @Override
    public boolean keepsFiles() {
        return true;
    }

    @Override
    public boolean listsBriefly() {
        return true;
    }
}
