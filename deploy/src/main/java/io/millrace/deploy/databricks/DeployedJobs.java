package io.millrace.deploy.databricks;

import com.databricks.sdk.service.jobs.BaseJob;
import com.databricks.sdk.service.jobs.Job;
import com.databricks.sdk.service.jobs.JobSettings;
import com.databricks.sdk.service.jobs.ListJobsRequest;
import io.millrace.config.DataException;
import io.millrace.databricks.Privilege;
import io.millrace.databricks.Workspace;
import io.millrace.deploy.Deployment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** The jobs of a project in an environment, found in a workspace by their names and tags. */
final class DeployedJobs {
    private final Workspace workspace;
    private final String project;
    private final String environment;
    private final Map<Long, Boolean> owned = new HashMap<>();

    DeployedJobs(Workspace workspace, String project, String environment) {
        this.workspace = workspace;
        this.project = project;
        this.environment = environment;
    }

    /**
     * Returns the id of the job of a pipeline.
     *
     * @throws DataException if a job of that name is not ours, or two are
     */
    Optional<Long> find(String pipeline) {
        String name = Deployment.jobName(project, pipeline, environment);
        List<BaseJob> named = list(new ListJobsRequest().setExpandTasks(false).setName(name));
        List<BaseJob> ours = named.stream()
                .filter(job -> tags(job).equals(Optional.of(pipeline)))
                .toList();
        if (ours.size() > 1) {
            throw new DataException("jobs "
                    + ours.stream()
                            .map(job -> String.valueOf(job.getJobId()))
                            .sorted()
                            .collect(Collectors.joining(" and "))
                    + " of " + workspace.host() + " are both the job " + name + "; delete one of them");
        }
        if (ours.isEmpty() && !named.isEmpty()) {
            throw new DataException("job " + named.get(0).getJobId() + " of " + workspace.host() + " is called " + name
                    + " and is not one of this project's; rename it, or the pipeline");
        }
        return ours.stream().map(BaseJob::getJobId).findFirst();
    }

    /** Returns whether a job is one of the project's in the environment; one that was found so once stays it. */
    boolean owns(long id) {
        return owned.computeIfAbsent(
                id, job -> settings(job).filter(this::isOurs).isPresent());
    }

    /** Returns the settings of a job; empty if it has been deleted. */
    Optional<JobSettings> settings(long id) {
        return job(id).map(Job::getSettings);
    }

    /** Returns a job; empty if it has been deleted. */
    Optional<Job> job(long id) {
        return workspace.find(
                "job " + id, Privilege.JOBS, () -> workspace.client().jobs().get(id));
    }

    /** Returns the ids of jobs whose pipelines are not among these, by their names. Looks at all jobs of the workspace. */
    Map<Long, String> others(List<String> pipelines) {
        return list(new ListJobsRequest().setExpandTasks(false)).stream()
                .filter(job -> tags(job)
                        .filter(pipeline -> !pipelines.contains(pipeline))
                        .isPresent())
                .collect(Collectors.toMap(
                        BaseJob::getJobId, job -> job.getSettings().getName()));
    }

    private List<BaseJob> list(ListJobsRequest request) {
        return workspace.call("jobs", Privilege.JOBS, () -> {
            List<BaseJob> found = new ArrayList<>();
            workspace.client().jobs().list(request).forEach(found::add);
            return found;
        });
    }

    /** The pipeline of a job, if it is one of the project in the environment. */
    private Optional<String> tags(BaseJob job) {
        return Optional.ofNullable(job.getSettings()).filter(this::isOurs).map(settings -> settings.getTags()
                .get(Deployment.PIPELINE_TAG));
    }

    private boolean isOurs(JobSettings settings) {
        Map<String, String> tags = Objects.requireNonNullElse(settings.getTags(), Map.of());
        return project.equals(tags.get(Deployment.PROJECT_TAG))
                && environment.equals(tags.get(Deployment.ENVIRONMENT_TAG));
    }
}
