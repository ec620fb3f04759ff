package io.millrace.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The settings of a section whose keys are not Millrace's own, such as Spark's: every text by its dotted name. */
final class FreeSettings {

    private final Map<String, String> settings = new LinkedHashMap<>();

    private FreeSettings() {}

    static Map<String, String> of(ConfigReader section) {
        FreeSettings collected = new FreeSettings();
        collected.collect("", section);
        return Collections.unmodifiableMap(collected.settings);
    }

    private void collect(String prefix, ConfigReader section) {
        for (String key : section.keys()) {
            String name = prefix + key;
            if (section.isSection(key)) {
                section.optionalSection(key).ifPresent(child -> collect(name + ".", child));
            } else {
                section.optional(key, ValueKind.setting(name)).ifPresent(text -> settings.put(name, text));
            }
        }
    }
}
