package io.millrace.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The order in which sections name their keys, whatever gives the keys their values.
 *
 * <p>A resolved configuration tells of a value only where it was defined, which a substitution, {@code --set} or an environment
 * may have done elsewhere. So the order is taken before anything is resolved, layer by layer: the keys of the project file
 * as they are written, those that files it includes write before its own; then keys that only the environment has, then those
 * that only {@code --set} has. Keys that no text of the section names, since a substituted section brought them, come first.
 */
final class KeyOrder {

    /** Where a configuration carries the order of its keys, by the path of the section. */
    private static final String CARRIED = "keys as written";

    private final FileOrder files = new FileOrder();
    private final Map<String, Set<String>> written;

    private KeyOrder(Map<String, Set<String>> written) {
        this.written = written;
    }

    /** Returns a resolved configuration that carries the order of the layers that it was made of, the lowest first. */
    static Config carried(Config resolved, List<Config> layers) {
        KeyOrder order = of(resolved);
        layers.forEach(
                layer -> order.add("", layer.root(), Place.of(layer.root()).source()));
        Map<String, List<String>> keys = new LinkedHashMap<>();
        order.written.forEach((path, names) -> keys.put(path, List.copyOf(names)));
        return resolved.withValue(ConfigUtil.quoteString(CARRIED), ConfigValueFactory.fromMap(keys, "order of keys"));
    }

    /** Returns the order that a configuration carries. */
    static KeyOrder of(Config resolved) {
        Map<String, Set<String>> written = new LinkedHashMap<>();
        if (resolved.root().get(CARRIED) instanceof ConfigObject carried) {
            carried.forEach((path, names) -> {
                Set<String> keys = new LinkedHashSet<>();
                ((ConfigList) names).forEach(name -> keys.add((String) name.unwrapped()));
                written.put(path, keys);
            });
        }
        return new KeyOrder(written);
    }

    /** Returns the configuration without what carries the order. */
    static ConfigObject withoutOrder(Config config) {
        return config.root().withoutKey(CARRIED);
    }

    /** Returns the keys of the section at the path in order. */
    List<String> keys(String path, ConfigObject section) {
        Set<String> named = written.getOrDefault(path, Set.of());
        List<String> keys =
                new ArrayList<>(files.keys(section, Place.of(section).source()));
        keys.removeAll(named);
        named.stream().filter(section::containsKey).forEach(keys::add);
        return List.copyOf(keys);
    }

    private void add(String path, ConfigObject section, String file) {
        List<String> keys;
        try {
            keys = files.keys(section, file);
        } catch (ConfigException.NotResolved e) {
            return; // put together from substitutions, so that its keys are not known yet
        }
        if (!path.isEmpty()) {
            written.computeIfAbsent(path, each -> new LinkedHashSet<>()).addAll(keys);
        }
        keys.forEach(key -> below(ConfigProblems.childPath(path, key), Objects.requireNonNull(section.get(key)), file));
    }

    private void below(String path, ConfigValue value, String file) {
        if (value instanceof ConfigObject section) {
            add(path, section, file);
        } else if (value instanceof ConfigList list) {
            for (int i = 0; i < list.size(); i++) {
                below(path + "[" + i + "]", list.get(i), file);
            }
        }
    }
}
