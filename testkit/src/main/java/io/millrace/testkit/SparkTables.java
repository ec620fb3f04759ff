package io.millrace.testkit;

import com.databricks.sdk.service.catalog.ColumnInfo;
import com.databricks.sdk.service.catalog.TableInfo;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/** The tables of a session as Unity Catalog of a workspace would tell of them. */
public final class SparkTables {
    private SparkTables() {}

    /** Returns what tells what there is of a full name. */
    public static Function<String, Optional<TableInfo>> of(SparkSession spark) {
        return name -> find(spark, name);
    }

    private static Optional<TableInfo> find(SparkSession spark, String name) {
        String sql = Arrays.stream(name.split("\\.", 3))
                .map(part -> "`" + part.replace("`", "``") + "`")
                .collect(Collectors.joining("."));
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
