package io.millrace.lakehouse;

import io.millrace.config.ConfigReader;
import io.millrace.config.DataException;
import io.millrace.config.InvalidConfigException;
import io.millrace.config.Suggestions;
import io.millrace.config.TableName;
import io.millrace.config.TableVersion;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sources of a project: copies files and providers into raw tables, and reads every source at pinned versions.
 *
 * <p>A table is pinned when it is first ingested, read or asked for its version, and stays pinned for the life of this
 * object, so that all that one run makes comes from the same rows. Used by one thread.
 */
public final class Sources {

    private static final Logger LOG = LoggerFactory.getLogger(Sources.class);
    private static final String FINGERPRINT = "source_fingerprint";

    private final Lakehouse lakehouse;
    private final Map<String, Source> sources;
    private final SourceReader reader;
    private final Map<String, TableVersion> pinned = new TreeMap<>();
    private final Map<String, Checked> checked = new TreeMap<>();

    /** The rows of a source that can be ingested. */
    private record Checked(String fingerprint, FileRows rows) {}

    private Sources(Lakehouse lakehouse, Map<String, Source> sources) {
        this.lakehouse = lakehouse;
        this.sources = Collections.unmodifiableMap(new LinkedHashMap<>(sources));
        this.reader = new SourceReader(lakehouse.spark());
    }

    /**
     * Returns the sources over an open lakehouse.
     *
     * @throws InvalidConfigException if one reads a source that is not there, or they read each other in a circle
     */
    public static Sources of(Lakehouse lakehouse, Map<String, Source> sources) {
        List<String> problems = new ArrayList<>();
        SourceGraph.check(
                sources,
                (source, key, what, remedy) ->
                        problems.add("sources." + source + "." + key + ": " + what + "; " + remedy));
        if (!problems.isEmpty()) {
            throw new InvalidConfigException(problems);
        }
        return new Sources(lakehouse, sources);
    }

    /**
     * Reads the section {@code sources} of a project, in file order; those with problems, which {@code root} keeps, are left
     * out. Names of other sources and circles are checked too.
     */
    public static Map<String, Source> definitions(ConfigReader root) {
        Map<String, Source> sources = new LinkedHashMap<>();
        Map<String, ConfigReader> sections = root.sections("sources");
        sections.forEach((name, section) -> Source.from(name, section).ifPresent(source -> sources.put(name, source)));
        SourceGraph.check(
                sources, sections.keySet(), (source, key, what, remedy) -> Optional.ofNullable(sections.get(source))
                        .ifPresent(section -> section.problem(key, what, remedy)));
        return Collections.unmodifiableMap(sources);
    }

    /** Returns the definitions, in file order. */
    public Map<String, Source> definitions() {
        return sources;
    }

    /** Returns the names of the sources that {@link #ingest} copies, in file order. */
    public List<String> ingested() {
        return sources.values().stream()
                .filter(Source::ingested)
                .map(Source::name)
                .toList();
    }

    /**
     * Finds out whether a file or provider source can be ingested, and writes nothing. One small job at most; a later {@link
     * #ingest} does not do it again, unless the source has changed meanwhile.
     *
     * @throws IllegalArgumentException as {@link #ingest}
     * @throws DataException as {@link #ingest}
     */
    public void check(String name) {
        pending(ingestible(name)).ifPresent(found -> checked.put(name, found));
    }

