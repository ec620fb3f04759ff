package io.millrace.deploy.terraform;

import io.millrace.config.InvalidConfigException;
import io.millrace.config.TableName;
import io.millrace.deploy.DeploySettings;
import io.millrace.deploy.Deployment;
import io.millrace.deploy.RunAs;
import io.millrace.deploy.TerraformSettings;
import io.millrace.lakehouse.Layer;
import io.millrace.lakehouse.ModelCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a deployment needs in Unity Catalog, as Terraform: catalog, schemas, the volume of files, registered models, the service principal
 * that jobs run as, and grants to it and to who deploys. The allowlist of jars, which belongs to a whole metastore, is a file of its own.
 */
public final class TerraformModule {
    /** The line of the provider whose fields these are. */
    static final String PROVIDER = "~> 1.128";

    private static final String RESOURCE = "resource";
    private static final String GRANT = "databricks_grant";
    private static final String DEPLOYER = "var.deployer";

    private final Deployment deployment;
    private final DeploySettings settings;
    private final TerraformSettings own;

    private TerraformModule(Deployment deployment) {
        this.deployment = deployment;
        this.settings = deployment.settings();
        this.own = settings.terraform();
    }

    /** Returns the module of a deployment. */
    public static TerraformModule of(Deployment deployment) {
        return new TerraformModule(deployment);
    }

    /**
     * Writes the files into a folder, which is made; those of the same names are replaced. Returns them.
     *
     * @throws InvalidConfigException if the folder cannot be written
     */
    public List<Path> write(Path folder) {
        try {
            Files.createDirectories(folder);
            return List.of(
                    Files.writeString(folder.resolve("main.tf"), Hcl.file(this::main)),
                    Files.writeString(folder.resolve("allowlist.tf"), Hcl.file(this::allowlist)));
        } catch (IOException e) {
            throw InvalidConfigException.of(
                    "--terraform " + folder + ": cannot be written (" + e.getMessage() + "); name a folder of your own",
                    e);
        }
    }

    private void main(Hcl file) {
        file.block(
                "terraform",
                List.of(),
                terraform -> terraform.block(
                        "required_providers",
                        List.of(),
                        providers -> providers.expression(
                                "databricks",
                                "{ source = \"databricks/databricks\", version = " + Hcl.quoted(PROVIDER) + " }")));
        file.block("variable", List.of("deployer"), variable -> variable.text(
                        "description", "Who deploys: a user, a group or the application id of a service principal.")
                .expression("type", "string"));
        own.storageRoot()
                .ifPresent(root -> file.block(
                        RESOURCE, List.of("databricks_external_location", "catalog"), location -> location.text(
                                        "name", plain(deployment.project() + "_" + deployment.environment()))
                                .text("url", root)
                                .text("credential_name", own.storageCredential().orElseThrow())
                                .text("comment", "Tables of " + deployment.project())));
        file.block(RESOURCE, List.of("databricks_catalog", "catalog"), catalog -> {
            catalog.text("name", catalogName()).text("comment", "Tables, files and models of Millrace");
            if (own.storageRoot().isPresent()) {
                catalog.expression("storage_root", "databricks_external_location.catalog.url");
            }
            catalog.block("lifecycle", List.of(), lifecycle -> lifecycle.expression("prevent_destroy", "true"));
        });
        for (String schema : schemas()) {
            file.block(RESOURCE, List.of("databricks_schema", Label.of(schema)), block -> block.expression(
                            "catalog_name", "databricks_catalog.catalog.name")
                    .text("name", schema));
        }
        volume(file);
        for (String model : deployment.models()) {
            file.block(RESOURCE, List.of("databricks_registered_model", Label.of(model)), block -> block.expression(
                            "catalog_name", "databricks_catalog.catalog.name")
                    .expression("schema_name", schema(ModelCatalog.SCHEMA) + ".name")
                    .text("name", model));
        }
        if (settings.runAs().isEmpty()) {
            file.block(
                    RESOURCE,
                    List.of("databricks_service_principal", "jobs"),
                    principal -> principal.text(
                            "display_name", "millrace-" + deployment.project() + "-" + deployment.environment()));
            file.block("output", List.of("run_as"), output -> output.text(
                            "description", "What deploy.run-as.service-principal is to be.")
                    .expression("value", "databricks_service_principal.jobs.application_id"));
        }
        grants(file);
    }

