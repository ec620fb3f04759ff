package io.millrace.deploy.databricks;

import java.util.List;

/**
 * Where the files of a deployment lie.
 *
 * @param projectFile the project file
 * @param jars the jars, the job jar first
 */
record Placement(String projectFile, List<String> jars) {
    Placement {
        jars = List.copyOf(jars);
    }
}