    /**
     * Copies a file or provider source into its raw table and pins the new version.
     *
     * <p>A source whose fingerprint is the raw table's is not read: the outcome is then
     * {@link WriteResult.Outcome#ALREADY_DONE} with the rows that the table holds. The rows are copied as they are;
     * {@code columns} and {@code where} are applied by {@link #read}, and checked here before anything is written.
     *
     * @throws IllegalArgumentException if there is no such source, or its kind is not copied
     * @throws DataException if the path is missing or cannot be read, there are no rows, or an expression names a column
     *     that is not there; the raw table is as it was
     */
    public WriteResult ingest(String name, Write write) {
        Source source = ingestible(name);
        TableName table = rawTable(name);
        Optional<Checked> pending = pending(source);
        if (pending.isEmpty()) {
            TableVersion version = lakehouse.tables().version(table);
            pinned.put(name, version);
            LOG.info("ingest {}: unchanged, {} stays", name, version);
            return new WriteResult(version, lakehouse.tables().read(version).count(), WriteResult.Outcome.ALREADY_DONE);
        }
        String fingerprint = pending.get().fingerprint();
        Dataset<Row> rows = pending.get().rows().rows();
        TableSpec spec = TableSpec.builder(table, rows.schema())
                .comment(source.comment())
                .tags(Map.of(FINGERPRINT, fingerprint))
                .build();
        Map<String, String> settings = pending.get().rows().settings();
        WriteResult written =
                reader.reading(source, settings, () -> lakehouse.governed(spec).replace(rows, write));
        TableVersion version = lakehouse.tables().version(table);
        pinned.put(name, version);
        return new WriteResult(version, written.rowCount(), written.outcome());
    }

    private Source ingestible(String name) {
        Source source = source(name);
        if (!source.ingested()) {
            throw new IllegalArgumentException("source " + name + " is a "
                    + source.kind().key() + "; only path and provider sources are ingested");
        }
        return source;
    }

    /** What is to be ingested; empty if the raw table holds it. What a check has found is not looked for again. */
    private Optional<Checked> pending(Source source) {
        String fingerprint = reader.fingerprint(source);
        Optional<Checked> known = Optional.ofNullable(checked.remove(source.name()))
                .filter(found -> found.fingerprint().equals(fingerprint));
        if (known.isPresent() || isIngested(rawTable(source.name()), fingerprint)) {
            return known;
        }
        FileRows found = reader.raw(source);
        reader.shape(source, found.rows());
        reader.requireRows(source, found);
        found.notes().forEach(note -> LOG.warn("source {}: {}", source.name(), note));
        return Optional.of(new Checked(fingerprint, found));
    }

    private boolean isIngested(TableName table, String fingerprint) {
        return lakehouse
                .catalog()
                .find(table)
                .filter(spec -> fingerprint.equals(spec.tags().get(FINGERPRINT)))
                .filter(spec ->
                        lakehouse.tables().isOwnContent(table)) // rows that SQL has changed are not the source's
                .isPresent();
    }

    /**
     * Returns the rows of a source at its pinned versions, shaped as its definition says; starts no Spark job.
     *
     * <p>Times come out as TIMESTAMP where {@code unit} or {@code zone} say so; then {@code columns}, each after
     * those that it names, then {@code where}.
     *
     * @throws IllegalArgumentException if there is no such source
     * @throws DataException if the table is not there (ingest first), an expression does not fit the columns, or the
     *     timestamp column is missing or no time
     */
    public Dataset<Row> read(String name) {
        Source source = source(name);
        Dataset<Row> rows =
                switch (source.kind()) {
                    case FILE, PROVIDER, TABLE -> lakehouse.tables().read(pin(source));
                    case VIEW -> read(source.from());
                    case SQL -> query(source);
                };
        return reader.shape(source, rows);
    }

    /**
     * Returns the rows of a source over raw tables that need not be there yet, to look at their columns: shaped as {@link #read}
     * does, tables at their newest versions. Pins and writes nothing, starts no Spark job.
     *
     * @param copies gives for each file and provider source what its raw table will hold, see {@link #plannedCopy}
     * @throws IllegalArgumentException if there is no such source
     * @throws DataException as {@link #read}
     */
    public Dataset<Row> planned(String name, Function<String, Dataset<Row>> copies) {
        Source source = source(name);
        Dataset<Row> rows =
                switch (source.kind()) {
                    case FILE, PROVIDER -> copies.apply(name);
                    case TABLE -> lakehouse.tables().read(existing(source));
                    case VIEW -> planned(source.from(), copies);
                    case SQL -> {
                        Map<String, Dataset<Row>> inputs = new LinkedHashMap<>();
                        source.inputs().forEach(input -> inputs.put(input, planned(input, copies)));
                        yield reader.query(source, inputs, "planned " + sources);
                    }
                };
        return reader.shape(source, rows);
    }

