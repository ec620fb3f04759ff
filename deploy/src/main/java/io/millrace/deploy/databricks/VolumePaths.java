package io.millrace.deploy.databricks;

import io.millrace.config.TableName;

/** Where things lie in the volume of a deployment. */
final class VolumePaths {
    private VolumePaths() {}

    /** Returns the folder that a volume is. */
    static String root(TableName volume) {
        return "/Volumes/" + volume.catalog() + "/" + volume.schema() + "/" + volume.name();
    }
}
