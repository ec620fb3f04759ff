package io.millrace.deploy.databricks;

import com.databricks.sdk.core.utils.SerDeUtils;
import com.databricks.sdk.service.jobs.JobSettings;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.config.InvalidConfigException;
import io.millrace.deploy.DeployedFile;
import io.millrace.deploy.Deployment;
import io.millrace.deploy.JobDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A deployment as a bundle: what {@code databricks bundle deploy} reads. The jobs are those that the SDK would be given, to the last
 * field; only the files lie where a bundle puts them.
 */
public final class Bundle {
    private static final String JARS = "jars";
    private static final String CONFIGURATION = "config";
    private static final String SETTINGS = "databricks.yml";
    private static final String RESOURCES = "resources";

    private final Deployment deployment;
    private final ObjectMapper json;

    private Bundle(Deployment deployment, ObjectMapper json) {
        this.deployment = deployment;
        this.json = json;
    }

    /** Returns the bundle of a deployment. */
    public static Bundle of(Deployment deployment) {
        return new Bundle(deployment, SerDeUtils.createMapper());
    }

    /**
     * Writes the bundle into a folder, which is made; what it holds under the same names is replaced. Returns the files.
     *
     * @throws InvalidConfigException if the folder cannot be written
     */
    public List<Path> write(Path folder) {
        List<Path> written = new ArrayList<>();
        try {
            written.add(text(folder.resolve(SETTINGS), Yaml.of(root())));
            for (JobDefinition job : deployment.jobs()) {
                written.add(text(folder.resolve(RESOURCES).resolve(file(job)), Yaml.of(resource(job))));
            }
            for (DeployedFile jar : deployment.files().allJars()) {
                written.add(copy(jar.source(), folder.resolve(JARS).resolve(jar.name())));
            }
            for (DeployedFile file : deployment.files().configuration()) {
                written.add(copy(file.source(), folder.resolve(configuration()).resolve(file.name())));
            }
        } catch (IOException e) {
            throw InvalidConfigException.of(
                    "--bundle " + folder + ": cannot be written (" + e.getMessage() + "); name a folder of your own",
                    e);
        }
        return List.copyOf(written);
    }

    /** What all jobs share. */
    private ObjectNode root() {
        ObjectNode root = json.createObjectNode();
        root.putObject("bundle").put("name", deployment.project());
        ArrayNode include = root.putArray("include"); // each by its name: a file of a pipeline that is gone stays out
        deployment.jobs().forEach(job -> include.add(RESOURCES + "/" + file(job)));
        root.putObject("sync").putArray("exclude").add(JARS + "/*"); // they go to the volume
        ObjectNode artifact = root.putObject("artifacts").putObject("millrace");
        artifact.put("type", "jar");
        for (DeployedFile jar : deployment.files().allJars()) {
            artifact.withArray("files").addObject().put("source", "./" + JARS + "/" + jar.name());
        }
        ObjectNode target = root.putObject("targets").putObject(deployment.environment());
        target.put("mode", "production").put("default", true);
        ObjectNode workspace = target.putObject("workspace");
        deployment.settings().workspace().host().ifPresent(host -> workspace.put("host", host));
        workspace.put("root_path", deployment.settings().rootPath());
        workspace.put("artifact_path", artifactPath());
        return root;
    }

    /** Jars lie in a volume, where every access mode takes them from. */
    private String artifactPath() {
        return deployment.settings().volumeFolder() + "/bundles/" + deployment.project() + "/"
                + deployment.environment();
    }

    private String configuration() {
        return CONFIGURATION + "/" + deployment.files().configurationDigest();
    }

    private ObjectNode resource(JobDefinition job) {
        List<String> jars = deployment.files().allJars().stream()
                .map(jar -> "${workspace.artifact_path}/.internal/" + jar.name())
                .toList();
        Placement placement = new Placement(
                "${workspace.file_path}/" + configuration() + "/"
                        + deployment.files().projectFile(),
                jars);
        JobSettings settings = new JobTranslation(deployment, placement).job(job);
        ObjectNode root = json.createObjectNode();
        root.putObject("resources").putObject("jobs").set(job.key(), json.valueToTree(settings));
        return root;
    }

    private static String file(JobDefinition job) {
        return job.key() + ".job.yml";
    }

    private static Path text(Path file, String text) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        return Files.writeString(file, text);
    }

    private static Path copy(Path source, Path target) throws IOException {
        Files.createDirectories(Objects.requireNonNull(target.getParent()));
        return Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING);
    }
}
