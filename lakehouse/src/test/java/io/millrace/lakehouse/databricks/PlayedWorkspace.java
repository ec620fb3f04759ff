package io.millrace.lakehouse.databricks;

import com.databricks.sdk.service.catalog.ColumnInfo;
import com.databricks.sdk.service.catalog.TableInfo;
import io.millrace.config.Secret;
import io.millrace.config.SqlName;
import io.millrace.databricks.WorkspaceSettings;
import io.millrace.lakehouse.Backend;
import io.millrace.lakehouse.Environment;
import io.millrace.testkit.FakeCatalog;
import io.millrace.testkit.FakeWorkspace;
import io.millrace.testkit.SharedSpark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/** A workspace that is played, whose tables are those of the tests' Spark session. */
record PlayedWorkspace(FakeWorkspace workspace, FakeCatalog catalog, Path token) {

    static PlayedWorkspace start() {
        FakeWorkspace workspace = FakeWorkspace.start();
        FakeCatalog catalog = FakeCatalog.in(workspace, PlayedWorkspace::table);
        catalog.catalogs().add("main");
        try {
            Path token = Files.writeString(Files.createTempFile(SharedSpark.root(), "token", ""), FakeWorkspace.TOKEN);
            return new PlayedWorkspace(workspace, catalog, token);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Environment environment() {
        return Environment.builder("test")
                .backend(Backend.Kind.DATABRICKS)
                .catalog("main")
                .localRoot(SharedSpark.root())
                .workspace(new WorkspaceSettings(
                        Optional.of(workspace.host()),
                        Optional.of(Secret.parse("file:" + token)),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()))
                .build();
    }

    private static Optional<TableInfo> table(String name) {
        SparkSession spark = SharedSpark.session();
        String sql = Arrays.stream(name.split("\\.", 3)).map(SqlName::quoted).collect(Collectors.joining("."));
        if (!spark.catalog().tableExists(sql)) {
            return Optional.empty();
        }
        List<ColumnInfo> columns = Arrays.stream(spark.table(sql).schema().fields())
                .map(field -> new ColumnInfo()
                        .setName(field.name())
                        .setTypeText(field.dataType().simpleString())
                        .setNullable(field.nullable()))
                .toList();
        Map<String, String> properties = new LinkedHashMap<>();
        spark.sql("SHOW TBLPROPERTIES " + sql)
                .collectAsList()
                .forEach(row -> properties.put(row.getString(0), row.getString(1)));
        return Optional.of(new TableInfo().setColumns(columns).setProperties(properties));
    }
}
