package io.millrace.config;

import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigObject;

/** Refuses include statements in a text that has no place among files. */
enum NoIncludes implements ConfigIncluder {
    INSTANCE;

    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
        return this;
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
        throw InvalidConfigException.of("definitions: includes \"" + what
                + "\", but definitions given as text include no files; open a project file, or write the content out");
    }
}
