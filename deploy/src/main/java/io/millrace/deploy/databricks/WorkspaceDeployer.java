package io.millrace.deploy.databricks;

import com.databricks.sdk.core.utils.SerDeUtils;
import com.databricks.sdk.service.files.CreateDirectoryRequest;
import com.databricks.sdk.service.files.FilesAPI;
import com.databricks.sdk.service.files.GetMetadataResponse;
import com.databricks.sdk.service.files.UploadRequest;
import com.databricks.sdk.service.jobs.CreateJob;
import com.databricks.sdk.service.jobs.Job;
import com.databricks.sdk.service.jobs.JobRunAs;
import com.databricks.sdk.service.jobs.JobSettings;
import com.databricks.sdk.service.jobs.ResetJob;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.config.BackendException;
import io.millrace.config.DataException;
import io.millrace.config.TableName;
import io.millrace.databricks.ManagedVolume;
import io.millrace.databricks.Privilege;
import io.millrace.databricks.Workspace;
import io.millrace.deploy.DeployedFile;
import io.millrace.deploy.DeployedFiles;
import io.millrace.deploy.Deployment;
import io.millrace.deploy.JobDefinition;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Brings a deployment into a workspace: first its files, which have names of their own by their bytes, then its jobs, under a lock. What
 * is there already is not sent. A deploy that was cut short leaves nothing half done that the next one would not find.
 */
public final class WorkspaceDeployer {
    private static final ObjectMapper JSON = SerDeUtils.createMapper();

    private final Deployment deployment;
    private final Workspace workspace;
    private final Others others;
    private final Clock clock;
    private final TableName volume;
    private final DeployedJobs jobs;

    /** What becomes of jobs of the project whose pipelines are there no more. */
    public enum Others {
        /** They stay. */
        KEEP,
        /** They are deleted, with the history of their runs. */
        DELETE
    }

    private WorkspaceDeployer(Deployment deployment, Workspace workspace, Others others, Clock clock) {
        this.deployment = deployment;
        this.workspace = workspace;
        this.others = others;
        this.clock = clock;
        this.volume = deployment.settings().volume();
        this.jobs = new DeployedJobs(workspace, deployment.project(), deployment.environment());
    }

    /** Returns what brings the deployment into that workspace; nothing is done yet. */
    public static WorkspaceDeployer of(Deployment deployment, Workspace workspace, Others others) {
        return of(deployment, workspace, others, Clock.systemUTC());
    }

    static WorkspaceDeployer of(Deployment deployment, Workspace workspace, Others others, Clock clock) {
        return new WorkspaceDeployer(deployment, workspace, others, clock);
    }

    /**
     * Returns what a deploy would do now. Changes nothing.
     *
     * @throws BackendException if the workspace does not answer, or forbids to look
     * @throws DataException if there are jobs of the same names that are not the project's
     */
    public List<Change> plan() {
        List<Change> changes = new ArrayList<>();
        boolean there = new ManagedVolume(workspace, volume).exists();
        if (!there) {
            changes.add(new Change(Change.Action.CREATE, "volume", volume.toString(), List.of()));
        }
        files().forEach((path, file) -> {
            if (!there || !isThere(path, file)) {
                changes.add(new Change(Change.Action.CREATE, "file", path, List.of(file.bytes() + " bytes")));
            }
        });
        for (JobDefinition job : deployment.jobs()) {
            jobChange(job, jobs.find(job.pipeline())).ifPresent(changes::add);
        }
        gone().values().forEach(name -> changes.add(new Change(Change.Action.DELETE, "job", name, List.of())));
        return List.copyOf(changes);
    }

    /**
     * Does what is to be done and returns it; nothing is sent where nothing differs.
     *
     * @param done hears of each thing when it is done
     * @throws BackendException if the workspace fails or forbids it, or another deploy of the project is at work (retryable)
     * @throws DataException if there are jobs of the same names that are not the project's
     */
    public List<Change> deploy(Consumer<Change> done) {
        List<Change> planned = plan();
        for (Change change : planned) {
            if (change.kind().equals("volume")) {
                new ManagedVolume(workspace, volume).make(Deployment.VOLUME_COMMENT);
                done.accept(change);
            } else if (change.kind().equals("file")) {
                upload(change.name(), Objects.requireNonNull(files().get(change.name())));
                done.accept(change);
            }
        }
        List<Change> all = new ArrayList<>(
                planned.stream().filter(change -> !change.kind().equals("job")).toList());
        if (planned.stream().anyMatch(change -> change.kind().equals("job"))) {
            all.addAll(changeJobs(done));
        }
        return List.copyOf(all);
    }

