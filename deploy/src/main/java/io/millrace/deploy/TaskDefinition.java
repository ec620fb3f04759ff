package io.millrace.deploy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One task of a job: a step of a pipeline, or one item of it.
 *
 * @param key its name in the job
 * @param pipeline the pipeline
 * @param step the label of the step
 * @param item the item; empty for all of the step
 * @param environment the environment that it runs in
 * @param overrides what was set on the command line, by key
 * @param dependsOn the keys of the tasks that must have succeeded
 * @param compute where it runs
 * @param retries how often it is started again, whatever ended it; the ledger of the run refuses what must be mended first
 * @param retryPause how long before
 * @param timeout after which it is stopped
 */
public record TaskDefinition(
        String key,
        String pipeline,
        String step,
        Optional<String> item,
        String environment,
        Map<String, String> overrides,
        List<String> dependsOn,
        ComputeKind compute,
        int retries,
        Duration retryPause,
        Duration timeout) {
    /** The id of the run of the job, the same after each repair. */
    static final String RUN_ID = "{{job.run_id}}";

    /** How often the run was repaired. */
    static final String REPAIR_COUNT = "{{job.repair_count}}";

    /** Copies the collections. */
    public TaskDefinition {
        overrides = Map.copyOf(overrides);
        dependsOn = List.copyOf(dependsOn);
    }

    /** Returns the arguments of the main class, where the project file lies at that path. */
    public List<String> arguments(String projectFile) {
        List<String> arguments = new ArrayList<>(List.of("run", projectFile, pipeline, "--env", environment));
        overrides.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(set -> {
            arguments.add("--set");
            arguments.add(set.getKey() + "=" + set.getValue());
        });
        arguments.addAll(List.of("--run", RUN_ID, "--attempt", REPAIR_COUNT));
        arguments.addAll(List.of("--item", step + item.map(name -> ":" + name).orElse("")));
        return List.copyOf(arguments);
    }
}
