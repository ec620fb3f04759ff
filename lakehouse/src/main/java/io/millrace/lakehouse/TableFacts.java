package io.millrace.lakehouse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.millrace.config.DataException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The facts of a table as table properties under {@code millrace.}, and back. */
final class TableFacts {
    static final String PREFIX = "millrace.";

    /** The property that names the project whose table it is. */
    static final String PROJECT = PREFIX + "project";

    private static final String PRIMARY_KEYS = PREFIX + "primary-keys";
    private static final String TIME_SERIES = PREFIX + "time-series";
    private static final String OWNER = PREFIX + "owner";
    private static final String TAG = PREFIX + "tag.";
    private static final String GRANT = PREFIX + "grant.";
    private static final String GIVEN = PREFIX + "given.";
    private static final String PERSONAL_DATA = PREFIX + "personal-data.";
    static final String CHANGE_FEED = "delta.enableChangeDataFeed";
    private static final ObjectMapper JSON = new ObjectMapper();

    private TableFacts() {}

    /** Returns the properties of a table with these facts; grants are not among them. */
    static Map<String, String> properties(TableSpec spec) {
        var properties = new TreeMap<String, String>(spec.properties());
        properties.putIfAbsent(CHANGE_FEED, "true");
        if (!spec.primaryKeys().isEmpty()) {
            ArrayNode keys = JSON.createArrayNode();
            spec.primaryKeys().forEach(keys::add);
            properties.put(PRIMARY_KEYS, keys.toString());
        }
        spec.timeSeries().ifPresent(column -> properties.put(TIME_SERIES, column));
        if (!spec.owner().isEmpty()) {
            properties.put(OWNER, spec.owner());
        }
        spec.project().ifPresent(project -> properties.put(PROJECT, project));
        properties.putAll(tags(spec.tags()));
        return properties;
    }

    static Map<String, String> tags(Map<String, String> tags) {
        var properties = new TreeMap<String, String>();
        tags.forEach((tag, value) -> properties.put(TAG + tag, value));
        return properties;
    }

    static List<String> primaryKeys(Map<String, String> properties) {
        String text = properties.get(PRIMARY_KEYS);
        if (text == null) {
            return List.of();
        }
        try {
            var keys = new ArrayList<String>();
            JSON.readTree(text).forEach(key -> keys.add(key.asText()));
            return keys;
        } catch (JsonProcessingException e) {
            throw new DataException("the table property " + PRIMARY_KEYS + " is not a JSON list: " + text, e);
        }
    }

    static Optional<String> timeSeries(Map<String, String> properties) {
        return Optional.ofNullable(properties.get(TIME_SERIES));
    }

    static Optional<String> project(Map<String, String> properties) {
        return Optional.ofNullable(properties.get(PROJECT));
    }

    static String owner(Map<String, String> properties) {
        return properties.getOrDefault(OWNER, "");
    }

    static Map<String, String> tagsOf(Map<String, String> properties) {
        return below(TAG, properties);
    }

    /** Returns what the owner of the table set, without what this class and the defaults add. */
    static Map<String, String> free(Map<String, String> properties) {
        var free = new TreeMap<String, String>();
        properties.forEach((key, value) -> {
            if (!key.startsWith(PREFIX) && !(key.equals(CHANGE_FEED) && value.equals("true"))) {
                free.put(key, value);
            }
        });
        return free;
    }

    /** Returns the property that records the principal's grants with this one among them. */
    static Map.Entry<String, String> grant(Map<String, String> properties, Grant grant) {
        Set<Grant.Privilege> privileges = EnumSet.of(grant.privilege());
        for (Grant held : grants(properties)) {
            if (held.principal().equals(grant.principal())) {
                privileges.add(held.privilege());
            }
        }
        return Map.entry(GRANT + grant.principal(), names(privileges));
    }

    static TableGovernance governance(Map<String, String> properties) {
        return new TableGovernance(
                owner(properties),
                tagsOf(properties),
                below(PERSONAL_DATA, properties).keySet(),
                grants(properties),
                grants(GIVEN, properties));
    }

    /**
     * Returns the properties that a change sets, and those, with an empty value, that it takes away.
     *
     * @param recorded whether the grants themselves are properties too
     */
    static Map<String, String> changed(Map<String, String> properties, GovernanceChange change, boolean recorded) {
        var changed = tags(change.tags());
        if (!change.owner().isEmpty()) {
            changed.put(OWNER, change.owner());
        }
        change.personalData().forEach(column -> changed.put(PERSONAL_DATA + column, "yes"));
        change.notPersonal().forEach(column -> changed.put(PERSONAL_DATA + column, ""));
        changed.putAll(changed(GIVEN, properties, change));
        if (recorded) {
            changed.putAll(changed(GRANT, properties, change));
        }
        return changed;
    }

    private static Map<String, String> changed(String prefix, Map<String, String> properties, GovernanceChange change) {
        var held = new TreeMap<String, Set<Grant.Privilege>>();
        for (Grant grant : grants(prefix, properties)) {
            privileges(held, grant).add(grant.privilege());
        }
        var changed = new TreeMap<String, String>();
        for (Grant grant : change.granted()) {
            privileges(held, grant).add(grant.privilege());
        }
        for (Grant grant : change.revoked()) {
            privileges(held, grant).remove(grant.privilege());
        }
        held.forEach((principal, privileges) -> changed.put(prefix + principal, names(privileges)));
        return changed;
    }

    private static Set<Grant.Privilege> privileges(Map<String, Set<Grant.Privilege>> held, Grant grant) {
        return held.computeIfAbsent(grant.principal(), key -> EnumSet.noneOf(Grant.Privilege.class));
    }

    private static String names(Set<Grant.Privilege> privileges) {
        return String.join(",", privileges.stream().map(Enum::name).toList());
    }

    static List<Grant> grants(Map<String, String> properties) {
        return grants(GRANT, properties);
    }

    private static List<Grant> grants(String prefix, Map<String, String> properties) {
        var grants = new ArrayList<Grant>();
        below(prefix, properties).forEach((principal, privileges) -> {
            for (String privilege : privileges.split(",", -1)) {
                grants.add(new Grant(principal, Grant.Privilege.valueOf(privilege)));
            }
        });
        grants.sort(Comparator.comparing(Grant::principal).thenComparing(Grant::privilege));
        return grants;
    }

    private static Map<String, String> below(String prefix, Map<String, String> properties) {
        var found = new LinkedHashMap<String, String>();
        new TreeMap<>(properties).forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                found.put(key.substring(prefix.length()), value);
            }
        });
        return found;
    }
}
