package io.millrace.lakehouse;

import io.millrace.config.ConfigReader;
import io.millrace.config.TableName;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The definition of rows that a project reads: where they come from, and how they are shaped on every read.
 *
 * @param name the name that views, spines and other sources use; also the name of the raw table
 * @param kind where the rows come from
 * @param from the path, provider class, table name, source name or SQL query, by {@code kind}
 * @param format the format of a {@link Kind#FILE}
 * @param schema columns as DDL, {@code id BIGINT, at TIMESTAMP}; for formats that do not carry them
 * @param options options of the reader or provider
 * @param inputs the sources that a {@link Kind#SQL} query names
 * @param columns columns added or replaced, SQL expressions by name, in the order in which they are made; each sees the
 *     others as they are made here, in whatever order they are given, and its own name as it is before
 * @param where a SQL condition that rows must meet; it sees the added columns
 * @param timestamp the column of event time
 * @param unit what {@code timestamp} and availability columns count, if they are whole numbers
 * @param zone the zone of the wall-clock times in TIMESTAMP_NTZ columns, {@code America/New_York}
 * @param available for columns that become known later than the row's time: the column that holds when
 * @param comment what the rows are
 */
public record Source(
        String name,
        Kind kind,
        String from,
        Optional<FileFormat> format,
        Optional<String> schema,
        Map<String, String> options,
        List<String> inputs,
        Map<String, String> columns,
        Optional<String> where,
        Optional<String> timestamp,
        Optional<EpochUnit> unit,
        Optional<String> zone,
        Map<String, String> available,
        String comment) {

    /** Where rows come from. */
    public enum Kind {
        /** Files, copied into a raw table. */
        FILE("path"),
        /** A {@link SourceProvider} class, whose rows are copied into a raw table. */
        PROVIDER("provider"),
        /** An existing table, read where it is. */
        TABLE("table"),
        /** Another source, with columns and a condition of its own. */
        VIEW("source"),
        /** A query over other sources. */
        SQL("sql");

        private final String key;

        Kind(String key) {
            this.key = key;
        }

        /** Returns the key of the project file that tells this kind. */
        public String key() {
            return key;
        }
    }

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if the name is not made of letters, digits and _, {@code from} is blank, a file has
     *     no format, inputs, format and schema do not belong to the kind, or columns need each other
     */
    public Source {
        if (!name.matches("[A-Za-z0-9_]+")) {
            throw new IllegalArgumentException(
                    "the source name '" + name + "' becomes a table's; use letters, digits and _ only");
        }
        if (from.isBlank()) {
            throw new IllegalArgumentException("source " + name + " has an empty " + kind.key());
        }
        if ((kind == Kind.FILE) != format.isPresent()) {
            throw new IllegalArgumentException(
                    kind == Kind.FILE
                            ? "the format of " + from + " is not told by its suffix; add format = " + FileFormat.WORDS
                            : "format belongs to sources with a path; remove it");
        }
        if (kind != Kind.FILE && schema.isPresent()) {
            throw new IllegalArgumentException("schema belongs to sources with a path; remove it");
        }
        if (kind != Kind.SQL && !inputs.isEmpty()) {
            throw new IllegalArgumentException("inputs belong to sources with sql; remove them");
        }
        if (kind != Kind.FILE && kind != Kind.PROVIDER && !options.isEmpty()) {
            throw new IllegalArgumentException("options belong to sources with a path or provider; remove them");
        }
        if (kind == Kind.TABLE) {
            TableName.parse(from);
        }
        options = ordered(options);
        inputs = List.copyOf(inputs);
        columns = ordered(ColumnOrder.of(columns));
        available = ordered(available);
    }

    /** Returns a builder of the source {@code name} of this kind. */
    public static Builder builder(String name, Kind kind, String from) {
        return new Builder(name, kind, from);
    }

    /**
     * Reads one section of {@code sources}; nothing if it has a problem, which {@code reader} keeps.
     *
     * <p>{@link Sources#definitions} reads all of them and checks what they say of each other.
     */
    public static Optional<Source> from(String name, ConfigReader reader) {
        return SourceSection.read(name, reader);
    }

    /** Tells whether the rows are copied into the raw table {@code raw.<name>} before anything reads them. */
    public boolean ingested() {
        return kind == Kind.FILE || kind == Kind.PROVIDER;
    }

    /** Returns the names of the sources that this one reads. */
    public Set<String> upstream() {
        return switch (kind) {
            case VIEW -> Set.of(from);
            case SQL -> Collections.unmodifiableSet(new TreeSet<>(inputs));
            case FILE, PROVIDER, TABLE -> Set.of();
        };
    }

    private static Map<String, String> ordered(Map<String, String> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }

    /** Builds a {@link Source}; what is not set is absent or empty. */
    public static final class Builder {

        private final String name;
        private final Kind kind;
        private final String from;
        private Optional<FileFormat> format;
        private Optional<String> schema = Optional.empty();
        private Map<String, String> options = Map.of();
        private List<String> inputs = List.of();
        private Map<String, String> columns = Map.of();
        private Optional<String> where = Optional.empty();
        private Optional<String> timestamp = Optional.empty();
        private Optional<EpochUnit> unit = Optional.empty();
        private Optional<String> zone = Optional.empty();
        private Map<String, String> available = Map.of();
        private String comment = "";

        private Builder(String name, Kind kind, String from) {
            this.name = name;
            this.kind = kind;
            this.from = from;
            this.format = kind == Kind.FILE ? FileFormat.ofPath(from) : Optional.empty();
        }

        /** Sets the format, which the suffix of the path tells otherwise. */
        public Builder format(FileFormat value) {
            format = Optional.of(value);
            return this;
        }

        /** Sets the columns as DDL. */
        public Builder schema(String ddl) {
            schema = Optional.of(ddl);
            return this;
        }

        /** Sets the options of the reader or provider. */
        public Builder options(Map<String, String> value) {
            options = value;
            return this;
        }

        /** Sets the sources that a query names. */
        public Builder inputs(List<String> value) {
            inputs = value;
            return this;
        }

        /** Sets the added or replaced columns. */
        public Builder columns(Map<String, String> value) {
            columns = value;
            return this;
        }

        /** Sets the condition that rows must meet. */
        public Builder where(String condition) {
            where = Optional.of(condition);
            return this;
        }

        /** Sets the column of event time. */
        public Builder timestamp(String column) {
            timestamp = Optional.of(column);
            return this;
        }

        /** Sets what whole-number times count. */
        public Builder unit(EpochUnit value) {
            unit = Optional.of(value);
            return this;
        }

        /** Sets the zone of wall-clock times. */
        public Builder zone(String id) {
            zone = Optional.of(id);
            return this;
        }

        /** Sets which column holds when another becomes known. */
        public Builder available(Map<String, String> value) {
            available = value;
            return this;
        }

        /** Sets what the rows are. */
        public Builder comment(String value) {
            comment = Objects.requireNonNull(value);
            return this;
        }

        /**
         * Returns the checked source.
         *
         * @throws IllegalArgumentException as {@link Source} says
         */
        public Source build() {
            return new Source(
                    name, kind, from, format, schema, options, inputs, columns, where, timestamp, unit, zone, available,
                    comment);
        }
    }
}
