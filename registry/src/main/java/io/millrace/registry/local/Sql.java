package io.millrace.registry.local;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Statements with positional arguments on one connection. */
final class Sql {
    /** Makes a value of the current row. */
    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    private final Connection connection;

    Sql(Connection connection) {
        this.connection = connection;
    }

    /** Returns how many rows the statement changed. */
    int update(String statement, @Nullable Object... arguments) throws SQLException {
        try (PreparedStatement prepared = connection.prepareStatement(statement)) {
            bind(prepared, arguments);
            return prepared.executeUpdate();
        }
    }

    /** Runs one statement for many rows of arguments. */
    void updateAll(String statement, List<@Nullable Object[]> rows) throws SQLException {
        try (PreparedStatement prepared = connection.prepareStatement(statement)) {
            for (Object[] arguments : rows) {
                bind(prepared, arguments);
                prepared.addBatch();
            }
            prepared.executeBatch();
        }
    }

    <T> List<T> list(String query, RowReader<T> reader, @Nullable Object... arguments) throws SQLException {
        try (PreparedStatement prepared = connection.prepareStatement(query)) {
            bind(prepared, arguments);
            try (ResultSet rows = prepared.executeQuery()) {
                List<T> found = new ArrayList<>();
                while (rows.next()) {
                    found.add(reader.read(rows));
                }
                return found;
            }
        }
    }

    <T> Optional<T> first(String query, RowReader<T> reader, @Nullable Object... arguments) throws SQLException {
        List<T> found = list(query, reader, arguments);
        return found.isEmpty() ? Optional.empty() : Optional.of(found.get(0));
    }

    private static void bind(PreparedStatement statement, @Nullable Object[] arguments) throws SQLException {
        for (int i = 0; i < arguments.length; i++) {
            statement.setObject(i + 1, arguments[i]);
        }
    }
}
