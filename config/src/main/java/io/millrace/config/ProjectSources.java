package io.millrace.config;

import java.nio.file.Path;
import java.util.List;

/**
 * The files that a project is read from.
 *
 * @param project the project file, then what it includes
 * @param environment the environment's file, then what it includes; empty if it is an installed one
 */
public record ProjectSources(List<Path> project, List<Path> environment) {
    /** Copies the lists. */
    public ProjectSources {
        project = List.copyOf(project);
        environment = List.copyOf(environment);
    }
}
