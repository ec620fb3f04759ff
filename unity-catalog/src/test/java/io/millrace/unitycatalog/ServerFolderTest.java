package io.millrace.unitycatalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.config.TableName;
import io.millrace.testkit.FakeUnity;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServerFolderTest {
    private static final String COLUMNS =
            "{\"type\":\"struct\",\"fields\":[{\"name\":\"id\",\"type\":\"long\",\"nullable\":true,\"metadata\":{}}]}";

    @Test
    void foldersOnS3HaveTheServersNameThereAndHadoopsHere() {
        try (FakeUnity fake = FakeUnity.start()) {
            var server = new UnityServer(fake.uri(), Optional.empty());
            server.ensureCatalog("lab");
            var facts = new UnitySchemas.Facts("", Map.of());
            server.schemas().create("lab", "raw", facts, Optional.of(URI.create("s3a://bucket/models")));
            server.volumes().ensure(new TableName("lab", "raw", "files"), URI.create("s3a://bucket/files"), "");
            var table = new TableName("lab", "raw", "t");
            URI folder = URI.create("s3a://bucket/t");
            var log = new DeltaLogFacts(1, 2, List.of(), List.of(), 1);

            assertThat(server.tables().register(table, UnityTable.delta(folder, COLUMNS, "", Map.of()), log))
                    .isTrue();

            assertThat(server.tables().locate(table).orElseThrow().location()).contains(folder);
        }
        assertThat(ServerFolder.told(URI.create("s3a://bucket/a%20b"))).isEqualTo("s3://bucket/a%20b");
        assertThat(ServerFolder.read("s3://bucket/a b")).hasToString("s3a://bucket/a%20b");
        assertThat(List.of("gs://b/x", "abfss://c@a.dfs.core.windows.net/x", "file:///x"))
                .allSatisfy(same ->
                        assertThat(ServerFolder.told(ServerFolder.read(same))).isEqualTo(same));
    }
}
