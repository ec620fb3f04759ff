package io.millrace.deploy.databricks;

import com.databricks.sdk.service.jobs.CancelRun;
import com.databricks.sdk.service.jobs.CreateJob;
import com.databricks.sdk.service.jobs.DeleteJob;
import com.databricks.sdk.service.jobs.JobSettings;
import com.databricks.sdk.service.jobs.RepairRun;
import com.databricks.sdk.service.jobs.ResetJob;
import com.databricks.sdk.service.jobs.RunNow;
import com.databricks.sdk.service.jobs.Task;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.testkit.FakeWorkspace;
import io.millrace.testkit.FakeWorkspace.Answer;
import io.millrace.testkit.FakeWorkspace.Request;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Jobs of a workspace that is played, 2.2. Adds to settings of jobs what a workspace adds. */
final class FakeJobs {
    final Map<Long, ObjectNode> settings = new TreeMap<>();
    final Map<Long, FakeRun> runs = new TreeMap<>();

    private final FakeWorkspace workspace;
    private final Map<String, Long> tokens = new TreeMap<>();
    private long nextId = 100;

    FakeJobs(FakeWorkspace workspace) {
        this.workspace = workspace;
        String jobs = " /api/2.2/jobs/";
        workspace
                .route("GET" + jobs + "list", this::listJobs, "name", "limit", "expand_tasks", "page_token")
                .route("GET" + jobs + "get", this::job, "job_id", "page_token")
                .route("POST" + jobs + "create", this::create)
                .route("POST" + jobs + "reset", this::reset)
                .route("POST" + jobs + "delete", this::deleteJob)
                .route("POST" + jobs + "run-now", this::runNow)
                .route("GET" + jobs + "runs/list", this::listRuns, "job_id", "limit", "expand_tasks", "page_token")
                .route("GET" + jobs + "runs/get", this::run, "run_id", "include_history", "page_token")
                .route("GET" + jobs + "runs/get-output", this::output, "run_id")
                .route("POST" + jobs + "runs/repair", this::repair)
                .route("POST" + jobs + "runs/cancel", this::cancel);
    }

    private Answer listJobs(Request request) {
        ObjectNode answer = FakeWorkspace.object();
        settings.forEach((id, job) -> {
            if (!request.query().containsKey("name")
                    || request.query()
                            .get("name")
                            .equalsIgnoreCase(job.path("name").asText())) {
                ObjectNode shown = job.deepCopy();
                shown.remove("tasks");
                answer.withArray("jobs").addObject().put("job_id", id).set("settings", shown);
            }
        });
        return Answer.ok(answer);
    }

    private Answer job(Request request) {
        long id = Long.parseLong(request.query().get("job_id"));
        if (!settings.containsKey(id)) {
            return Answer.of(404, "RESOURCE_DOES_NOT_EXIST", "Job " + id + " does not exist.");
        }
        ObjectNode answer = FakeWorkspace.object().put("job_id", id).put("creator_user_name", FakeWorkspace.USER);
        ObjectNode told = settings.get(id).deepCopy();
        JsonNode who = told.remove("run_as"); // which may be written only
        answer.put(
                "run_as_user_name",
                who == null ? FakeWorkspace.USER : who.elements().next().asText());
        answer.set("settings", told);
        return Answer.ok(answer);
    }

    private Answer create(Request request) throws JsonProcessingException {
        CreateJob job = request.as(CreateJob.class);
        long id = nextId++;
        settings.put(id, kept(FakeWorkspace.object(job)));
        return Answer.ok(FakeWorkspace.object().put("job_id", id));
    }

    private Answer reset(Request request) throws JsonProcessingException {
        ResetJob reset = request.as(ResetJob.class);
        if (!settings.containsKey(reset.getJobId())) {
            return Answer.of(404, "RESOURCE_DOES_NOT_EXIST", "Job " + reset.getJobId() + " does not exist.");
        }
        settings.put(reset.getJobId(), kept(FakeWorkspace.object(reset.getNewSettings())));
        return Answer.ok(FakeWorkspace.object());
    }

    private Answer deleteJob(Request request) throws JsonProcessingException {
        DeleteJob delete = request.as(DeleteJob.class);
        settings.remove(delete.getJobId());
        return Answer.ok(FakeWorkspace.object());
    }

