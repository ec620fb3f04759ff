package io.millrace.lakehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.DataException;
import io.millrace.config.TableName;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** What every {@link Catalog} does. A backend's test extends it and says which lakehouse to try. */
abstract class CatalogContract {
    private static final StructType COLUMNS =
            StructType.fromDDL("origin STRING COMMENT 'airport of departure', time_hour TIMESTAMP, temp DOUBLE");

    abstract Lakehouse lakehouse();

    @Test
    void findsWhatItCreated() {
        TableSpec spec = weather("created").build();

        catalog().create(spec);

        TableSpec found = catalog().find(spec.name()).orElseThrow();
        assertThat(found).isEqualTo(spec);
        assertThat(found.clusterBy()).containsExactly("origin", "time_hour");
        assertThat(found.schema().apply("origin").nullable()).isFalse();
        assertThat(found.schema().apply("temp").nullable()).isTrue();
        assertThat(catalog().list("features")).contains(spec.name());
        assertThatThrownBy(() -> catalog().create(spec))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(spec.name() + " exists already");
    }

    @Test
    void keepsKeysFromBeingNull() {
        TableSpec spec = weather("not_null").build();
        catalog().create(spec);

        assertThatThrownBy(() -> lakehouse()
                        .tables()
                        .append(
                                spec.name(),
                                lakehouse()
                                        .spark()
                                        .createDataFrame(List.of(RowFactory.create("JFK", null, 1.0)), COLUMNS),
                                Write.of("contract", 1, "run")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("time_hour");
        assertThat(lakehouse().tables().version(spec.name()).version()).isZero();
    }

    @Test
    void bringsATableToItsDefinition() {
        TableSpec first = weather("ensured").build();
        catalog().ensure(first);
        long before = lakehouse().tables().version(first.name()).version();
        catalog().ensure(first);
        assertThat(lakehouse().tables().version(first.name()).version()).isEqualTo(before);

        TableSpec second = TableSpec.builder(
                        first.name(),
                        StructType.fromDDL("origin STRING COMMENT 'where it starts', time_hour TIMESTAMP, temp DOUBLE,"
                                + " gust DOUBLE COMMENT 'in km/h'"))
                .primaryKeys(List.of("origin", "time_hour"))
                .timeSeries("time_hour")
                .clusterBy(List.of("time_hour"))
                .comment("Weather, with gusts")
                .owner("sky")
                .tags(Map.of("domain", "sky", "tier", "gold"))
                .properties(Map.of("delta.logRetentionDuration", "interval 60 days"))
                .build();
        catalog().ensure(second);

        assertThat(catalog().find(first.name())).contains(second);
    }

    @Test
    void refusesADefinitionThatTheTableCannotTake() {
        TableSpec first = weather("fixed").build();
        catalog().ensure(first);
        long before = lakehouse().tables().version(first.name()).version();

        TableSpec otherType = TableSpec.builder(
                        first.name(), StructType.fromDDL("origin STRING, time_hour TIMESTAMP, temp STRING, more INT"))
                .primaryKeys(first.primaryKeys())
                .timeSeries("time_hour")
                .build();
        TableSpec otherKeys = TableSpec.builder(first.name(), COLUMNS)
                .primaryKeys(List.of("origin"))
                .timeSeries("time_hour")
                .build();

        assertThatThrownBy(() -> catalog().ensure(otherType))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("column temp is DOUBLE, the definition says STRING");
        assertThatThrownBy(() -> catalog().ensure(otherKeys))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("[origin, time_hour]")
                .hasMessageContaining("[origin]");
        assertThat(lakehouse().tables().version(first.name()).version()).isEqualTo(before);
    }

    @Test
    void aTableWithoutATimeSeriesColumnTakesOne() {
        TableSpec plain =
                TableSpec.builder(weather("plain").build().name(), COLUMNS).build();
        TableSpec timed =
                TableSpec.builder(plain.name(), COLUMNS).timeSeries("time_hour").build();
        catalog().create(plain);

        catalog().ensure(timed);

        assertThat(catalog().find(plain.name()).orElseThrow().timeSeries()).contains("time_hour");
    }

    @Test
    void tagsAndGrants() {
        TableSpec spec = weather("governed").build();
        catalog().create(spec);

        catalog().describe(spec.name(), "what it's for", Map.of("pii", "no", "it's", "a \\ \"tag\""));
        catalog().describe(spec.name(), "", Map.of("pii", "no"));
        catalog().grant(spec.name(), new Grant("team b", Grant.Privilege.SELECT));
        catalog().grant(spec.name(), new Grant("team a", Grant.Privilege.MODIFY));
        catalog().grant(spec.name(), new Grant("team a", Grant.Privilege.SELECT));

        assertThat(catalog().find(spec.name()).orElseThrow().tags())
                .containsEntry("pii", "no")
                .containsEntry("it's", "a \\ \"tag\"")
                .containsEntry("domain", "sky");
        assertThat(catalog().find(spec.name()).orElseThrow().comment()).isEqualTo("what it's for");
        assertThat(catalog().grants(spec.name()))
                .containsExactly(
                        new Grant("team a", Grant.Privilege.SELECT),
                        new Grant("team a", Grant.Privilege.MODIFY),
                        new Grant("team b", Grant.Privilege.SELECT));
    }

    @Test
    void changesWhatIsDeclaredAndNothingElse() {
        TableSpec spec = weather("declared").build();
        catalog().create(spec);
        catalog().grant(spec.name(), new Grant("by hand", Grant.Privilege.SELECT));
        TableGovernance declared = new TableGovernance(
                "sky",
                Map.of("domain", "air"),
                Set.of("temp"),
                List.of(new Grant("analysts", Grant.Privilege.SELECT), new Grant("analysts", Grant.Privilege.MODIFY)),
                List.of());

        catalog().govern(spec.name(), catalog().governance(spec.name()).to(declared));

        TableGovernance now = catalog().governance(spec.name());
        assertThat(now.owner()).isEqualTo("sky");
        assertThat(now.tags()).containsEntry("domain", "air");
        assertThat(now.personalData()).containsExactly("temp");
        assertThat(now.grants())
                .containsExactly(
                        new Grant("analysts", Grant.Privilege.SELECT),
                        new Grant("analysts", Grant.Privilege.MODIFY),
                        new Grant("by hand", Grant.Privilege.SELECT));
        assertThat(now.to(declared).texts()).isEmpty();
        lakehouse().backend().governance(spec.name()).ifPresent(looked -> assertThat(looked)
                .as("without a session")
                .isEqualTo(now));
        TableGovernance less = new TableGovernance("", Map.of(), Set.of(), List.of(), List.of());
        assertThat(now.to(less).texts())
                .containsExactly(
                        "column temp is no personal data",
                        "revoke SELECT from analysts",
                        "revoke MODIFY from analysts");
        catalog().govern(spec.name(), now.to(less));
        assertThat(catalog().governance(spec.name()).grants())
                .containsExactly(new Grant("by hand", Grant.Privilege.SELECT));
        assertThat(catalog().governance(spec.name()).to(less).isEmpty()).isTrue();
        assertThat(catalog().governance(lakehouse().table(Layer.FEATURES, "nowhere")))
                .isEqualTo(TableGovernance.NONE);
    }

    @Test
    void knowsWhatIsNotThere() {
        TableName nowhere = lakehouse().table(Layer.FEATURES, "nowhere");

        assertThat(catalog().find(nowhere)).isEmpty();
        assertThat(catalog().list("no_such_schema")).isEmpty();
        catalog().drop(nowhere);
        assertThatThrownBy(() -> catalog().describe(nowhere, "", Map.of("a", "b")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("there is no table " + nowhere);
        assertThatThrownBy(() -> catalog().grants(nowhere)).isInstanceOf(DataException.class);
    }

    @Test
    void drops() {
        TableSpec spec = weather("dropped").build();
        catalog().create(spec);

        catalog().drop(spec.name());

        assertThat(catalog().find(spec.name())).isEmpty();
        assertThat(catalog().list("features")).doesNotContain(spec.name());
    }

    private Catalog catalog() {
        return lakehouse().catalog();
    }

    private TableSpec.Builder weather(String name) {
        return TableSpec.builder(lakehouse().table(Layer.FEATURES, name), COLUMNS)
                .primaryKeys(List.of("origin", "time_hour"))
                .timeSeries("time_hour")
                .comment("Weather at the airport's station")
                .owner("weather team")
                .tags(Map.of("domain", "sky"));
    }
}