    /**
     * Returns the rows that the raw table of a file or provider source will hold after a run that ingests these sources, to look at
     * their columns: read where they lie, unless the raw table holds them already or the source is not ingested. Pins and writes
     * nothing; may start a small job. A later {@link #check} or {@link #ingest} does not look again.
     *
     * @throws IllegalArgumentException as {@link #ingest}
     * @throws DataException as {@link #ingest}, and if the source is not ingested and has no raw table
     */
    public Dataset<Row> plannedCopy(String name, Set<String> ingested) {
        Source source = ingestible(name);
        if (ingested.contains(name)) {
            Optional<Checked> pending = pending(source);
            if (pending.isPresent()) {
                checked.put(name, pending.get());
                return pending.get().rows().rows();
            }
        }
        return lakehouse.tables().read(existing(source));
    }

    /**
     * Returns the pinned versions of the tables behind all sources, by source; pins those whose table exists.
     *
     * <p>Views and queries have no table of their own and are not in it.
     */
    public Map<String, TableVersion> versions() {
        sources.values().stream()
                .filter(source -> table(source)
                        .filter(table -> lakehouse.tables().exists(table))
                        .isPresent())
                .forEach(this::pin);
        return Collections.unmodifiableMap(new TreeMap<>(pinned));
    }

    /**
     * Returns the pinned versions of the tables that one source reads, directly or through other sources.
     *
     * @throws DataException if one of them is not there
     */
    public Map<String, TableVersion> versions(String name) {
        Map<String, TableVersion> versions = new TreeMap<>();
        for (String base : bases(name)) {
            versions.put(base, pin(source(base)));
        }
        return Collections.unmodifiableMap(versions);
    }

    /** Returns the names of the file, provider and table sources that one source reads, directly or through others. */
    public Set<String> bases(String name) {
        Source source = source(name);
        Set<String> bases = new LinkedHashSet<>();
        if (source.upstream().isEmpty()) {
            bases.add(name);
        }
        source.upstream().forEach(upstream -> bases.addAll(bases(upstream)));
        return Collections.unmodifiableSet(bases);
    }

    /**
     * Returns a text that changes whenever the rows of a file or provider source may have: the files' paths, sizes and
     * times, or the provider's own fingerprint, with all that decides how they are copied. May start a small Spark job,
     * which lists files.
     *
     * @throws IllegalArgumentException if there is no such source, or its kind is not copied
     * @throws DataException if the path is missing or cannot be read
     */
    public String fingerprint(String name) {
        return reader.fingerprint(source(name));
    }

    private Dataset<Row> query(Source source) {
        Map<String, Dataset<Row>> inputs = new LinkedHashMap<>();
        source.inputs().forEach(input -> inputs.put(input, read(input)));
        return reader.query(source, inputs, versions(source.name()) + sources.toString());
    }

    private TableVersion pin(Source source) {
        TableVersion known = pinned.get(source.name());
        if (known != null) {
            return known;
        }
        TableVersion version = lakehouse.tables().version(existing(source));
        pinned.put(source.name(), version);
        return version;
    }

    private TableName existing(Source source) {
        TableName table = table(source).orElseThrow();
        if (!lakehouse.tables().exists(table)) {
            throw new DataException("source " + source.name() + ": there is no table " + table
                    + (source.ingested()
                            ? "; run the step ingest first"
                            : "; check sources." + source.name() + ".table"));
        }
        return table;
    }

    private Optional<TableName> table(Source source) {
        return switch (source.kind()) {
            case FILE, PROVIDER -> Optional.of(rawTable(source.name()));
            case TABLE -> Optional.of(TableName.parse(source.from()));
            case VIEW, SQL -> Optional.empty();
        };
    }

    private TableName rawTable(String name) {
        return lakehouse.table(Layer.RAW, name);
    }

    private Source source(String name) {
        Source source = sources.get(name);
        if (source == null) {
            throw new IllegalArgumentException(
                    "there is no source '" + name + "'; " + Suggestions.of(name, sources.keySet()));
        }
        return source;
    }
}
