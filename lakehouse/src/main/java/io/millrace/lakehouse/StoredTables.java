package io.millrace.lakehouse;

import io.millrace.config.TableName;
import java.util.List;
import java.util.Optional;

/**
 * What can be told of tables without a Spark session, which takes seconds to start. Whatever is told is what a session tells;
 * where nothing is told, a session is asked.
 */
public interface StoredTables {

    /** Returns the look that tells nothing: a session is asked for all. */
    static StoredTables none() {
        return new StoredTables() {
            @Override
            public Optional<List<StoredRow>> rows(TableName table) {
                return Optional.empty();
            }

            @Override
            public Optional<List<StoredRow>> commits(TableName table, int limit) {
                return Optional.empty();
            }

            @Override
            public Optional<StoredRow> facts(TableName table) {
                return Optional.empty();
            }
        };
    }

    /**
     * Returns all rows of the newest version of a small table, in no order; none if there is no such table.
     *
     * @return empty if only a session can tell
     * @throws RuntimeException of Delta, if the table cannot be read, as when a commit is gone
     */
    Optional<List<StoredRow>> rows(TableName table);

    /**
     * Returns the newest commits of a table, newest first, under the names that DESCRIBE HISTORY has.
     *
     * @return empty if only a session can tell, as of a table that is not there or cannot be read
     */
    Optional<List<StoredRow>> commits(TableName table, int limit);

    /**
     * Returns what a table is now, under the names that DESCRIBE DETAIL has.
     *
     * @return empty if only a session can tell, as {@link #commits}, or since the newest writer has not noted it
     */
    Optional<StoredRow> facts(TableName table);
}
