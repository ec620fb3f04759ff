package io.millrace.lakehouse;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;

import io.millrace.config.BackendException;
import io.millrace.config.TableName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Leases in a Delta table, a row for each name. Of two commits that change the same row Delta takes one, so that a conditional merge is
 * the compare and set; a token in the row tells whose merge it was. What a holder that has ended held is free when its time is over.
 *
 * <p>A renewal is a commit of its own, from a session of its own: it waits for no write of a run, and bears no mark of one.
 */
public final class TableLeases implements LeaseStore {
    private static final int ATTEMPTS = 20;
    private static final StructType SCHEMA = new StructType()
            .add("name", DataTypes.StringType, false)
            .add("fence", DataTypes.LongType)
            .add("holder", DataTypes.StringType)
            .add("until", DataTypes.StringType)
            .add("token", DataTypes.StringType);
    private static final StructType CHANGE = SCHEMA.add("from_token", DataTypes.StringType);

    private final Lakehouse lakehouse;
    private final SparkSession session;
    private final TableName table;
    private final Failures failures;

    private TableLeases(Lakehouse lakehouse, TableName table) {
        this.lakehouse = lakehouse;
        this.session = ofItsOwn(lakehouse.spark());
        this.table = table;
        this.failures = new Failures(lakehouse.backend());
    }

    /** A session over the same catalogs, also those that were given to the other while it ran. */
    private static SparkSession ofItsOwn(SparkSession other) {
        SparkSession session = other.newSession();
        CollectionConverters.asJava(other.conf().getAll()).forEach((key, value) -> {
            if (key.startsWith("spark.sql.catalog.") && !session.conf().contains(key)) {
                session.conf().set(key, value);
            }
        });
        return session;
    }

    /** Returns the leases of a table, which the first that is taken makes. */
    public static TableLeases in(Lakehouse lakehouse, TableName table) {
        return new TableLeases(lakehouse, table);
    }

    private record Kept(LeaseState state, String token) {}

    @Override
    public Optional<LeaseState> read(String name) {
        return kept(name).map(Kept::state);
    }

    private Optional<Kept> kept(String name) {
        String action = "read the lease " + name;
        try {
            if (!session.catalog().tableExists(table.sql())) {
                return Optional.empty();
            }
            List<Row> rows =
                    session.table(table.sql()).where(col("name").equalTo(name)).collectAsList();
            return rows.stream()
                    .map(row -> new Kept(
                            new LeaseState(
                                    row.getLong(row.fieldIndex("fence")),
                                    row.getString(row.fieldIndex("holder")),
                                    Instant.parse(row.getString(row.fieldIndex("until")))),
                            row.getString(row.fieldIndex("token"))))
                    .findFirst();
        } catch (Exception e) { // Spark throws checked exceptions that it does not declare
            throw failures.translated(action, e);
        }
    }

    @Override
    public boolean replace(String name, Optional<LeaseState> from, LeaseState to) {
        ensureTable();
        String token = UUID.randomUUID().toString();
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            Optional<Kept> now = kept(name);
            if (now.filter(kept -> kept.token().equals(token)).isPresent()) {
                return true; // by an attempt whose answer was lost
            }
            if (!now.map(Kept::state).equals(from)) {
                return false;
            }
            try {
                merge(name, now, to, token);
            } catch (Exception e) { // Spark throws checked exceptions that it does not declare
                if (!Failures.isConflict(e)) {
                    throw failures.translated("change the lease " + name, e);
                }
            }
        }
        throw BackendException.retryable("the lease " + name + " is changed by too many at once; try again later");
    }

    private void merge(String name, Optional<Kept> from, LeaseState to, String token) throws Exception {
        Row row = RowFactory.create(
                name,
                to.fence(),
                to.holder(),
                to.until().toString(),
                token,
                from.map(Kept::token).orElse(null));
        session.createDataFrame(List.of(row), CHANGE)
                .as("source")
                .mergeInto(table.sql(), expr(table.sql() + ".name = source.name"))
                .whenMatched(expr(table.sql() + ".token = source.from_token"))
                .updateAll()
                .whenNotMatched(expr("source.from_token IS NULL"))
                .insertAll()
                .merge();
    }

    private void ensureTable() {
        if (!lakehouse.tables().exists(table)) {
            lakehouse
                    .catalog()
                    .ensure(TableSpec.builder(table, SCHEMA)
                            .comment("Who has the right to do what, one row each")
                            .clusterBy(List.of())
                            .build());
        }
    }
}
