package io.millrace.deploy.databricks;

import com.databricks.sdk.core.utils.SerDeUtils;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A run of a job that comes a step further each time that it is looked at. */
final class FakeRun {
    private static final ObjectMapper JSON = SerDeUtils.createMapper();

    private static final String FAILED = "RUN_EXECUTION_ERROR";

    /** Ids of tries of tasks are made of the run's, the try and the task. */
    private static final long RUNS = 10_000;

    private static final long TASKS = 100;

    private final long id;
    private final long jobId;
    private final Map<String, String> states = new LinkedHashMap<>();
    private final Map<String, String> errors = new TreeMap<>();
    private final Map<String, Integer> retries = new TreeMap<>();
    private final Map<String, Integer> attempts = new TreeMap<>();
    private Optional<Long> lastRepair = Optional.empty();
    private Optional<String> end = Optional.empty();

    FakeRun(long id, long jobId, JsonNode settings) {
        this.id = id;
        this.jobId = jobId;
        settings.path("tasks").forEach(task -> states.put(task.path("task_key").asText(), "PENDING"));
    }

    long jobId() {
        return jobId;
    }

    void fails(String task, String error) {
        errors.put(task, error);
    }

    /** The task fails so often, with exit code 4, and is tried again by the workspace, before it ends as else it would. */
    void retries(String task, int times) {
        retries.put(task, times);
    }

    /** The first task that has not ended goes on; after the last the run ends. */
    ObjectNode step() {
        ObjectNode told = told();
        Optional<String> open = states.keySet().stream()
                .filter(task ->
                        states.get(task).equals("PENDING") || states.get(task).equals("RUNNING"))
                .findFirst();
        if (open.isEmpty()) {
            end = end.or(() -> Optional.of(states.containsValue(FAILED) ? FAILED : "SUCCESS"));
        } else if (states.get(open.get()).equals("PENDING")) {
            states.put(open.get(), "RUNNING");
        } else if (attempts.getOrDefault(open.get(), 0) < retries.getOrDefault(open.get(), 0)) {
            attempts.merge(open.get(), 1, Integer::sum);
        } else if (errors.containsKey(open.get())) {
            states.replaceAll(
                    (task, state) -> state.equals("PENDING") && !errors.containsKey(task) ? "UPSTREAM_FAILED" : state);
            states.put(open.get(), FAILED);
        } else {
            states.put(open.get(), "SUCCESS");
        }
        return told;
    }

    ObjectNode told() {
        ObjectNode run = JSON.createObjectNode()
                .put("run_id", id)
                .put("job_id", jobId)
                .put("run_page_url", "https://workspace/run/" + id);
        run.set("status", status(end.orElse("RUNNING")));
        long number = 0;
        for (Map.Entry<String, String> task : states.entrySet()) {
            number++;
            int newest = attempts.getOrDefault(task.getKey(), 0);
            for (int attempt = newest; attempt >= 0; attempt--) {
                ObjectNode told = run.withArray("tasks")
                        .addObject()
                        .put("task_key", task.getKey())
                        .put("run_id", id * RUNS + attempt * TASKS + number)
                        .put("attempt_number", attempt);
                tell(told, attempt == newest ? task.getValue() : FAILED);
            }
        }
        run.withArray("repair_history").addObject().put("type", "ORIGINAL");
        lastRepair.ifPresent(repair -> run.withArray("repair_history")
                .addObject()
                .put("type", "REPAIR")
                .put("id", repair));
        return run;
    }

    private static void tell(ObjectNode told, String state) {
        if (!state.equals("PENDING")) {
            told.put("start_time", 1_700_000_000_000L);
        }
        if (state.equals("SUCCESS")) {
            told.put("end_time", 1_700_000_012_500L);
        }
        if (state.startsWith("UPSTREAM")) {
            told.set("status", JSON.createObjectNode().put("state", "TERMINATED"));
            told.putObject("state").put("life_cycle_state", "INTERNAL_ERROR").put("result_state", state);
        } else {
            told.set("status", status(state));
        }
    }

    private static ObjectNode status(String state) {
        ObjectNode status = JSON.createObjectNode();
        if (state.equals("PENDING") || state.equals("RUNNING")) {
            return status.put("state", state);
        }
        status.put("state", "TERMINATED").putObject("termination_details").put("code", state);
        return status;
    }

    Optional<String> error(long taskRun) {
        long number = (taskRun - id * RUNS) % TASKS;
        if (taskRun / RUNS != id || number < 1 || number > states.size()) {
            return Optional.empty();
        }
        String task = states.keySet().toArray(new String[0])[(int) number - 1];
        boolean newest = (taskRun - id * RUNS) / TASKS == attempts.getOrDefault(task, 0);
        return newest ? Optional.ofNullable(errors.get(task)) : Optional.of("an early try failed with exit code 4");
    }

    Optional<Long> repair(Optional<Long> latest, long repair) {
        if (!latest.equals(lastRepair)) {
            return Optional.empty();
        }
        lastRepair = Optional.of(repair);
        end = Optional.empty();
        errors.clear();
        states.replaceAll((task, state) -> state.equals("SUCCESS") ? state : "PENDING");
        return lastRepair;
    }

    long lastRepair() {
        return lastRepair.orElseThrow();
    }

    void cancel() {
        end = Optional.of("USER_CANCELED");
        states.replaceAll((task, state) -> state.equals("SUCCESS") ? state : "USER_CANCELED");
    }
}
