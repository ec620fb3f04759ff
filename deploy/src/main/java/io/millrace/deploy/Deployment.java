package io.millrace.deploy;

import io.millrace.config.InvalidConfigException;
import io.millrace.lakehouse.Backend;
import io.millrace.pipelines.Pipeline;
import io.millrace.pipelines.Project;
import io.millrace.pipelines.StepKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is to be there for a project in an environment: a job a pipeline. Every way of deploying is made from this value, so that they
 * cannot differ.
 *
 * @param project the project's name
 * @param environment the name of the environment
 * @param catalog the first level of its tables' names
 * @param models the names of its models
 * @param settings how it is deployed
 * @param jobs the jobs, in the order of the project file
 * @param files the job jar, other jars and the configuration
 */
public record Deployment(
        String project,
        String environment,
        String catalog,
        List<String> models,
        DeploySettings settings,
        List<JobDefinition> jobs,
        DeployedFiles files) {
    /** Sections that are not for the tasks: how a project is deployed, and who speaks to the workspace. */
    private static final Set<String> OF_WHO_DEPLOYS = Set.of("deploy", "databricks");

    /** The class that every task runs. */
    public static final String MAIN_CLASS = "io.millrace.jobs.Main";

    /** What the names of our own tags begin with. */
    public static final String OWN_TAGS = "millrace_";

    /** What the volume of the deployed files says of itself. */
    public static final String VOLUME_COMMENT = "Jars and configuration of Millrace";

    /** The tag of a job that names its project. */
    public static final String PROJECT_TAG = OWN_TAGS + "project";

    /** The tag that names its environment. */
    public static final String ENVIRONMENT_TAG = OWN_TAGS + "environment";

    /** The tag that names its pipeline. */
    public static final String PIPELINE_TAG = OWN_TAGS + "pipeline";

    /** Copies the lists. */
    public Deployment {
        models = List.copyOf(models);
        jobs = List.copyOf(jobs);
    }

    /**
     * Returns what is to be there for a project.
     *
     * @param settings how it is deployed
     * @param overrides what was set on the command line, by key; the tasks are given the same, but for what tells how to deploy
     * @param files what is uploaded
     * @param commandLine what reads the arguments of the main class
     * @throws InvalidConfigException with everything that a workspace would refuse, or run into
     */
    public static Deployment of(
            Project project,
            DeploySettings settings,
            Map<String, String> overrides,
            DeployedFiles files,
            CommandLineCheck commandLine) {
        String environment = project.environment().name();
        Map<String, String> ofRuns = new LinkedHashMap<>(overrides);
        ofRuns.keySet().removeIf(key -> OF_WHO_DEPLOYS.contains(key.split("\\.", 2)[0]));
        List<JobDefinition> jobs = new ArrayList<>();
        for (Pipeline pipeline : project.pipelines().values()) {
            jobs.add(job(project, pipeline, settings, ofRuns));
        }
        Deployment deployment = new Deployment(
                project.name(),
                environment,
                project.environment().catalog(),
                List.copyOf(project.models().keySet()),
                settings,
                jobs,
                files);
        List<String> problems = new DeploymentRules(project, deployment, commandLine).problems();
        if (!problems.isEmpty()) {
            throw new InvalidConfigException(problems);
        }
        return deployment;
    }

    /** Returns why a project's environment has no jobs in a workspace, with how to mend it; empty if it may have some. */
    static Optional<String> backendProblem(Project project) {
        return project.environment().backend() == Backend.Kind.LOCAL
                ? Optional.of(
                        "backend: is local, whose tables stay on the machine that runs a step; deploy an environment with"
                                + " backend = databricks (--env "
                                + project.environment().name() + " is not one)")
                : Optional.empty();
    }

    /**
     * Passes if a project's environment may have jobs in a workspace.
     *
     * @throws InvalidConfigException if its backend is local
     */
    public static void requireJobs(Project project) {
        backendProblem(project).ifPresent(problem -> {
            throw InvalidConfigException.of(problem);
        });
    }

    private static JobDefinition job(
            Project project, Pipeline pipeline, DeploySettings settings, Map<String, String> overrides) {
        PipelineSettings own = settings.pipeline(pipeline.name());
        Map<TaskGraph.Node, TaskDefinition> tasks = new LinkedHashMap<>();
        for (TaskGraph.Node node : new TaskGraph(project, pipeline, settings.tasks()).nodes()) {
            List<String> dependsOn = node.waitsFor().stream()
                    .map(other -> key(other.kind(), other.item()))
                    .toList();
            tasks.put(node, task(project, pipeline, settings, overrides, node, dependsOn));
        }
        return new JobDefinition(
                pipeline.name(),
                jobName(project.name(), pipeline.name(), project.environment().name()),
                List.copyOf(tasks.values()),
                pipeline.schedule(),
                own.trigger(),
                settings.schedules(),
                own.timeout().orElse(settings.timeout()),
                own.lateAfter().orElse(settings.lateAfter()),
                tags(project, pipeline, settings));
    }

    private static TaskDefinition task(
            Project project,
            Pipeline pipeline,
            DeploySettings settings,
            Map<String, String> overrides,
            TaskGraph.Node node,
            List<String> dependsOn) {
        StepSettings own = settings.step(node.kind());
        ComputeKind compute = node.kind().needsClassicSession()
                ? ComputeKind.CLUSTER
                : own.compute().orElse(settings.compute());
        return new TaskDefinition(
                key(node.kind(), node.item()),
                pipeline.name(),
                node.kind().label(),
                node.item(),
                project.environment().name(),
                overrides,
                dependsOn,
                compute,
                own.retries().orElse(settings.retries()),
                settings.retryPause(),
                own.timeout().orElse(settings.taskTimeout()));
    }

    private static Map<String, String> tags(Project project, Pipeline pipeline, DeploySettings settings) {
        Map<String, String> tags = new LinkedHashMap<>(settings.tags());
        tags.put(PROJECT_TAG, project.name());
        tags.put(ENVIRONMENT_TAG, project.environment().name());
        tags.put(PIPELINE_TAG, pipeline.name());
        return tags;
    }

    /** Returns the name of the job of a pipeline. */
    public static String jobName(String project, String pipeline, String environment) {
        return project + "-" + pipeline + "-" + environment;
    }

    /** Letters, digits, hyphens and underscores, at most a hundred: what a workspace takes. */
    private static String key(StepKind kind, Optional<String> item) {
        return kind.label()
                + item.map(name -> "-" + name.replaceAll("[^A-Za-z0-9_-]", "_")).orElse("");
    }
}
