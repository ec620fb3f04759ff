package io.millrace.deploy.databricks;

import com.databricks.sdk.service.compute.AutoScale;
import com.databricks.sdk.service.compute.ClusterLogConf;
import com.databricks.sdk.service.compute.ClusterSpec;
import com.databricks.sdk.service.compute.DataSecurityMode;
import com.databricks.sdk.service.compute.Environment;
import com.databricks.sdk.service.compute.Kind;
import com.databricks.sdk.service.compute.Library;
import com.databricks.sdk.service.compute.RuntimeEngine;
import com.databricks.sdk.service.compute.VolumesStorageInfo;
import com.databricks.sdk.service.jobs.Condition;
import com.databricks.sdk.service.jobs.CronSchedule;
import com.databricks.sdk.service.jobs.JobCluster;
import com.databricks.sdk.service.jobs.JobEmailNotifications;
import com.databricks.sdk.service.jobs.JobEnvironment;
import com.databricks.sdk.service.jobs.JobRunAs;
import com.databricks.sdk.service.jobs.JobSettings;
import com.databricks.sdk.service.jobs.JobsHealthMetric;
import com.databricks.sdk.service.jobs.JobsHealthOperator;
import com.databricks.sdk.service.jobs.JobsHealthRule;
import com.databricks.sdk.service.jobs.JobsHealthRules;
import com.databricks.sdk.service.jobs.PauseStatus;
import com.databricks.sdk.service.jobs.PerformanceTarget;
import com.databricks.sdk.service.jobs.QueueSettings;
import com.databricks.sdk.service.jobs.SparkJarTask;
import com.databricks.sdk.service.jobs.TableUpdateTriggerConfiguration;
import com.databricks.sdk.service.jobs.Task;
import com.databricks.sdk.service.jobs.TaskDependency;
import com.databricks.sdk.service.jobs.TriggerSettings;
import com.databricks.sdk.service.jobs.Webhook;
import com.databricks.sdk.service.jobs.WebhookNotifications;
import io.millrace.config.TableName;
import io.millrace.deploy.AccessMode;
import io.millrace.deploy.ClusterSettings;
import io.millrace.deploy.ComputeKind;
import io.millrace.deploy.DeploySettings;
import io.millrace.deploy.Deployment;
import io.millrace.deploy.JobDefinition;
import io.millrace.deploy.Notifications;
import io.millrace.deploy.QueryEngine;
import io.millrace.deploy.RunAs;
import io.millrace.deploy.ScheduleState;
import io.millrace.deploy.ServerlessPerformance;
import io.millrace.deploy.ServerlessSettings;
import io.millrace.deploy.TableTrigger;
import io.millrace.deploy.TaskDefinition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/** Says a job in the words of the workspace. */
final class JobTranslation {
    private static final String CLUSTER = "cluster";
    private static final String ENVIRONMENT = "serverless";

    private final DeploySettings settings;
    private final Placement placement;

    JobTranslation(Deployment deployment, Placement placement) {
        this.settings = deployment.settings();
        this.placement = placement;
    }

    /** Returns the settings of a job. Its tags are those of its clusters too: the workspace sees to that. */
    JobSettings job(JobDefinition job) {
        PauseStatus paused = job.state() == ScheduleState.PAUSED ? PauseStatus.PAUSED : PauseStatus.UNPAUSED;
        long lateAfter = job.lateAfter().toSeconds();
        JobSettings said = new JobSettings()
                .setName(job.name())
                .setTags(new TreeMap<>(job.tags()))
                .setTasks(job.tasks().stream().map(this::task).toList())
                .setMaxConcurrentRuns(1L)
                .setQueue(new QueueSettings().setEnabled(true))
                .setTimeoutSeconds(job.timeout().toSeconds())
                .setHealth(new JobsHealthRules()
                        .setRules(List.of(new JobsHealthRule()
                                .setMetric(JobsHealthMetric.RUN_DURATION_SECONDS)
                                .setOp(JobsHealthOperator.GREATER_THAN)
                                .setValue(lateAfter))));
        job.schedule()
                .ifPresent(schedule -> said.setSchedule(new CronSchedule()
                        .setQuartzCronExpression(schedule.cron())
                        .setTimezoneId(schedule.zone().getId())
                        .setPauseStatus(paused)));
        job.trigger().ifPresent(trigger -> said.setTrigger(trigger(trigger).setPauseStatus(paused)));
        settings.runAs().ifPresent(who -> said.setRunAs(runAs(who)));
        notifications(settings.notifications(), said);
        if (job.uses(ComputeKind.CLUSTER)) {
            said.setJobClusters(
                    List.of(new JobCluster().setJobClusterKey(CLUSTER).setNewCluster(cluster(settings.cluster()))));
        }
        if (job.uses(ComputeKind.SERVERLESS)) {
            said.setEnvironments(List.of(environment(settings.serverless())));
            said.setPerformanceTarget(
                    settings.serverless().performance() == ServerlessPerformance.OPTIMIZED
                            ? PerformanceTarget.PERFORMANCE_OPTIMIZED
                            : PerformanceTarget.STANDARD);
            settings.serverless().budgetPolicy().ifPresent(said::setBudgetPolicyId);
        }
        return said;
    }

