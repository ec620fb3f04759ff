package io.millrace.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Which keys readers asked for, so that those nobody asked for can be told as unknown. */
final class KnownKeys {

    private final Map<String, Set<String>> askedBySection = new HashMap<>();
    private final Map<String, Setting> settings = new LinkedHashMap<>();
    private final Set<String> accepted = new HashSet<>();

    /** Notes that {@code section} is read key by key. */
    void open(String section) {
        askedBySection.computeIfAbsent(section, path -> new TreeSet<>());
    }

    /** Notes that {@code section} knows {@code key}. */
    void ask(String section, String key) {
        askedBySection.computeIfAbsent(section, path -> new TreeSet<>()).add(key);
    }

    /** Notes a setting; one that was asked for before stays as it was. */
    void ask(Setting setting) {
        settings.putIfAbsent(setting.path(), setting);
    }

    List<Setting> settings() {
        return List.copyOf(settings.values());
    }

    /** Notes that the value at {@code path}, and all below it, is known. */
    void accept(String path) {
        accepted.add(path);
    }

    void report(ConfigObject object, String path, ConfigProblems problems) {
        Set<String> asked = askedBySection.getOrDefault(path, Set.of());
        for (String key : new TreeSet<>(object.keySet())) {
            ConfigValue value = Objects.requireNonNull(object.get(key));
            String childPath = ConfigProblems.childPath(path, key);
            if (asked.contains(key)) {
                descend(value, childPath, problems);
            } else if (!accepted.contains(childPath)) {
                Set<String> free = new TreeSet<>(asked);
                free.removeAll(object.keySet());
                String remedy = Suggestions.nearest(key, free).isPresent()
                        ? Suggestions.of(key, free)
                        : Suggestions.of(key, asked);
                problems.add(value, childPath, "unknown key; " + remedy);
            }
        }
    }

    private void descend(ConfigValue value, String path, ConfigProblems problems) {
        if (accepted.contains(path)) {
            return;
        }
        if (value instanceof ConfigObject object && askedBySection.containsKey(path)) {
            report(object, path, problems);
        } else if (value instanceof ConfigList list) {
            for (int i = 0; i < list.size(); i++) {
                descend(list.get(i), path + "[" + i + "]", problems);
            }
        }
    }
}
