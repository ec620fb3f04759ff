package io.millrace.deploy.databricks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What differs between the settings that a job is to have and those that it has. A workspace adds settings of its own to what it was
 * given; they are no difference, but for those that start a job or tell people of it, and for parts of a list.
 */
final class JobDifference {
    private static final List<String> KEYS = List.of("task_key", "job_cluster_key", "environment_key", "name");
    private static final Set<String> OURS_IN_A_TASK =
            Set.of("depends_on", "libraries", "new_cluster", "existing_cluster_id", "run_job_task", "condition_task");

    private static final Set<String> OURS_ALONE = Set.of(
            "schedule",
            "trigger",
            "continuous",
            "parameters",
            "email_notifications",
            "webhook_notifications",
            "git_source");

    /** Two names of one thing. */
    private static final Map<String, String> ALIASES =
            Map.of("SINGLE_USER", "DATA_SECURITY_MODE_DEDICATED", "USER_ISOLATION", "DATA_SECURITY_MODE_STANDARD");

    private final List<String> lines = new ArrayList<>();

    private JobDifference() {}

    /** Returns a line for each difference; none if there is none. */
    static List<String> of(ObjectNode wanted, ObjectNode present) {
        JobDifference difference = new JobDifference();
        difference.objects("", wanted, present);
        difference.others("", OURS_ALONE, wanted, present);
        return List.copyOf(difference.lines);
    }

    /** Of these there is nothing but what is wanted. */
    private void others(String path, Set<String> keys, JsonNode wanted, JsonNode present) {
        for (String key : new TreeSet<>(keys)) {
            JsonNode other = present.path(key);
            if (!wanted.has(key)
                    && !other.isMissingNode()
                    && !other.isNull()
                    && (other.isValueNode() || !other.isEmpty())) {
                lines.add("- " + path + key);
            }
        }
    }

    private void objects(String path, JsonNode wanted, JsonNode present) {
        if (wanted.has("spark_jar_task")) {
            others(path + ".", OURS_IN_A_TASK, wanted, present);
        }
        for (Map.Entry<String, JsonNode> field : wanted.properties()) {
            String below = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
            compare(below, field.getValue(), present.path(field.getKey()));
        }
    }

    private void compare(String path, JsonNode wanted, JsonNode present) {
        if (present.isMissingNode() || present.isNull()) {
            lines.add("+ " + path + (wanted.isValueNode() ? ": " + shown(wanted) : ""));
        } else if (wanted instanceof ObjectNode && present instanceof ObjectNode) {
            objects(path, wanted, present);
        } else if (wanted instanceof ArrayNode && present instanceof ArrayNode) {
            arrays(path, wanted, present);
        } else if (!text(wanted).equals(text(present))) {
            lines.add("~ " + path + ": " + shown(present) + " -> " + shown(wanted));
        }
    }

    private void arrays(String path, JsonNode wanted, JsonNode present) {
        Optional<String> key = KEYS.stream()
                .filter(name -> !wanted.isEmpty() && wanted.get(0).has(name))
                .findFirst();
        if (key.isEmpty()) {
            if (!wanted.equals(present)) {
                lines.add("~ " + path + ": " + shown(present) + " -> " + shown(wanted));
            }
            return;
        }
        Set<String> kept = new HashSet<>();
        for (JsonNode element : wanted) {
            String name = element.path(key.get()).asText();
            kept.add(name);
            compare(path + "." + name, element, named(present, key.get(), name));
        }
        for (JsonNode element : present) {
            String name = element.path(key.get()).asText();
            if (!kept.contains(name)) {
                lines.add("- " + path + "." + name);
            }
        }
    }

    private static JsonNode named(JsonNode elements, String key, String name) {
        for (JsonNode element : elements) {
            if (element.path(key).asText().equals(name)) {
                return element;
            }
        }
        return elements.path(name); // no element of a list has a name, so that this is none
    }

    private static String text(JsonNode value) {
        String text = value.asText();
        return ALIASES.getOrDefault(text, text);
    }

    private static String shown(JsonNode value) {
        return value.isTextual() ? value.asText() : value.toString();
    }
}
