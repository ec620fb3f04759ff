package io.millrace.pipelines;

import com.typesafe.config.Config;
import io.millrace.config.ConfigReader;
import io.millrace.config.InvalidConfigException;
import io.millrace.config.ProjectFiles;
import io.millrace.lakehouse.Environment;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What it takes to look at what a project did: a mistake elsewhere in its file does not matter.
 *
 * @param name the project's name
 * @param environment where it runs
 * @param models the names of its models
 */
public record ProjectHeader(String name, Environment environment, Set<String> models) {
    /** Copies the set. */
    public ProjectHeader {
        models = Set.copyOf(models);
    }

    /**
     * Reads name and environment of a project file; takes the same arguments as {@link Project#load}.
     *
     * @throws InvalidConfigException if the files cannot be read, or name or environment are wrong
     */
    public static ProjectHeader load(Path file, String environment, Map<String, String> overrides) {
        Config config = ProjectFiles.load(file, environment, overrides);
        ConfigReader reader = ConfigReader.of(config);
        String name = reader.string("project");
        Environment where = Environment.from(reader);
        Set<String> models = Project.namesIn(reader, "models");
        config.root().keySet().forEach(reader::accept);
        reader.finish();
        return new ProjectHeader(name, where, models);
    }

    /**
     * Passes if the project has such a model.
     *
     * @throws InvalidConfigException if not; lists those it has
     */
    public void requireModel(String model) {
        if (!models.contains(model)) {
            throw InvalidConfigException.of(
                    "there is no model " + model + "; there are " + String.join(", ", new TreeSet<>(models)));
        }
    }
}
