package io.millrace.lakehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.config.TableName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Backend} does: a backend's test extends it and says which lakehouse to try. Where a backend may lack
 * something, its {@link Backend#capabilities()} say so, and the contract asks them.
 */
public abstract class BackendContract {

    /** Returns a lakehouse that is open, the same each time. Its tables are the test's alone, or named after it. */
    protected abstract Lakehouse lakehouse();

    /** Returns names of tables, all different, as odd as the backend takes them. */
    protected List<String> oddNames() {
        return List.of("odd name", "odd-name", "odd.name", "ödd", "select", "a~b", "it's", "100%");
    }

    /** Returns how often each of some threads takes a lease that all want. */
    protected int turnsOfLeases() {
        return 5;
    }

    private Backend backend() {
        return lakehouse().backend();
    }

    @Test
    void opensAgainOverTheSessionThatRuns() {
        backend().prepare();
        backend().require(lakehouse().spark());

        Lakehouse joined = Lakehouse.join(lakehouse().spark(), lakehouse().environment());

        assertThat(joined.spark()).isSameAs(lakehouse().spark());
        assertThat(lakehouse().spark().catalog().listCatalogs().collectAsList())
                .extracting(catalog -> catalog.name())
                .contains(lakehouse().environment().catalog());
    }

    @Test
    void startsSessionsWithWhatTheEnvironmentSaysLast() {
        Environment given = lakehouse().environment();
        Environment environment = Environment.builder(given.name())
                .backend(given.backend())
                .catalog(given.catalog())
                .localRoot(given.localRoot())
                .unityCatalog(given.unityCatalog())
                .spark(Map.of("spark.sql.shuffle.partitions", "77"))
                .build();

        assertThat(Lakehouse.sessionSettings(environment))
                .containsEntry("spark.sql.shuffle.partitions", "77")
                .containsEntry("spark.sql.session.timeZone", "UTC")
                .containsEntry("spark.sql.ansi.enabled", "true");
        assertThat(backend().sessionHint()).contains("spark.");
    }

    @Test
    void tellsWithoutASessionWhatTheSessionTells() {
        assumeTrue(backend().capabilities().contains(Backend.Capability.LOOK_WITHOUT_SESSION));
        TableName table = lakehouse().table(Layer.OPS, "looked");
        StructType columns = StructType.fromDDL("id BIGINT, name STRING");
        Row row = RowFactory.create(1L, "one");
        lakehouse()
                .tables()
                .replace(table, lakehouse().spark().createDataFrame(List.of(row), columns), Write.of("look", 1, "run"));

        StoredTables stored = backend().storedTables();

        stored.rows(table)
                .ifPresent(rows -> assertThat(rows).singleElement().satisfies(read -> assertThat(read.text("name"))
                        .isEqualTo("one")));
        assertThat(stored.facts(table).orElseThrow().text("id"))
                .isEqualTo(lakehouse().tables().id(table));
        assertThat(stored.commits(table, 5).orElseThrow()).hasSize(1);
        assertThat(stored.commits(lakehouse().table(Layer.OPS, "absent"), 5)).isEmpty();
    }

    @Test
    void tellsNothingWithoutASessionWhereItCannot() {
        assumeTrue(!backend().capabilities().contains(Backend.Capability.LOOK_WITHOUT_SESSION));
        TableName table = lakehouse().table(Layer.OPS, "absent");
        StoredTables stored = backend().storedTables();

        assertThat(List.<Optional<?>>of(stored.rows(table), stored.facts(table), stored.commits(table, 1)))
                .allMatch(Optional::isEmpty);
    }

    @Test
    void saysWhereRunsAndModelsAreRecorded() {
        assertThat(backend().tracking().toString()).isNotBlank();
        assertThat(Backend.of(lakehouse().environment()).tracking())
                .isEqualTo(backend().tracking());
    }

    @Nested
    class OfCatalog extends CatalogContract {
        @Override
        Lakehouse lakehouse() {
            return BackendContract.this.lakehouse();
        }
    }

    @Nested
    class OfTables extends TablesContract {
        @Override
        Lakehouse lakehouse() {
            return BackendContract.this.lakehouse();
        }

        @Override
        List<String> oddNames() {
            return BackendContract.this.oddNames();
        }
    }

    @Nested
    class OfLeases extends LeaseContract {
        @Override
        int turns() {
            return turnsOfLeases();
        }

        @Override
        protected LeaseStore store() {
            return Backend.of(lakehouse().environment()).leases(lakehouse());
        }
    }

    @Nested
    class OfFiles extends FilesContract {
        @Override
        protected StoredFiles files() {
            return backend().files();
        }
    }
}
