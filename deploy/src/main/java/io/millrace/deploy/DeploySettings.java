package io.millrace.deploy;

import com.typesafe.config.Config;
import io.millrace.config.ConfigReader;
import io.millrace.config.InvalidConfigException;
import io.millrace.config.Setting;
import io.millrace.config.TableName;
import io.millrace.databricks.WorkspaceSettings;
import io.millrace.lakehouse.Layer;
import io.millrace.pipelines.Project;
import io.millrace.pipelines.StepKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The sections {@code deploy} and {@code databricks} of a project and its environment.
 *
 * @param workspace the workspace and who speaks to it
 * @param volume the volume that jars and configuration are uploaded to, {@code catalog.schema.volume}
 * @param jars jars that the steps need beside the job jar
 * @param tasks what one task does
 * @param compute where tasks run whose step allows it
 * @param schedules whether jobs run by themselves
 * @param runAs whose rights jobs have; else those of who deploys
 * @param tags tags of jobs and clusters, by which costs are told apart
 * @param notifications who hears of runs
 * @param retries how often a task is started again
 * @param retryPause how long before
 * @param taskTimeout after which a task is stopped
 * @param timeout after which a run is stopped
 * @param lateAfter after which a run is late
 * @param cluster the cluster of a job
 * @param serverless its serverless compute
 * @param steps what differs for a kind of step, by its label
 * @param pipelines what differs for a pipeline, by its name
 * @param terraform what Terraform is to make
 * @param promotion the environments that a workflow deploys, in order; the deployment's own if there is none
 * @param rootPath the folder of the workspace in which a bundle keeps its state
 */
