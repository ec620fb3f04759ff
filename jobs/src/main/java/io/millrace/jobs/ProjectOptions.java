package io.millrace.jobs;

import io.millrace.pipelines.Project;
import io.millrace.pipelines.ProjectHeader;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options of every command that reads a project file. */
final class ProjectOptions {
    @Parameters(index = "0", paramLabel = "PROJECT", description = "The project file (HOCON).")
    private Path file = Path.of("");

    @Option(
            names = "--env",
            paramLabel = "NAME",
            defaultValue = "local",
            description =
                    "The environment: conf/NAME.conf beside the project file, else the installed one. Default: ${DEFAULT-VALUE}.")
    private String environment = "local";

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Overrides a value of the project file or the environment; may be repeated.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    /** Reads and checks the project. */
    Project project() {
        return Project.load(file, environment, overrides);
    }

    /** Reads and checks the project so deep. */
    Project project(Project.Depth depth) {
        return Project.load(file, environment, overrides, depth);
    }

    /** Returns the project file. */
    Path file() {
        return file;
    }

    /** Returns what {@code --env} said. */
    String environment() {
        return environment;
    }

    /** Returns what {@code --set} said, in order. */
    Map<String, String> overrides() {
        return Collections.unmodifiableMap(overrides);
    }

    /** Reads name and environment of the project alone. */
    ProjectHeader header() {
        return ProjectHeader.load(file, environment, overrides);
    }

    /** Returns the command line that goes on with these arguments, to be pasted into a shell. */
    PastedCommand command() {
        return new PastedCommand(file.toString(), environment, overrides);
    }
}
