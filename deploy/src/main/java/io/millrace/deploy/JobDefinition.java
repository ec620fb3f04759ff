package io.millrace.deploy;

import io.millrace.pipelines.Schedule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One job: a pipeline of a project in an environment. Its runs wait for each other.
 *
 * @param pipeline the pipeline
 * @param name the job's name in the workspace
 * @param tasks its tasks, each after those that it depends on
 * @param schedule when it starts by itself
 * @param trigger the tables whose changes start it
 * @param state whether schedule and trigger do so
 * @param timeout after which a run is stopped
 * @param lateAfter after which a run is late, and who is to hear of it does
 * @param tags by which it is found again, and costs are told apart
 */
public record JobDefinition(
        String pipeline,
        String name,
        List<TaskDefinition> tasks,
        Optional<Schedule> schedule,
        Optional<TableTrigger> trigger,
        ScheduleState state,
        Duration timeout,
        Duration lateAfter,
        Map<String, String> tags) {
    /** Copies the collections. */
    public JobDefinition {
        tasks = List.copyOf(tasks);
        tags = Map.copyOf(tags);
    }

    /** Returns the pipeline's name as keys and files take it: letters, digits, - and _ stay. */
    public String key() {
        return pipeline.replaceAll("[^A-Za-z0-9_-]", "_");
    }

    /** Returns whether a task runs there. */
    public boolean uses(ComputeKind compute) {
        return tasks.stream().anyMatch(task -> task.compute() == compute);
    }
}