    private void volume(Hcl file) {
        TableName volume = settings.volume();
        file.block(RESOURCE, List.of("databricks_volume", "files"), block -> {
            if (isOurs(volume)) {
                block.expression("catalog_name", "databricks_catalog.catalog.name")
                        .expression("schema_name", schema(volume.schema()) + ".name");
            } else {
                block.text("catalog_name", volume.catalog()).text("schema_name", volume.schema());
            }
            block.text("name", volume.name()).text("volume_type", "MANAGED").text("comment", Deployment.VOLUME_COMMENT);
        });
    }

    private void grants(Hcl file) {
        String jobs = settings.runAs()
                .map(RunAs::name)
                .map(Hcl::quoted)
                .orElse("databricks_service_principal.jobs.application_id");
        grant(file, "jobs_catalog", "catalog", "databricks_catalog.catalog.name", jobs, List.of("USE_CATALOG"));
        privileges()
                .forEach((schema, privileges) -> grant(
                        file,
                        "jobs_in_" + Label.of(schema),
                        "schema",
                        schema(schema) + ".id",
                        jobs,
                        List.copyOf(privileges)));
        grant(file, "jobs_files", "volume", "databricks_volume.files.id", jobs, List.of("READ_VOLUME"));
        TableName volume = settings.volume();
        String catalog = isOurs(volume) ? "databricks_catalog.catalog.name" : Hcl.quoted(volume.catalog());
        String schema =
                isOurs(volume) ? schema(volume.schema()) + ".id" : Hcl.quoted(volume.catalog() + "." + volume.schema());
        if (!isOurs(volume)) {
            grant(file, "jobs_files_catalog", "catalog", catalog, jobs, List.of("USE_CATALOG"));
            grant(file, "jobs_files_schema", "schema", schema, jobs, List.of("USE_SCHEMA"));
        }
        grant(file, "deployer_catalog", "catalog", catalog, DEPLOYER, List.of("USE_CATALOG"));
        grant(file, "deployer_schema", "schema", schema, DEPLOYER, List.of("USE_SCHEMA"));
        grant(
                file,
                "deployer_files",
                "volume",
                "databricks_volume.files.id",
                DEPLOYER,
                List.of("READ_VOLUME", "WRITE_VOLUME"));
    }

    private static void grant(
            Hcl file, String label, String securable, String what, String principal, List<String> privileges) {
        file.block(RESOURCE, List.of(GRANT, label), block -> block.expression(securable, what)
                .expression("principal", principal)
                .texts("privileges", privileges));
    }

    /** A metastore has one allowlist of jars, and this resource is all of it: what others need stands in the variable. */
    private void allowlist(Hcl file) {
        file.block("variable", List.of("other_jars"), variable -> variable.text(
                        "description",
                        "What the metastore's allowlist of jars holds beside ours; nothing else stays in it.")
                .expression("type", "list(string)"));
        file.block(RESOURCE, List.of("databricks_artifact_allowlist", "jars"), list -> {
            list.text("artifact_type", "LIBRARY_JAR");
            list.block("artifact_matcher", List.of(), matcher -> matcher.text("artifact", settings.volumeFolder() + "/")
                    .text("match_type", "PREFIX_MATCH"));
            list.block("dynamic", List.of("artifact_matcher"), others -> {
                others.expression("for_each", "var.other_jars");
                others.block("content", List.of(), content -> content.expression("artifact", "artifact_matcher.value")
                        .text("match_type", "PREFIX_MATCH"));
            });
        });
    }

    private boolean isOurs(TableName volume) {
        return volume.catalog().equals(catalogName());
    }

    /** What jobs may do in each schema of the catalog; one may be for several things, and names are the same in either case. */
    private Map<String, Set<String>> privileges() {
        Map<String, Set<String>> all = new LinkedHashMap<>();
        for (Layer layer : Layer.values()) {
            may(all, layer.schema(), "USE_SCHEMA", "SELECT", "MODIFY", "CREATE_TABLE");
        }
        may(all, ModelCatalog.SCHEMA, "USE_SCHEMA", "EXECUTE", "CREATE_MODEL");
        if (isOurs(settings.volume())) {
            may(all, settings.volume().schema(), "USE_SCHEMA");
        }
        return all;
    }

    private static void may(Map<String, Set<String>> all, String schema, String... privileges) {
        all.computeIfAbsent(schema.toLowerCase(Locale.ROOT), name -> new LinkedHashSet<>())
                .addAll(List.of(privileges));
    }

    private Set<String> schemas() {
        return privileges().keySet();
    }

    private static String schema(String name) {
        return "databricks_schema." + Label.of(name.toLowerCase(Locale.ROOT));
    }

    private String catalogName() {
        return deployment.catalog();
    }

    private static String plain(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_-]", "_");
    }
}