public record DeploySettings(
        WorkspaceSettings workspace,
        TableName volume,
        List<Path> jars,
        TaskUnit tasks,
        ComputeKind compute,
        ScheduleState schedules,
        Optional<RunAs> runAs,
        Map<String, String> tags,
        Notifications notifications,
        int retries,
        Duration retryPause,
        Duration taskTimeout,
        Duration timeout,
        Duration lateAfter,
        ClusterSettings cluster,
        ServerlessSettings serverless,
        Map<String, StepSettings> steps,
        Map<String, PipelineSettings> pipelines,
        TerraformSettings terraform,
        List<String> promotion,
        String rootPath) {
    private static final int RETRIES = 2;
    private static final Duration RETRY_PAUSE = Duration.ofMinutes(1);
    private static final Duration TASK_TIMEOUT = Duration.ofHours(2);
    private static final Duration TIMEOUT = Duration.ofHours(12);
    private static final Duration LATE_AFTER = Duration.ofHours(6);

    /** Copies the collections. */
    public DeploySettings {
        jars = List.copyOf(jars);
        tags = Map.copyOf(tags);
        steps = Map.copyOf(steps);
        pipelines = Map.copyOf(pipelines);
        promotion = List.copyOf(promotion);
    }

    /**
     * Reads the settings of a project. No file is looked for, no secret is read.
     *
     * @throws InvalidConfigException with every problem of the section
     */
    public static DeploySettings of(Project project) {
        return read(project.config(), project);
    }

    /** Returns every setting of the section, for the page that tells them. */
    static List<Setting> asked(Config config, Project project) {
        ConfigReader reader = ConfigReader.of(config);
        from(reader, project);
        return reader.asked();
    }

    private static DeploySettings read(Config config, Project project) {
        ConfigReader reader = ConfigReader.of(config);
        Optional<DeploySettings> settings = from(reader, project);
        config.root().keySet().stream()
                .filter(key -> !Project.DEPLOYMENT.contains(key))
                .forEach(reader::accept);
        reader.finish();
        return settings.orElseThrow();
    }

    private static Optional<DeploySettings> from(ConfigReader root, Project project) {
        ConfigReader deploy = root.sectionOrEmpty("deploy");
        String catalog = project.environment().catalog();
        TableName volume = volume(deploy, new TableName(catalog, Layer.OPS.schema(), "deploy"));
        List<Path> jars = deploy.strings("jars").stream().map(Path::of).toList();
        TaskUnit tasks = deploy.choice("tasks", TaskUnit.class, TaskUnit.ITEM);
        ComputeKind compute = deploy.choice("compute", ComputeKind.class, ComputeKind.SERVERLESS);
        ScheduleState schedules = deploy.choice("schedules", ScheduleState.class, ScheduleState.ACTIVE);
        Optional<RunAs> runAs = deploy.optionalSection("run-as").flatMap(DeploySettings::runAs);
        Map<String, String> tags = deploy.stringMap("tags");
        Notifications notifications = deploy.optionalSection("notify")
                .map(notify -> new Notifications(
                        notify.strings("on-failure"), notify.strings("on-late"), notify.strings("webhooks")))
                .orElse(new Notifications(List.of(), List.of(), List.of()));
        int retries = deploy.integer("retries", RETRIES, StepSettings.RETRIES);
        Duration retryPause = duration(deploy, "retry-pause", RETRY_PAUSE);
        Duration taskTimeout = duration(deploy, "task-timeout", TASK_TIMEOUT);
        Duration timeout = duration(deploy, "timeout", TIMEOUT);
        Duration lateAfter = duration(deploy, "late-after", LATE_AFTER);
        Optional<ClusterSettings> cluster = ClusterSettings.from(deploy.sectionOrEmpty("cluster"));
        Optional<ServerlessSettings> serverless = ServerlessSettings.from(deploy.sectionOrEmpty("serverless"));
        Map<String, StepSettings> steps = steps(deploy);
        Map<String, PipelineSettings> pipelines = pipelines(deploy, project);
        Optional<TerraformSettings> terraform = TerraformSettings.from(deploy.sectionOrEmpty("terraform"));
        List<String> promotion = deploy.optionalSection("actions")
                .map(actions -> actions.strings("environments"))
                .orElse(List.of());
        if (promotion.stream().anyMatch(name -> !name.matches("[A-Za-z0-9_-]+"))) {
            deploy.problem("actions", "has the environments " + promotion, "use names of letters, digits, - and _");
        }
        String rootPath = deploy.optionalSection("bundle")
                .flatMap(bundle -> bundle.optionalString("root-path"))
                .orElse("/Workspace/Shared/.bundle/" + project.name() + "/"
                        + project.environment().name());
        if (!rootPath.startsWith("/Workspace/")) {
            deploy.problem("bundle", "has the root-path " + rootPath, "write a folder of the workspace, /Workspace/…");
        }
        if (cluster.isEmpty() || serverless.isEmpty() || terraform.isEmpty()) {
            return Optional.empty();
        }
        return deploy.build(() -> new DeploySettings(
                project.environment().workspace(),
                volume,
                jars,
                tasks,
                compute,
                schedules,
                runAs,
                tags,
                notifications,
                retries,
                retryPause,
                taskTimeout,
                timeout,
                lateAfter,
                cluster.get(),
                serverless.get(),
                steps,
                pipelines,
                terraform.get(),
                promotion.isEmpty() ? List.of(project.environment().name()) : promotion,
                rootPath));
    }

    private static TableName volume(ConfigReader deploy, TableName fallback) {
        String text = deploy.string("volume", fallback.toString());
        try {
            return TableName.parse(text);
        } catch (IllegalArgumentException e) {
            deploy.problem("volume", "is " + text, "write a name of three levels, catalog.schema.volume");
            return fallback;
        }
    }

    private static Duration duration(ConfigReader reader, String key, Duration fallback) {
        return checked(reader, key, reader.duration(key, fallback));
    }

    /** Returns a duration that a workspace, which takes whole seconds and none for no limit, can be told. */
    static Optional<Duration> optionalDuration(ConfigReader reader, String key) {
        return reader.optionalDuration(key).map(duration -> checked(reader, key, duration));
    }

    private static Duration checked(ConfigReader reader, String key, Duration duration) {
        if (duration.toSeconds() < 1) {
            reader.problem(key, "is less than a second", "write a duration such as 30m");
        }
        return duration;
    }

    private static Optional<RunAs> runAs(ConfigReader reader) {
        Optional<String> principal = reader.optionalString("service-principal");
        Optional<String> user = reader.optionalString("user");
        if (principal.isPresent() == user.isPresent()) {
            reader.problem(
                    "service-principal",
                    principal.isPresent() ? "stands beside user" : "is missing, and user too",
                    "give exactly one of service-principal and user");
        }
        return reader.build(() -> principal
                .map(name -> new RunAs(RunAs.Kind.SERVICE_PRINCIPAL, name))
                .orElseGet(() -> new RunAs(RunAs.Kind.USER, user.orElse(""))));
    }

    private static Map<String, StepSettings> steps(ConfigReader deploy) {
        Map<String, StepSettings> steps = new LinkedHashMap<>();
        deploy.sections("steps").forEach((label, section) -> {
            Optional<StepKind> kind = StepKind.find(label);
            StepSettings settings = StepSettings.from(section);
            if (kind.isEmpty()) {
                deploy.problem(
                        "steps",
                        "names " + label + ", which is no step",
                        "use some of "
                                + StepKind.all().stream().map(StepKind::label).collect(Collectors.joining(", ")));
            } else if (kind.get().needsClassicSession()
                    && settings.compute().filter(ComputeKind.SERVERLESS::equals).isPresent()) {
                section.problem(
                        "compute",
                        "is serverless, and the step " + label + " needs a classic Spark session",
                        "remove the line: it runs on a cluster");
            }
            steps.put(label, settings);
        });
        return steps;
    }

    private static Map<String, PipelineSettings> pipelines(ConfigReader deploy, Project project) {
        Map<String, PipelineSettings> pipelines = new LinkedHashMap<>();
        deploy.sections("pipelines").forEach((name, section) -> {
            PipelineSettings settings = PipelineSettings.from(section);
            if (!project.pipelines().containsKey(name)) {
                deploy.problem(
                        "pipelines",
                        "names " + name + ", which the project has not",
                        "use some of " + String.join(", ", project.pipelines().keySet()));
            } else if (settings.trigger().isPresent()
                    && project.pipelines().get(name).schedule().isPresent()) {
                section.problem(
                        "trigger",
                        "stands beside the pipeline's schedule, and a job starts by one of them",
                        "remove one, or declare a second pipeline for the trigger");
            }
            pipelines.put(name, settings);
        });
        return pipelines;
    }

    /** Returns the folder that the volume is, wherever the workspace shows files. */
    public String volumeFolder() {
        return "/Volumes/" + volume.catalog() + "/" + volume.schema() + "/" + volume.name();
    }

    /** Returns what differs for a kind of step. */
    StepSettings step(StepKind kind) {
        return steps.getOrDefault(kind.label(), StepSettings.none());
    }

    /** Returns what differs for a pipeline. */
    PipelineSettings pipeline(String name) {
        return pipelines.getOrDefault(name, PipelineSettings.none());
    }
}
