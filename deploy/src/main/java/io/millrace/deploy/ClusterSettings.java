package io.millrace.deploy;

import io.millrace.config.ConfigReader;
import io.millrace.config.NumberRange;
import io.millrace.config.Secret;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The cluster of a job.
 *
 * @param runtime the Databricks Runtime, as the workspace lists it: {@code 17.3.x-scala2.13}; needed where a task runs on a cluster
 * @param accessMode who shares it
 * @param singleUser the user or group that has a dedicated cluster; else the one whom the job runs as
 * @param nodeType the machines, as the cloud calls them; the pool or the policy may say it instead
 * @param driverNodeType the machine of the driver, if another
 * @param instancePool the pool that machines come from
 * @param policy the cluster policy
 * @param workers how many machines beside the driver's; 0 is a single machine
 * @param maxWorkers up to how many it grows
 * @param engine what runs queries
 * @param spark Spark settings by full name
 * @param environment variables of the processes
 * @param logVolume the folder of a volume that logs are copied to
 */
public record ClusterSettings(
        Optional<String> runtime,
        AccessMode accessMode,
        Optional<String> singleUser,
        Optional<String> nodeType,
        Optional<String> driverNodeType,
        Optional<String> instancePool,
        Optional<String> policy,
        int workers,
        Optional<Integer> maxWorkers,
        QueryEngine engine,
        Map<String, String> spark,
        Map<String, String> environment,
        Optional<String> logVolume) {
    private static final NumberRange WORKERS = NumberRange.of("[0, 1000]");
    private static final NumberRange MAX_WORKERS = NumberRange.of("[1, 1000]");
    private static final String WORKSPACE_SECRET = "\\{\\{secrets/[^{}/]+/[^{}/]+}}";

    /** Copies the maps; throws {@link IllegalArgumentException} if it may not grow to what it begins with. */
    public ClusterSettings {
        spark = Collections.unmodifiableMap(new LinkedHashMap<>(spark));
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
        if (maxWorkers.isPresent() && maxWorkers.get() < workers) {
            throw new IllegalArgumentException("max-workers is " + maxWorkers.get() + ", below workers, " + workers
                    + "; raise it or remove the line");
        }
    }

    /** Reads {@code deploy.cluster}. */
    static Optional<ClusterSettings> from(ConfigReader reader) {
        Map<String, String> spark = new LinkedHashMap<>();
        free(reader, "spark").forEach((name, value) -> spark.put("spark." + name, value));
        Map<String, String> environment = free(reader, "environment");
        Optional<String> logVolume = reader.optionalString("log-volume");
        if (logVolume.filter(path -> !path.startsWith("/Volumes/")).isPresent()) {
            reader.problem(
                    "log-volume",
                    "is " + logVolume.get() + ", which is not in a volume",
                    "write /Volumes/CATALOG/SCHEMA/VOLUME/FOLDER");
        }
        Optional<String> runtime = reader.optionalString("runtime");
        AccessMode accessMode = reader.choice("access-mode", AccessMode.class, AccessMode.DEDICATED);
        Optional<String> singleUser = reader.optionalString("single-user");
        Optional<String> nodeType = reader.optionalString("node-type");
        Optional<String> driverNodeType = reader.optionalString("driver-node-type");
        Optional<String> instancePool = reader.optionalString("instance-pool-id");
        Optional<String> policy = reader.optionalString("policy-id");
        int workers = reader.integer("workers", 0, WORKERS);
        Optional<Integer> maxWorkers = reader.optionalInteger("max-workers", MAX_WORKERS);
        QueryEngine engine = reader.choice("engine", QueryEngine.class, QueryEngine.STANDARD);
        return reader.build(() -> new ClusterSettings(
                runtime,
                accessMode,
                singleUser,
                nodeType,
                driverNodeType,
                instancePool,
                policy,
                workers,
                maxWorkers,
                engine,
                spark,
                environment,
                logVolume));
    }

    /** Values that the workspace shows to whoever may see the job, so that a secret is a reference to a scope of the workspace. */
    private static Map<String, String> free(ConfigReader reader, String key) {
        Map<String, String> values = new LinkedHashMap<>();
        reader.optionalSection(key).ifPresent(section -> collect("", section, values));
        return values;
    }

    private static void collect(String prefix, ConfigReader section, Map<String, String> values) {
        for (String key : section.keys()) {
            String name = prefix + key;
            if (section.isSection(key)) {
                section.optionalSection(key).ifPresent(child -> collect(name + ".", child, values));
                continue;
            }
            String value = section.string(key, "");
            if (Secret.isSecretName(name) && !value.matches(WORKSPACE_SECRET)) {
                section.problem(
                        key,
                        "holds a secret itself, or no reference",
                        "put it into a secret scope of the workspace and write \"{{secrets/SCOPE/KEY}}\"");
            }
            values.put(name, value);
        }
    }
}