    /** Checks what the reference of the interface says of settings, and adds what a workspace adds. */
    private ObjectNode kept(ObjectNode job) {
        JobSettings read = FakeWorkspace.as(job, JobSettings.class);
        Set<String> keys = new TreeSet<>();
        for (Task task : read.getTasks()) {
            boolean cluster = task.getJobClusterKey() != null;
            boolean serverless = task.getEnvironmentKey() != null;
            workspace.require(cluster != serverless, task.getTaskKey() + " needs one compute");
            workspace.require(task.getTaskKey().matches("[A-Za-z0-9_-]{1,100}"), task.getTaskKey() + " is no key");
            workspace.require(keys.add(task.getTaskKey()), task.getTaskKey() + " is there twice");
            workspace.require(
                    !cluster
                            || read.getJobClusters().stream()
                                    .anyMatch(one -> one.getJobClusterKey().equals(task.getJobClusterKey())),
                    task.getTaskKey() + " names no cluster of the job");
            workspace.require(
                    !serverless
                            || read.getEnvironments().stream()
                                    .anyMatch(one -> one.getEnvironmentKey().equals(task.getEnvironmentKey())),
                    task.getTaskKey() + " names no environment of the job");
            workspace.require(
                    !serverless || task.getLibraries() == null, task.getTaskKey() + ": serverless takes no libraries");
            if (task.getDependsOn() != null) {
                task.getDependsOn()
                        .forEach(other -> workspace.require(
                                keys.contains(other.getTaskKey()), other.getTaskKey() + " comes later"));
            }
        }
        job.put("format", "MULTI_TASK").put("max_concurrent_runs", 1).put("edit_mode", "EDITABLE");
        job.withObject("/notification_settings").put("no_alert_for_skipped_runs", false);
        for (JsonNode task : job.withArray("tasks")) {
            ((ObjectNode) task).put("run_if", "ALL_SUCCESS").putObject("webhook_notifications");
            task.withObject("/spark_jar_task").put("jar_uri", "").put("run_as_repl", true);
            task.withObject("/notification_settings").put("alert_on_last_attempt", false);
        }
        for (JsonNode environment : job.path("environments")) {
            environment.withObject("/spec").put("client", "4").putArray("dependencies");
        }
        for (String key : List.of("email_notifications", "webhook_notifications")) {
            if (!job.has(key)) {
                job.putObject(key);
            }
        }
        for (JsonNode cluster : job.path("job_clusters")) {
            ObjectNode spec = (ObjectNode) cluster.path("new_cluster");
            String mode = spec.path("data_security_mode").asText();
            workspace.require(
                    !mode.startsWith("DATA_SECURITY_MODE")
                            || spec.path("kind").asText().equals("CLASSIC_PREVIEW"),
                    "data_security_mode " + mode + " needs the kind CLASSIC_PREVIEW");
            workspace.require(
                    spec.path("is_single_node").asBoolean() || spec.has("num_workers") || spec.has("autoscale"),
                    "a cluster needs a size");
            if (mode.equals("DATA_SECURITY_MODE_DEDICATED")) {
                spec.put("data_security_mode", "SINGLE_USER");
            }
            if (spec.path("is_single_node").asBoolean()) {
                spec.put("num_workers", 0);
                spec.withObject("/custom_tags").put("ResourceClass", "SingleNode");
                spec.withObject("/spark_conf").put("spark.databricks.cluster.profile", "singleNode");
                ((ObjectNode) spec.path("spark_conf")).put("spark.master", "local[*, 4]");
            }
            spec.put("enable_elastic_disk", true);
            spec.putObject("aws_attributes").put("zone_id", "auto").put("first_on_demand", 1);
        }
        return job;
    }

    private Answer runNow(Request request) throws JsonProcessingException {
        RunNow start = request.as(RunNow.class);
        String token = start.getIdempotencyToken();
        if (token != null && tokens.containsKey(token)) {
            return Answer.ok(FakeWorkspace.object().put("run_id", tokens.get(token)));
        }
        long id = nextId++;
        runs.put(id, new FakeRun(id, start.getJobId(), settings.get(start.getJobId())));
        if (token != null) {
            workspace.require(token.length() <= 64, "idempotency_token is too long");
            tokens.put(token, id);
        }
        return Answer.ok(FakeWorkspace.object().put("run_id", id).put("number_in_job", id));
    }

    private Answer listRuns(Request request) {
        ObjectNode answer = FakeWorkspace.object();
        runs.values().stream()
                .filter(run ->
                        String.valueOf(run.jobId()).equals(request.query().get("job_id")))
                .reduce((earlier, later) -> later)
                .ifPresent(run -> answer.withArray("runs").add(run.told()));
        return Answer.ok(answer);
    }

    private Answer run(Request request) {
        long id = Long.parseLong(request.query().get("run_id"));
        return runs.containsKey(id)
                ? Answer.ok(runs.get(id).step())
                : Answer.of(404, "RESOURCE_DOES_NOT_EXIST", "Run " + id + " does not exist.");
    }

    private Answer output(Request request) {
        long task = Long.parseLong(request.query().get("run_id"));
        String error = runs.values().stream()
                .flatMap(run -> run.error(task).stream())
                .findFirst()
                .orElse("");
        return Answer.ok(FakeWorkspace.object().put("error", error));
    }

    private Answer repair(Request request) throws JsonProcessingException {
        RepairRun repair = request.as(RepairRun.class);
        FakeRun run = runs.get(repair.getRunId());
        return run.repair(Optional.ofNullable(repair.getLatestRepairId()), nextId++)
                .map(id -> Answer.ok(FakeWorkspace.object().put("repair_id", id)))
                .orElseGet(() -> Answer.of(400, "INVALID_PARAMETER_VALUE", "latest_repair_id is not the latest"));
    }

    private Answer cancel(Request request) throws JsonProcessingException {
        CancelRun cancel = request.as(CancelRun.class);
        runs.get(cancel.getRunId()).cancel();
        return Answer.ok(FakeWorkspace.object());
    }
}
