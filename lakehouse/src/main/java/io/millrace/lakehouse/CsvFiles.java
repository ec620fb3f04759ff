package io.millrace.lakehouse;

import io.millrace.config.DataException;
import io.millrace.config.InvalidConfigException;
import io.millrace.config.Secret;
import io.millrace.lakehouse.TextScan.Lines;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Reads CSV files: columns by the names in each file's own header, quotes as RFC 4180 has them, and types that give every
 * text back.
 *
 * <p>One pass over the lines finds headers, encoding and quoted line breaks; without a declared schema another over the
 * values finds the types.
 */
final class CsvFiles {

    /** Options by which a header is cut into names. */
    private static final Set<String> CUTTING = Set.of(
            "sep",
            "delimiter",
            "quote",
            "escape",
            "comment",
            "ignoreleadingwhitespace",
            "ignoretrailingwhitespace",
            "unescapedquotehandling");

    private static final String QUOTE = "\"";

    private final SparkSession spark;
    private final Source source;
    private final SourceFiles files;
    private final Map<String, String> options = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Optional<StructType> declared;
    private final List<String> notes = new ArrayList<>();

    private CsvFiles(SparkSession spark, Source source, SourceFiles files) {
        this.spark = spark;
        this.source = source;
        this.files = files;
        this.declared = source.schema().map(StructType::fromDDL);
        options.put("header", "true");
        options.put("mode", "FAILFAST");
        options.put("quote", QUOTE);
        options.put("escape", QUOTE);
        options.put("unescapedQuoteHandling", "RAISE_ERROR");
        options.put("columnPruning", "false");
        options.put("timeZone", source.zone().orElse("UTC"));
        options.putAll(Secret.resolved(source.options()));
    }

    static FileRows read(SparkSession spark, Source source, SourceFiles files) {
        return new CsvFiles(spark, source, files).read();
    }

    private FileRows read() {
        List<Lines> lines = TextScan.of(spark, source, option("quote"), charset());
        if (lines.isEmpty()) {
            throw SourceReader.noRows(source);
        }
        if (!options.containsKey("encoding") && !options.containsKey("charset")) {
            TextScan.requireUtf8(source, lines);
        }
        boolean plain = option("quote").equals(QUOTE)
                && option("escape").equals(QUOTE)
                && !charset().name().startsWith("UTF-16"); // whose lines do not end at a byte
        options.putIfAbsent(
                "multiLine", Boolean.toString(!plain || lines.stream().anyMatch(file -> file.open() > 0)));
        Map<List<String>, List<String>> groups = byHeader(lines);
        Map<String, DataType> types = declared.isPresent() ? declaredTypes(groups) : guessed(groups);
        List<StructField> partitions = files.partitions();
        List<Column> columns = new ArrayList<>();
        types.keySet().forEach(name -> columns.add(Columns.named(name)));
        partitions.stream()
                .filter(field -> !types.containsKey(field.name()))
                .forEach(field -> columns.add(Columns.named(field.name())));
        Dataset<Row> rows = load(groups, types, partitions).select(columns.toArray(Column[]::new));
        return new FileRows(rows, Map.of(), notes);
    }

    private String option(String name) {
        return options.getOrDefault(name, "");
    }

    private Charset charset() {
        String name = options.getOrDefault("encoding", options.getOrDefault("charset", StandardCharsets.UTF_8.name()));
        try {
            return Charset.forName(name);
        } catch (IllegalArgumentException e) {
            throw InvalidConfigException.of("sources." + source.name() + ".options.encoding: is " + name
                    + ", which is no encoding; write for example ISO-8859-1");
        }
    }

    /** Groups the files by the names of their columns; all are one group where columns go by position. */
    private Map<List<String>, List<String>> byHeader(List<Lines> lines) {
        boolean header = option("header").equalsIgnoreCase("true");
        boolean byPosition = !header || option("enforceSchema").equalsIgnoreCase("true");
        if (byPosition && declared.isPresent()) {
            return Map.of(withoutPartitions(declared.get()), paths(lines));
        }
        Map<List<String>, List<String>> groups = new LinkedHashMap<>();
        Map<String, List<String>> known = new LinkedHashMap<>();
        for (Lines file : byPosition ? lines.subList(0, 1) : lines) {
            List<String> names = known.computeIfAbsent(file.first(), line -> names(file, header));
            groups.computeIfAbsent(names, group -> new ArrayList<>()).add(file.path());
        }
        return byPosition
                ? Map.of(groups.keySet().iterator().next(), paths(lines))
                : Collections.unmodifiableMap(groups);
    }

    private List<String> withoutPartitions(StructType schema) {
        Set<String> folders = files.partitions().stream().map(StructField::name).collect(Collectors.toSet());
        return Arrays.stream(schema.fieldNames())
                .filter(name -> !folders.contains(name))
                .toList();
    }

    private static List<String> paths(List<Lines> lines) {
        return lines.stream().map(Lines::path).toList();
    }

