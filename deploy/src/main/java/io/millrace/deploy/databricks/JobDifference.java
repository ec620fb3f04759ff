package io.millrace.deploy.databricks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What differs between the settings that a job is to have and those that it has. A deploy replaces a job as a whole, so that whatever the
 * job has and is not to have goes: that is a difference too, but for what a workspace adds by itself, {@link WorkspaceDefaults}.
 */
final class JobDifference {
    private static final List<String> KEYS = List.of("task_key", "job_cluster_key", "environment_key", "name");

    /** Two names of one thing. */
    private static final Map<String, String> ALIASES =
            Map.of("SINGLE_USER", "DATA_SECURITY_MODE_DEDICATED", "USER_ISOLATION", "DATA_SECURITY_MODE_STANDARD");

    private final List<String> lines = new ArrayList<>();

    /** Clusters to which a policy gives settings, which cannot be told from those that somebody gave. */
    private final Set<String> underPolicy = new HashSet<>();

    private JobDifference() {}

    /** Returns a line for each difference; none if there is none. */
    static List<String> of(ObjectNode wanted, ObjectNode present) {
        JobDifference difference = new JobDifference();
        difference.objects("", wanted, present);
        return List.copyOf(difference.lines);
    }

    private void objects(String path, JsonNode wanted, JsonNode present) {
        if (wanted.has("policy_id")) {
            underPolicy.add(path);
        }
        for (Map.Entry<String, JsonNode> field : wanted.properties()) {
            compare(below(path, field.getKey()), field.getValue(), present.path(field.getKey()));
        }
        if (underPolicy.stream().noneMatch(path::startsWith)) {
            added(path, wanted, present);
        }
    }

    /** Values are not shown: what somebody put there may be a secret. */
    private void added(String path, JsonNode wanted, JsonNode present) {
        for (Map.Entry<String, JsonNode> field : present.properties()) {
            String below = below(path, field.getKey());
            if (wanted.has(field.getKey()) || WorkspaceDefaults.adds(below, field.getValue())) {
                continue;
            }
            if (field.getValue() instanceof ObjectNode && WorkspaceDefaults.addsBelow(below)) {
                added(below, MissingNode.getInstance(), field.getValue());
            } else {
                lines.add("- " + below);
            }
        }
    }

    private static String below(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private void compare(String path, JsonNode wanted, JsonNode present) {
        if (present.isMissingNode() || present.isNull()) {
            lines.add("+ " + path + (wanted.isValueNode() ? ": " + shown(wanted) : ""));
        } else if (wanted instanceof ObjectNode && present instanceof ObjectNode) {
            objects(path, wanted, present);
        } else if (wanted instanceof ArrayNode && present instanceof ArrayNode) {
            arrays(path, wanted, present);
        } else if (!text(wanted).equals(text(present))) {
            lines.add("~ " + path + ": " + (isOpaque(path) ? "***" : shown(present)) + " -> " + shown(wanted));
        }
    }

    /** Where somebody may have put a secret by hand, whatever the deployment itself keeps there. */
    private static boolean isOpaque(String path) {
        return path.contains(".spark_env_vars.") || path.contains(".spark_conf.");
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
