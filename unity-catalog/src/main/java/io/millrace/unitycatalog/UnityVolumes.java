package io.millrace.unitycatalog;

import io.millrace.config.TableName;
import io.unitycatalog.client.api.VolumesApi;
import io.unitycatalog.client.model.CreateVolumeRequestContent;
import io.unitycatalog.client.model.ListVolumesResponseContent;
import io.unitycatalog.client.model.VolumeType;
import java.net.URI;

/** The volumes of a server: folders of files, by three-level names. */
public final class UnityVolumes {
    private final UnityServer server;
    private final VolumesApi api;

    UnityVolumes(UnityServer server) {
        this.server = server;
        this.api = new VolumesApi(server.client());
    }

    /** Makes the volume over the folder; one of that name stays as it is. Its schema is there. */
    public void ensure(TableName volume, URI folder, String comment) {
        TableName plain = UnityTables.plain(volume);
        Securable schema = new Securable(Securable.Type.SCHEMA, plain.catalog() + "." + plain.schema());
        // Looked for in the list: asked for one that is not there, the server answers with an error of its own (500).
        boolean known = server
                .pages(
                        new Action("list the volumes of " + schema, "USE SCHEMA", schema),
                        token -> api.listVolumes(plain.catalog(), plain.schema(), null, token),
                        ListVolumesResponseContent::getVolumes,
                        ListVolumesResponseContent::getNextPageToken)
                .stream()
                .anyMatch(found -> plain.name().equals(found.getName()));
        if (known) {
            return;
        }
        server.create(
                new Action("create volume " + UnityTables.dotted(plain), "CREATE VOLUME", schema),
                () -> api.createVolume(new CreateVolumeRequestContent()
                        .catalogName(plain.catalog())
                        .schemaName(plain.schema())
                        .name(plain.name())
                        .volumeType(VolumeType.EXTERNAL)
                        .storageLocation(ServerFolder.told(folder))
                        .comment(comment)));
    }
}
