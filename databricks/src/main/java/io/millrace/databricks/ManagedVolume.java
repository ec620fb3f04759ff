package io.millrace.databricks;

import com.databricks.sdk.service.catalog.CreateVolumeRequestContent;
import com.databricks.sdk.service.catalog.VolumeType;
import io.millrace.config.TableName;

/** A managed volume of Unity Catalog, there or not. */
public record ManagedVolume(Workspace workspace, TableName name) {

    /** Returns whether it is there. */
    public boolean exists() {
        return workspace
                .find(
                        what(),
                        Privilege.read(name),
                        () -> workspace.client().volumes().read(Workspace.inPath(name.dotted())))
                .isPresent();
    }

    /** Makes it; does nothing if another has just made it. */
    public void make(String comment) {
        workspace.makes(what(), Privilege.create(name), () -> workspace
                .client()
                .volumes()
                .create(new CreateVolumeRequestContent()
                        .setCatalogName(name.catalog())
                        .setSchemaName(name.schema())
                        .setName(name.name())
                        .setVolumeType(VolumeType.MANAGED)
                        .setComment(comment)));
    }

    private String what() {
        return "volume " + name;
    }
}