    private List<Change> changeJobs(Consumer<Change> done) {
        List<Change> changes = new ArrayList<>();
        try (DeployLock lock = DeployLock.take(workspace, volume, lockFolder(), holder(), clock)) {
            for (JobDefinition job : deployment.jobs()) {
                Optional<Long> id = jobs.find(job.pipeline());
                jobChange(job, id).ifPresent(change -> {
                    lock.requireHeld();
                    write(job, id.filter(there -> change.action() == Change.Action.UPDATE));
                    changes.add(change);
                    done.accept(change);
                });
            }
            gone().forEach((id, name) -> {
                lock.requireHeld();
                workspace.find("job " + name, Privilege.JOBS, () -> {
                    workspace.client().jobs().delete(id);
                    return true;
                });
                Change change = new Change(Change.Action.DELETE, "job", name, List.of());
                changes.add(change);
                done.accept(change);
            });
        }
        return changes;
    }

    private Map<Long, String> gone() {
        return switch (others) {
            case KEEP -> Map.of();
            case DELETE ->
                new TreeMap<>(jobs.others(
                        deployment.jobs().stream().map(JobDefinition::pipeline).toList()));
        };
    }

    private Optional<Change> jobChange(JobDefinition job, Optional<Long> id) {
        Optional<Job> present = id.flatMap(jobs::job);
        if (present.isEmpty()) {
            return Optional.of(new Change(
                    Change.Action.CREATE, "job", job.name(), List.of(job.tasks().size() + " tasks")));
        }
        JobSettings wanted = settings(job);
        List<String> lines = JobDifference.of(tree(wanted), tree(present(present.get(), wanted)));
        return lines.isEmpty()
                ? Optional.empty()
                : Optional.of(new Change(Change.Action.UPDATE, "job", job.name(), lines));
    }

    /** A workspace says beside a job's settings whom it runs as, by the name alone; unless it was told, that is who made it. */
    private static JobSettings present(Job job, JobSettings wanted) {
        JobSettings settings = job.getSettings();
        String who = job.getRunAsUserName();
        if (who == null) {
            return settings;
        }
        JobRunAs asked = wanted.getRunAs();
        if (asked == null && who.equals(job.getCreatorUserName())) {
            return settings.setRunAs(null);
        }
        if (asked != null && (who.equals(asked.getUserName()) || who.equals(asked.getServicePrincipalName()))) {
            return settings.setRunAs(asked);
        }
        return settings.setRunAs(
                who.contains("@") ? new JobRunAs().setUserName(who) : new JobRunAs().setServicePrincipalName(who));
    }

    private void write(JobDefinition job, Optional<Long> id) {
        JobSettings settings = settings(job);
        if (id.isPresent()) {
            workspace.run("job " + job.name(), Privilege.JOBS, () -> workspace
                    .client()
                    .jobs()
                    .reset(new ResetJob().setJobId(id.get()).setNewSettings(settings)));
        } else {
            CreateJob create = JSON.convertValue(tree(settings), CreateJob.class);
            workspace.run(
                    "job " + job.name(),
                    Privilege.JOBS,
                    () -> workspace.client().jobs().create(create));
        }
    }

    private JobSettings settings(JobDefinition job) {
        DeployedFiles files = deployment.files();
        List<String> jars = files.allJars().stream().map(this::jarPath).toList();
        String projectFile = configurationFolder() + "/" + files.projectFile();
        return new JobTranslation(deployment, new Placement(projectFile, jars)).job(job);
    }

    private static ObjectNode tree(JobSettings settings) {
        return JSON.valueToTree(settings);
    }

    /** All files, by their paths in the volume. */
    private Map<String, DeployedFile> files() {
        Map<String, DeployedFile> files = new LinkedHashMap<>();
        deployment.files().allJars().forEach(jar -> files.put(jarPath(jar), jar));
        deployment.files().configuration().forEach(file -> files.put(configurationFolder() + "/" + file.name(), file));
        return files;
    }

    /** Jars are shared by projects. */
    private String jarPath(DeployedFile jar) {
        return deployment.settings().volumeFolder() + "/jars/" + jar.name();
    }

    private String configurationFolder() {
        return own() + "/config/" + deployment.files().configurationDigest();
    }

    private String lockFolder() {
        return own() + "/locks";
    }

    private String own() {
        return deployment.settings().volumeFolder() + "/projects/" + deployment.project() + "/"
                + deployment.environment();
    }

    private static String holder() {
        return System.getProperty("user.name") + ", process "
                + ProcessHandle.current().pid();
    }

    /** Whether it is whole: its bytes are those of its name. */
    private boolean isThere(String path, DeployedFile file) {
        Optional<GetMetadataResponse> metadata = workspace.find(
                "file " + path,
                Privilege.read(volume),
                () -> workspace.client().files().getMetadata(path));
        return metadata.map(GetMetadataResponse::getContentLength)
                .filter(bytes -> bytes == file.bytes())
                .isPresent();
    }

    private void upload(String path, DeployedFile file) {
        FilesAPI files = workspace.client().files();
        String folder = path.substring(0, path.lastIndexOf('/'));
        workspace.run(
                "folder " + folder,
                Privilege.write(volume),
                () -> files.createDirectory(new CreateDirectoryRequest().setDirectoryPath(folder)));
        workspace.run(
                "file " + path,
                Privilege.write(volume),
                () -> files.upload(new UploadRequest()
                        .setFilePath(path)
                        .setContents(new FileContents(file.source()))
                        .setOverwrite(true)));
    }
}
