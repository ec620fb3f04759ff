package io.millrace.deploy;

import io.millrace.pipelines.PipelineRun;
import io.millrace.pipelines.Project;
import io.millrace.pipelines.StepKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What no schema says and a workspace would find out later, or only a run. */
final class DeploymentRules {
    private static final int MOST_TASKS = 1000;
    private static final int LONGEST_KEY = 100;
    private static final int LONGEST_TAG = 255;

    private final Project project;
    private final Deployment deployment;
    private final CommandLineCheck commandLine;
    private final List<String> problems = new ArrayList<>();

    DeploymentRules(Project project, Deployment deployment, CommandLineCheck commandLine) {
        this.project = project;
        this.deployment = deployment;
        this.commandLine = commandLine;
    }

    /** Returns what is wrong, each with how to mend it. */
    List<String> problems() {
        Deployment.backendProblem(project).ifPresent(problems::add);
        JobJarFacts jar = JobJarFacts.of(deployment.files().jobJar().source());
        if (!jar.hasMainClass()) {
            problems.add(deployment.files().jobJar().source() + ": holds no class " + Deployment.MAIN_CLASS
                    + "; name the job jar, jobs/target/millrace.jar");
        }
        deployment.jobs().forEach(this::job);
        Map<String, String> pipelines = new HashMap<>();
        for (JobDefinition job : deployment.jobs()) {
            String other = pipelines.putIfAbsent(job.key(), job.pipeline());
            if (other != null) {
                problems.add("pipelines." + job.pipeline() + ": and the pipeline " + other + " would have one file, "
                        + job.key() + "; rename one: only letters, digits, - and _ tell them apart");
            }
        }
        if (deployment.jobs().stream().anyMatch(job -> job.uses(ComputeKind.CLUSTER))) {
            cluster(jar);
        }
        deployment.settings().tags().forEach((key, value) -> {
            if (key.length() > LONGEST_TAG || value.length() > LONGEST_TAG || key.startsWith(Deployment.OWN_TAGS)) {
                problems.add("deploy.tags." + key + ": cannot be a tag; tags have at most " + LONGEST_TAG
                        + " characters and do not begin with " + Deployment.OWN_TAGS);
            }
        });
        return List.copyOf(problems);
    }

    private void job(JobDefinition job) {
        String where = "pipelines." + job.pipeline() + ": ";
        Set<String> keys = new HashSet<>();
        for (TaskDefinition task : job.tasks()) {
            if (!keys.add(task.key())) {
                problems.add(where + "has two tasks " + task.key()
                        + "; rename an item: only letters, digits, - and _ tell tasks apart");
            }
            if (task.key().length() > LONGEST_KEY) {
                problems.add(where + "has the task " + task.key() + " of "
                        + task.key().length() + " characters; a workspace takes " + LONGEST_KEY
                        + ", so give the item a shorter name");
            }
            commandLine
                    .problem(task.arguments(deployment.files().projectFile()).stream()
                            .map(DeploymentRules::filled)
                            .toList())
                    .ifPresent(problem -> problems.add(
                            where + "the job jar refuses the arguments of task " + task.key() + ": " + problem));
        }
        if (job.tasks().size() > MOST_TASKS) {
            problems.add(where + "has " + job.tasks().size() + " tasks; a workspace takes " + MOST_TASKS
                    + " a job, so set deploy.tasks = step");
        }
        int atOnce = atOnce(job);
        if (atOnce > PipelineRun.MOST_PROCESSES) {
            problems.add(where + "has " + atOnce + " tasks that may run at once; " + PipelineRun.MOST_PROCESSES
                    + " processes may share a run, so set deploy.tasks = step");
        }
    }

    /** As the platform fills them in. */
    private static String filled(String argument) {
        return argument.replace(TaskDefinition.RUN_ID, "1").replace(TaskDefinition.REPAIR_COUNT, "0");
    }

    /** The most tasks that are equally far from the beginning. */
    private static int atOnce(JobDefinition job) {
        Map<String, Integer> depths = new HashMap<>();
        for (TaskDefinition task : job.tasks()) {
            int depth = task.dependsOn().stream()
                    .mapToInt(key -> 1 + depths.getOrDefault(key, 0))
                    .max()
                    .orElse(0);
            depths.put(task.key(), depth);
        }
        return depths.values().stream()
                .collect(Collectors.groupingBy(depth -> depth, Collectors.summingInt(depth -> 1)))
                .values()
                .stream()
                .mapToInt(Integer::intValue)
                .max()
                .orElse(0);
    }

    private void cluster(JobJarFacts jar) {
        ClusterSettings cluster = deployment.settings().cluster();
        String users = deployment.jobs().stream()
                .flatMap(job -> job.tasks().stream())
                .filter(task -> task.compute() == ComputeKind.CLUSTER)
                .map(TaskDefinition::step)
                .distinct()
                .collect(Collectors.joining(", "));
        if (cluster.runtime().isEmpty()) {
            problems.add("deploy.cluster.runtime: is missing, and " + users
                    + " runs on a cluster; name a Databricks Runtime with Spark "
                    + jar.spark().orElse("4") + " and Scala 2.13, as the workspace lists it: 17.3.x-scala2.13");
        }
        cluster.runtime()
                .flatMap(name -> DatabricksRuntime.problem(name, jar))
                .ifPresent(problem -> problems.add("deploy.cluster.runtime: " + problem));
        if (cluster.nodeType().isEmpty()
                && cluster.instancePool().isEmpty()
                && cluster.policy().isEmpty()) {
            problems.add("deploy.cluster.node-type: is missing, and " + users
                    + " runs on a cluster; name the machines as the cloud does, or give instance-pool-id or policy-id");
        }
        List<String> classic = StepKind.all().stream()
                .filter(StepKind::needsClassicSession)
                .map(StepKind::label)
                .filter(label -> deployment.jobs().stream()
                        .flatMap(job -> job.tasks().stream())
                        .anyMatch(task -> task.step().equals(label)))
                .toList();
        if (cluster.accessMode() == AccessMode.STANDARD && !classic.isEmpty()) {
            problems.add("deploy.cluster.access-mode: is standard, where sessions are those of Spark Connect, and "
                    + String.join(", ", classic) + " needs a classic one; set it to dedicated");
        }
    }
}
