package io.millrace.deploy.databricks;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;

/**
 * What a workspace adds by itself to the settings of a job: what says nothing, such as {@code 0}, {@code false} and what is empty, and
 * what stands here. Whatever else a job has beside what it was given, somebody put there.
 *
 * <p>Paths are those of {@link JobDifference}; a star is one name in them.
 */
final class WorkspaceDefaults {
    private static final String CLUSTER = "job_clusters.*.new_cluster.";
    private static final String AWS = CLUSTER + "aws_attributes.";
    private static final String AZURE = CLUSTER + "azure_attributes.";
    private static final String GCP = CLUSTER + "gcp_attributes.";

    /** Any value of these; of what a cloud says of machines all but whose rights they have. */
    private static final Set<String> ANY = Set.of(
            "format",
            "performance_target",
            "budget_policy_id",
            "usage_policy_id",
            "environments.*.spec.client",
            CLUSTER + "driver_node_type_id",
            CLUSTER + "driver_instance_pool_id",
            CLUSTER + "enable_elastic_disk",
            AWS + "availability",
            AWS + "ebs_volume_count",
            AWS + "ebs_volume_iops",
            AWS + "ebs_volume_size",
            AWS + "ebs_volume_throughput",
            AWS + "ebs_volume_type",
            AWS + "first_on_demand",
            AWS + "spot_bid_price_percent",
            AWS + "zone_id",
            AZURE + "availability",
            AZURE + "first_on_demand",
            AZURE + "spot_bid_max_price",
            GCP + "availability",
            GCP + "boot_disk_size",
            GCP + "first_on_demand",
            GCP + "local_ssd_count",
            GCP + "use_preemptible_executors",
            GCP + "zone_id",
            CLUSTER + "spark_conf.spark.master");

    /** This value of these. The last are those of a single machine. */
    private static final Map<String, String> VALUES = Map.of(
            "edit_mode",
            "EDITABLE",
            "tasks.*.run_if",
            "ALL_SUCCESS",
            "tasks.*.spark_jar_task.run_as_repl",
            "true",
            CLUSTER + "spark_env_vars.PYSPARK_PYTHON",
            "/databricks/python3/bin/python3",
            CLUSTER + "custom_tags.ResourceClass",
            "SingleNode",
            CLUSTER + "spark_conf.spark.databricks.cluster.profile",
            "singleNode");

    private WorkspaceDefaults() {}

    /** Returns whether a workspace has added that by itself. */
    static boolean adds(String path, JsonNode value) {
        String pattern = pattern(path);
        return saysNothing(value) || ANY.contains(pattern) || value.asText().equals(VALUES.get(pattern));
    }

    /** Returns whether some of what lies below a path may be its own. */
    static boolean addsBelow(String path) {
        String prefix = pattern(path) + ".";
        return ANY.stream().anyMatch(added -> added.startsWith(prefix))
                || VALUES.keySet().stream().anyMatch(added -> added.startsWith(prefix));
    }

    private static boolean saysNothing(JsonNode value) {
        if (value.isContainerNode()) {
            for (JsonNode part : value) {
                if (value.isArray() || !saysNothing(part)) {
                    return false;
                }
            }
            return true;
        }
        return value.isNull()
                || (value.isTextual() && value.textValue().isEmpty())
                || (value.isNumber() && value.doubleValue() == 0)
                || (value.isBoolean() && !value.booleanValue());
    }

    private static String pattern(String path) {
        return path.replaceFirst("^(tasks|job_clusters|environments)\\.[^.]+", "$1.*");
    }
}
