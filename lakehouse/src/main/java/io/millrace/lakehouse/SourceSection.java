package io.millrace.lakehouse;

import io.millrace.config.ConfigReader;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.types.StructType;

/** Reads one source from its section of the project file. */
final class SourceSection {

    private static final String KINDS =
            Arrays.stream(Source.Kind.values()).map(Source.Kind::key).collect(Collectors.joining(", "));

    private interface Parse {
        void run() throws AnalysisException;
    }

    private SourceSection() {}

    static Optional<Source> read(String name, ConfigReader reader) {
        List<Source.Kind> given = Arrays.stream(Source.Kind.values())
                .filter(kind -> reader.has(kind.key()))
                .toList();
        Arrays.stream(Source.Kind.values()).forEach(each -> reader.optionalString(each.key()));
        Source.Kind kind = given.isEmpty() ? Source.Kind.FILE : given.get(0);
        if (given.size() != 1) {
            String found = given.isEmpty()
                    ? "says nothing about where its rows come from"
                    : "says more than once where its rows come from, by "
                            + given.stream().map(Source.Kind::key).collect(Collectors.joining(" and "));
            reader.problem(given.isEmpty() ? kind.key() : given.get(1).key(), found, "keep exactly one of " + KINDS);
        }
        return reader.build(() -> source(name, kind, reader));
    }

    private static Source source(String name, Source.Kind kind, ConfigReader reader) {
        Optional<String> from = reader.optionalString(kind.key());
        Optional<FileFormat> format = reader.optionalChoice("format", FileFormat.class)
                .or(() -> from.filter(path -> kind == Source.Kind.FILE).flatMap(FileFormat::ofPath));
        Optional<String> schema = reader.optionalString("schema");
        schema.ifPresent(ddl -> checkSchema(ddl, reader));
        Optional<String> zone = reader.optionalString("zone");
        zone.ifPresent(id -> checkZone(id, reader));
        Optional<EpochUnit> unit = reader.optionalChoice("unit", EpochUnit.class);
        List<String> inputs = reader.strings("inputs");
        if (kind == Source.Kind.SQL && inputs.isEmpty()) {
            reader.problem("inputs", "is missing", "list the sources that the query reads, inputs = [ … ]");
        }
        Optional<String> timestamp = reader.optionalString("timestamp");
        if (unit.isPresent() && timestamp.isEmpty()) {
            reader.problem("unit", "has no timestamp to belong to", "name the column of whole numbers as timestamp");
        }
        if (kind == Source.Kind.PROVIDER) {
            from.ifPresent(type -> checkProvider(type, reader));
        }
        return new Source(
                name,
                kind,
                from.orElse("?"),
                format,
                schema,
                reader.settings("options"),
                inputs,
                reader.stringMap("columns"),
                reader.optionalString("where"),
                timestamp,
                unit,
                zone,
                reader.stringMap("available"),
                reader.string("comment", ""));
    }

    private static void checkSchema(String ddl, ConfigReader reader) {
        Parse parse = () -> StructType.fromDDL(ddl);
        try {
            parse.run();
        } catch (AnalysisException e) {
            reader.problem(
                    "schema", "is not a list of columns: " + firstLine(e), "write for example id BIGINT, at TIMESTAMP");
        }
    }

    private static String firstLine(AnalysisException failure) {
        String message = String.valueOf(failure.getMessage()).strip();
        return message.lines().findFirst().orElse("").replaceFirst("\\.? *SQLSTATE: .*$", "");
    }

    private static void checkZone(String id, ConfigReader reader) {
        try {
            ZoneId.of(id);
        } catch (DateTimeException e) {
            reader.problem(
                    "zone", "is \"" + id + "\", which is no time zone", "write for example UTC or Europe/Vienna");
        }
    }

    private static void checkProvider(String type, ConfigReader reader) {
        String problem = Providers.problem(type);
        if (!problem.isEmpty()) {
            reader.problem("provider", problem, "name a public SourceProvider that is on the class path");
        }
    }
}
