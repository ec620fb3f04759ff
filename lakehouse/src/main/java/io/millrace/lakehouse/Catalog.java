package io.millrace.lakehouse;

import io.millrace.config.DataException;
import io.millrace.config.TableName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The tables and the facts about them: columns, keys, owner, comment, tags, grants.
 *
 * <p>Each backend has an implementation, and all pass the same contract test. Facts that a backend has no place for are
 * kept in table properties under {@code millrace.}.
 */
public interface Catalog {

    /**
     * Creates an empty table with its facts, and its schema if that is missing. Change data feed is on, key columns are
     * NOT NULL.
     *
     * @throws DataException if the table exists
     */
    void create(TableSpec spec);

    /**
     * Creates the table, or brings an existing one to {@code spec}: adds the columns that it lacks, at the end and
     * nullable, and updates comments, owner, tags and properties. Columns and tags that {@code spec} does not name stay.
     * A table without a time-series column, as {@link Tables#replace} makes it, takes that of {@code spec}. A table that
     * is as it should be gets no commit.
     *
     * @throws DataException if a column has another type, or the primary keys or the time-series column differ; nothing
     *     has changed then
     */
    void ensure(TableSpec spec);

    /** Returns the table's definition; empty if there is no such table. */
    Optional<TableSpec> find(TableName table);

    /** Adds what the catalog keeps of a table beside it, once a write has made the table with all its facts. */
    default void made(TableSpec spec) {}

    /** Returns the tables of a schema of the environment's catalog, in order of name; empty if there is no such schema. */
    List<TableName> list(String schema);

    /** Removes the table and its rows; does nothing if there is no such table. */
    void drop(TableName table);

    /**
     * Sets the comment and these tags at once; an empty comment leaves the present one, and other tags stay.
     *
     * @throws DataException if there is no such table
     */
    void describe(TableName table, String comment, Map<String, String> tags);

    /**
     * Adds a grant. The local backend records it and enforces nothing.
     *
     * @throws DataException if there is no such table
     */
    void grant(TableName table, Grant grant);

    /**
     * What a table's log says of it beside the columns.
     *
     * @param comment may be empty
     * @param properties all, the library's own among them
     */
    record Description(String comment, Map<String, String> properties) {}

    /**
     * Returns the table's comment and all its properties, read once.
     *
     * @throws DataException if there is no such table
     */
    Description description(TableName table);

    /**
     * Returns the table's governance; {@link TableGovernance#NONE} if there is no such table.
     */
    TableGovernance governance(TableName table);

    /** Returns the columns that hold personal data, as the catalog knows by whatever means; none if there is no such table. */
    default Set<String> personalData(TableName table) {
        return governance(table).personalData();
    }

    /**
     * Makes the change and nothing else; an empty one does nothing. What a backend does not enforce is recorded.
     *
     * @throws DataException if there is no such table
     */
    void govern(TableName table, GovernanceChange change);

    /**
     * Returns the grants, in order of principal and privilege.
     *
     * @throws DataException if there is no such table
     */
    List<Grant> grants(TableName table);
}