    private Task task(TaskDefinition task) {
        Task said = new Task()
                .setTaskKey(task.key())
                .setSparkJarTask(new SparkJarTask()
                        .setMainClassName(Deployment.MAIN_CLASS)
                        .setParameters(task.arguments(placement.projectFile())))
                .setMaxRetries((long) task.retries())
                .setMinRetryIntervalMillis(task.retryPause().toMillis())
                .setRetryOnTimeout(false)
                .setTimeoutSeconds(task.timeout().toSeconds());
        if (!task.dependsOn().isEmpty()) {
            said.setDependsOn(task.dependsOn().stream()
                    .map(key -> new TaskDependency().setTaskKey(key))
                    .toList());
        }
        return switch (task.compute()) {
            case CLUSTER ->
                said.setJobClusterKey(CLUSTER)
                        .setLibraries(placement.jars().stream()
                                .map(jar -> new Library().setJar(jar))
                                .toList());
            // Else the platform retries as it sees fit, beside what is said here.
            case SERVERLESS -> said.setEnvironmentKey(ENVIRONMENT).setDisableAutoOptimization(true);
        };
    }

    private JobEnvironment environment(ServerlessSettings serverless) {
        return new JobEnvironment()
                .setEnvironmentKey(ENVIRONMENT)
                .setSpec(new Environment()
                        .setEnvironmentVersion(serverless.environmentVersion())
                        .setJavaDependencies(placement.jars()));
    }

    private ClusterSpec cluster(ClusterSettings cluster) {
        ClusterSpec said = new ClusterSpec()
                .setKind(Kind.CLASSIC_PREVIEW) // which alone has these access modes, and single machines
                .setSparkVersion(Objects.requireNonNull(cluster.runtime().orElse(null), "runtime"))
                .setDataSecurityMode(
                        cluster.accessMode() == AccessMode.DEDICATED
                                ? DataSecurityMode.DATA_SECURITY_MODE_DEDICATED
                                : DataSecurityMode.DATA_SECURITY_MODE_STANDARD)
                .setRuntimeEngine(
                        cluster.engine() == QueryEngine.PHOTON ? RuntimeEngine.PHOTON : RuntimeEngine.STANDARD);
        cluster.nodeType().ifPresent(said::setNodeTypeId);
        cluster.driverNodeType().ifPresent(said::setDriverNodeTypeId);
        cluster.instancePool().ifPresent(said::setInstancePoolId);
        cluster.policy().ifPresent(policy -> said.setPolicyId(policy).setApplyPolicyDefaultValues(true));
        if (cluster.maxWorkers().isPresent()) {
            said.setAutoscale(
                    new AutoScale().setMinWorkers((long) cluster.workers()).setMaxWorkers((long)
                            cluster.maxWorkers().get()));
        } else if (cluster.workers() == 0) {
            said.setIsSingleNode(true);
        } else {
            said.setNumWorkers((long) cluster.workers());
        }
        if (!cluster.spark().isEmpty()) {
            said.setSparkConf(new LinkedHashMap<>(cluster.spark()));
        }
        if (!cluster.environment().isEmpty()) {
            said.setSparkEnvVars(new LinkedHashMap<>(cluster.environment()));
        }
        if (cluster.accessMode() == AccessMode.DEDICATED) {
            cluster.singleUser().or(() -> settings.runAs().map(RunAs::name)).ifPresent(said::setSingleUserName);
        }
        cluster.logVolume()
                .ifPresent(folder -> said.setClusterLogConf(
                        new ClusterLogConf().setVolumes(new VolumesStorageInfo().setDestination(folder))));
        return said;
    }

    private static TriggerSettings trigger(TableTrigger trigger) {
        return new TriggerSettings()
                .setTableUpdate(new TableUpdateTriggerConfiguration()
                        .setTableNames(trigger.tables().stream()
                                .map(TableName::toString)
                                .toList())
                        .setCondition(Condition.ANY_UPDATED)
                        .setMinTimeBetweenTriggersSeconds(trigger.minInterval().toSeconds())
                        .setWaitAfterLastChangeSeconds(trigger.settle().toSeconds()));
    }

    private static JobRunAs runAs(RunAs who) {
        return switch (who.kind()) {
            case SERVICE_PRINCIPAL -> new JobRunAs().setServicePrincipalName(who.name());
            case USER -> new JobRunAs().setUserName(who.name());
        };
    }

    private static void notifications(Notifications who, JobSettings said) {
        if (!who.onFailure().isEmpty() || !who.onLate().isEmpty()) {
            JobEmailNotifications mail = new JobEmailNotifications();
            if (!who.onFailure().isEmpty()) {
                mail.setOnFailure(who.onFailure());
            }
            if (!who.onLate().isEmpty()) {
                mail.setOnDurationWarningThresholdExceeded(who.onLate());
            }
            said.setEmailNotifications(mail);
        }
        if (!who.webhooks().isEmpty()) {
            List<Webhook> hooks =
                    who.webhooks().stream().map(id -> new Webhook().setId(id)).toList();
            said.setWebhookNotifications(
                    new WebhookNotifications().setOnFailure(hooks).setOnDurationWarningThresholdExceeded(hooks));
        }
    }
}
