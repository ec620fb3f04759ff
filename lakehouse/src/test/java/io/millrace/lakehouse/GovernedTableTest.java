package io.millrace.lakehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.DataException;
import io.millrace.config.TableVersion;
import io.millrace.lakehouse.WriteResult.Outcome;
import io.millrace.testkit.Frames;
import io.millrace.testkit.SharedSpark;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class GovernedTableTest {
    private static final StructType COLUMNS =
            StructType.fromDDL("origin STRING COMMENT 'airport', `odd-name` TIMESTAMP NOT NULL, temp DOUBLE");
    private static final StructType GIVEN = StructType.fromDDL("origin STRING, `odd-name` TIMESTAMP, temp FLOAT");

    static Lakehouse lakehouse;

    @BeforeAll
    static void open() {
        lakehouse = Lakehouse.over(SharedSpark.session(), Environment.local(SharedSpark.root()));
    }

    @Test
    void createsTheTableWithItsFactsAndFirstRowsInOneCommit() throws Exception {
        TableSpec spec = weather("first").build();

        WriteResult first = lakehouse.governed(spec).append(rows(row("JFK", 0, 1.5f)), write(1));
        WriteResult retry = lakehouse.governed(spec).append(rows(row("LGA", 0, 9f)), write(1));
        WriteResult second = lakehouse.governed(spec).append(rows(row("LGA", 1, 2f)), write(2));

        assertThat(first).isEqualTo(new WriteResult(new TableVersion(spec.name(), 0), 1, Outcome.WRITTEN));
        assertThat(retry).isEqualTo(new WriteResult(first.version(), 1, Outcome.ALREADY_DONE));
        assertThat(second).isEqualTo(new WriteResult(new TableVersion(spec.name(), 1), 1, Outcome.WRITTEN));
        assertThat(found(spec)).isEqualTo(spec.withColumns(COLUMNS.asNullable()));
        assertThat(lakehouse.tables().read(spec.name()).count()).isEqualTo(2);
        assertThat(TablesContract.isSet(lakehouse.spark(), "spark.databricks.delta.commitInfo.userMetadata"))
                .isFalse();
    }

    @Test
    void createsATableWithKeysThatAreNotNull() {
        TableSpec spec =
                weather("keyed").primaryKeys(List.of("origin", "odd-name")).build();

        WriteResult first = lakehouse.governed(spec).replace(rows(row("JFK", 0, 1f)), write(1));
        WriteResult second = lakehouse.governed(spec).replace(rows(row("JFK", 0, 2f), row("LGA", 0, 3f)), write(2));

        assertThat(first.version().version()).isEqualTo(1);
        assertThat(second).isEqualTo(new WriteResult(new TableVersion(spec.name(), 2), 2, Outcome.WRITTEN));
        assertThat(found(spec)).isEqualTo(spec);
        assertThatThrownBy(() -> lakehouse.governed(spec).replace(rows(row(null, 0, 1f)), write(3)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("origin");
        TableSpec other = weather("keyed").primaryKeys(List.of("origin")).build();
        assertThatThrownBy(() -> lakehouse.governed(other).replace(rows(row("JFK", 0, 1f)), write(4)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("has the primary keys [origin, odd-name]");
        assertThat(lakehouse.tables().read(spec.name()).count()).isEqualTo(2);
    }

    @Test
    void followsADefinitionThatChanges() {
        TableSpec before = weather("follows").build();
        lakehouse.governed(before).append(rows(row("JFK", 0, 1f)), write(1));
        StructType columns = StructType.fromDDL("origin STRING COMMENT 'where', `odd-name` TIMESTAMP, wind INT");
        TableSpec after = TableSpec.builder(before.name(), columns)
                .timeSeries("odd-name")
                .comment("Another")
                .build();
        Dataset<Row> rows = Frames.of(columns, List.of(RowFactory.create("LGA", new Timestamp(0), 7)));

        lakehouse.governed(after).append(rows, write(2));

        assertThat(found(after).comment()).isEqualTo("Another");
        assertThat(found(after).schema().apply("origin").getComment().get()).isEqualTo("where");
        assertThat(lakehouse.tables().read(after.name()).columns())
                .containsExactly("origin", "odd-name", "temp", "wind");
        assertThat(lakehouse
                        .tables()
                        .read(after.name())
                        .where("temp IS NULL AND wind = 7")
                        .count())
                .isEqualTo(1);
        lakehouse.governed(after).replace(rows, write(3));
        assertThat(lakehouse.tables().read(after.name()).columns()).containsExactly("origin", "odd-name", "wind");
    }

    @Test
    void leavesTheTableOfAnotherProjectAlone() {
        TableSpec spec = weather("owned").build();
        Lakehouse alpha = lakehouse.forProject("alpha");
        GovernedTable betas = lakehouse.forProject("beta").governed(spec);
        alpha.governed(spec).append(rows(row("JFK", 0, 1f)), write(1));
        List<Runnable> writes = List.of(
                () -> betas.append(rows(row("JFK", 0, 2f)), write(2)),
                () -> betas.replace(rows(row("JFK", 0, 2f)), write(2)),
                () -> betas.replaceSlice(rows(row("JFK", 0, 2f)), "origin = 'JFK'", write(2)),
                () -> betas.merge(rows(row("JFK", 0, 2f)), List.of("origin"), write(2)),
                () -> lakehouse.forProject("beta").requireOwn(spec.name()));

        for (Runnable refused : writes) {
            assertThatThrownBy(refused::run)
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("belongs to the project alpha, and this is the project beta")
                    .hasMessageContaining("local.root");
        }
        alpha.requireOwn(spec.name());
        assertThat(lakehouse.tables().version(spec.name()).version()).isZero();

        lakehouse.tables().query("ALTER TABLE " + spec.name() + " SET TBLPROPERTIES ('millrace.project' = 'beta')");
        assertThat(betas.append(rows(row("LGA", 0, 2f)), write(2)).rowCount()).isEqualTo(1);
        assertThatThrownBy(() -> alpha.governed(spec).append(rows(row("JFK", 0, 2f)), write(3)))
                .hasMessageContaining("belongs to the project beta");
    }

    @Test
    void refusesAFirstSliceWithRowsOutsideOfIt() {
        TableSpec spec = weather("sliced").build();

        assertThatThrownBy(() -> lakehouse
                        .governed(spec)
                        .replaceSlice(rows(row("JFK", 0, 1f), row(null, 0, 1f)), "origin = 'JFK'", write(1)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("a row does not match origin = 'JFK'");

        assertThat(lakehouse.tables().exists(spec.name())).isFalse();
        lakehouse.governed(spec).replaceSlice(rows(row("JFK", 0, 1f)), "origin = 'JFK'", write(1));
        lakehouse.governed(spec).replaceSlice(rows(row("LGA", 0, 1f)), "origin = 'LGA'", write(2));
        lakehouse.governed(spec).replaceSlice(rows(row("JFK", 0, 5f)), "origin = 'JFK'", write(3));
        Frames.assertSameRows(
                lakehouse.tables().read(spec.name()).select("origin", "temp"),
                rows(row("JFK", 0, 5f), row("LGA", 0, 1f)).selectExpr("origin", "CAST(temp AS DOUBLE) AS temp"));
    }

    @Test
    void losesNoRowsWhenManyCreateItAtOnce() throws Exception {
        TableSpec spec = weather("raced").build();
        List<Callable<WriteResult>> writers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Dataset<Row> rows = rows(row("writer " + i, i, i));
            Write write = Write.of("tests/raced/" + i, 1, "run");
            writers.add(() -> lakehouse.governed(spec).append(rows, write));
        }

        var threads = Executors.newFixedThreadPool(4);
        for (var written : threads.invokeAll(writers)) {
            assertThat(written.get().outcome()).isEqualTo(Outcome.WRITTEN);
        }
        threads.shutdown();

        assertThat(lakehouse
                        .tables()
                        .read(spec.name())
                        .select("origin")
                        .distinct()
                        .count())
                .isEqualTo(4);
        assertThat(lakehouse.tables().version(spec.name()).version()).isEqualTo(3);
    }

    private static TableSpec.Builder weather(String name) {
        return TableSpec.builder(lakehouse.table(Layer.FEATURES, name), COLUMNS)
                .timeSeries("odd-name")
                .clusterBy(List.of("odd-name", "origin"))
                .comment("Weather at the airport's station")
                .owner("weather team")
                .tags(Map.of("domain", "it's the sky"))
                .properties(Map.of("delta.logRetentionDuration", "interval 90 days"));
    }

    private static Write write(long number) {
        return Write.of("tests/governed", number, "run-" + number);
    }

    private static Row row(String origin, long hour, float temp) {
        return RowFactory.create(origin, new Timestamp(hour * 3_600_000), temp);
    }

    private static Dataset<Row> rows(Row... rows) {
        return Frames.of(GIVEN, new ArrayList<>(List.of(rows)));
    }

    private static TableSpec found(TableSpec spec) {
        return lakehouse.catalog().find(spec.name()).orElseThrow();
    }
}