    /** Cuts the first line of a file into names, as Spark cuts its other lines. */
    private List<String> names(Lines file, boolean header) {
        Map<String, String> cutting = options.entrySet().stream()
                .filter(option -> CUTTING.contains(RowShape.key(option.getKey())))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        Row first = spark.read()
                .options(cutting)
                .option("header", "false")
                .csv(spark.createDataset(List.of(file.first()), Encoders.STRING()))
                .head();
        List<String> names = IntStream.range(0, first.length())
                .mapToObj(
                        i -> header && !first.isNullAt(i) && !first.getString(i).isBlank()
                                ? first.getString(i).strip()
                                : "_c" + i)
                .toList();
        if (header) {
            requireNames(file, names);
        }
        return names;
    }

    private void requireNames(Lines file, List<String> names) {
        if ((file.first().length() - file.first().replace(QUOTE, "").length()) % 2 != 0) {
            throw wrong(file.path(), "the header has a name with a line break", "write it on one line");
        }
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(RowShape.key(name))) {
                throw wrong(file.path(), "the header names the column '" + name + "' twice", "rename one of them");
            }
        }
        if (names.stream().allMatch(name -> TextForms.isValue(name))) {
            throw wrong(
                    file.path(),
                    "the first line holds values and no names (" + String.join(", ", names) + ")",
                    "set options.header = false and name the columns in their order by schema");
        }
    }

    private DataException wrong(String path, String what, String remedy) {
        return new DataException("source " + source.name() + ": " + path + ": " + what + "; " + remedy);
    }

    /** Returns the declared columns with their types. */
    private Map<String, DataType> declaredTypes(Map<List<String>, List<String>> groups) {
        Map<String, DataType> types = new LinkedHashMap<>();
        Set<String> folders = files.partitions().stream()
                .map(field -> RowShape.key(field.name()))
                .collect(Collectors.toSet());
        for (StructField field : declared.orElseThrow().fields()) {
            List<String> lacking = groups.keySet().stream()
                    .filter(names -> names.stream().noneMatch(name -> same(name, field.name())))
                    .map(names -> Objects.requireNonNull(groups.get(names)).get(0))
                    .toList();
            types.put(field.name(), field.dataType());
            if (lacking.isEmpty() || folders.contains(RowShape.key(field.name()))) {
                continue;
            }
            if (lacking.size() == groups.size()) {
                throw wrong(
                        lacking.get(0),
                        "schema declares the column " + field.name() + ", which the header does not name ("
                                + String.join(", ", groups.keySet().iterator().next()) + ")",
                        "name it as the header does, or set options.enforceSchema = true to go by position");
            }
            notes.add("the column " + field.name() + " is NULL where files lack it, such as " + lacking.get(0));
        }
        Set<String> left = new LinkedHashSet<>();
        groups.keySet().forEach(left::addAll);
        left.removeIf(name -> types.keySet().stream().anyMatch(column -> same(name, column)));
        if (!left.isEmpty()) {
            notes.add("schema leaves out the columns " + String.join(", ", left));
        }
        return types;
    }

    /** Returns the columns of all groups with the types that give every text back. */
    private Map<String, DataType> guessed(Map<List<String>, List<String>> groups) {
        Map<String, DataType> texts = new LinkedHashMap<>();
        groups.keySet()
                .forEach(names -> names.forEach(name -> {
                    if (texts.keySet().stream().noneMatch(known -> same(known, name))) {
                        texts.put(name, DataTypes.StringType);
                    }
                }));
        for (String name : texts.keySet()) {
            groups.forEach((names, paths) -> {
                if (names.stream().noneMatch(each -> same(each, name))) {
                    notes.add("the column " + name + " is NULL where files lack it, such as " + paths.get(0));
                }
            });
        }
        if (option("inferSchema").equalsIgnoreCase("false")) {
            return texts;
        }
        return CsvTypes.guess(load(groups, texts, files.partitions()), List.copyOf(texts.keySet()), options, notes);
    }

    /** Reads each group with the names of its own header, and brings them together by name. */
    private Dataset<Row> load(
            Map<List<String>, List<String>> groups, Map<String, DataType> types, List<StructField> partitions) {
        List<Dataset<Row>> parts = new ArrayList<>();
        groups.forEach((names, paths) -> {
            StructType schema = new StructType();
            for (String name : names) {
                Optional<String> column =
                        types.keySet().stream().filter(each -> same(each, name)).findFirst();
                schema = schema.add(column.orElse(name), column.map(types::get).orElse(DataTypes.StringType));
            }
            for (StructField field : partitions) {
                schema = schema.add(field);
            }
            List<String> some = groups.size() == 1 ? List.of() : paths;
            parts.add(files.load(spark, "csv", options, Optional.of(schema), some));
        });
        return parts.stream()
                .reduce((one, other) -> one.unionByName(other, true))
                .orElseThrow();
    }

    private static boolean same(String one, String other) {
        return RowShape.key(one).equals(RowShape.key(other));
    }
}
