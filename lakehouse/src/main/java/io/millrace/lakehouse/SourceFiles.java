package io.millrace.lakehouse;

import io.millrace.config.DataException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The files behind the path of a source, and the columns that folders {@code name=value} below the path stand for.
 *
 * <p>All files below the path belong to it, however deep, but for those whose name or folder begins with {@code _} or
 * {@code .}, which are hidden. Where one lies in {@code name=value} folders all must, in folders of the same names.
 */
final class SourceFiles {

    /** Options that say which files belong to a source. */
    private static final Set<String> CHOOSING = Set.of("pathglobfilter", "modifiedbefore", "modifiedafter");

    private static final String NO_VALUE = "__HIVE_DEFAULT_PARTITION__";

    private final Source source;
    private final List<Row> listed;
    private final int depth;

    private SourceFiles(Source source, List<Row> listed) {
        this.source = source;
        this.listed = listed;
        this.depth = segments(absolute(source.from())).size();
    }

    /**
     * Lists the files, without reading them.
     *
     * @throws DataException if some lie in {@code name=value} folders and others do not, or in folders of other names
     */
    static SourceFiles list(SparkSession spark, Source source) {
        List<Row> listed = spark.read()
                .format("binaryFile")
                .options(choosing(source.options()))
                .option("recursiveFileLookup", "true")
                .load(source.from())
                .selectExpr("path", "length", "unix_micros(modificationTime)")
                .orderBy("path")
                .collectAsList();
        SourceFiles files = new SourceFiles(source, listed);
        files.requireSameFolders();
        return files;
    }

    /** Returns the options that say which files are read, of those of a reader. */
    static Map<String, String> choosing(Map<String, String> options) {
        return options.entrySet().stream()
                .filter(option -> CHOOSING.contains(RowShape.key(option.getKey())))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Returns a path without a scheme as one from the root, which all that read it understand alike. */
    static String absolute(String path) {
        return hasScheme(path) || path.startsWith("/")
                ? path
                : Path.of("").toAbsolutePath().resolve(path).normalize().toString();
    }

    private static boolean hasScheme(String path) {
        return path.matches("[A-Za-z][A-Za-z0-9+.-]*:.*");
    }

    /** Returns paths, sizes and times as a text. */
    String fingerprint() {
        return listed.stream().map(Row::toString).collect(Collectors.joining("\n"));
    }

    /**
     * Returns the rows of the files.
     *
     * @param schema the columns; those of folders among them. Empty: as Spark finds them
     * @param paths which of the files; none: all of them
     */
    Dataset<Row> load(
            SparkSession spark,
            String format,
            Map<String, String> options,
            Optional<StructType> schema,
            List<String> paths) {
        DataFrameReader reader = spark.read().format(format).options(options);
        schema.ifPresent(reader::schema);
        if (keys().isEmpty()) {
            reader.option("recursiveFileLookup", "true");
        } else if (!paths.isEmpty()) {
            reader.option("basePath", base());
        }
        return paths.isEmpty()
                ? reader.load(source.from())
                : reader.load(paths.stream().map(SourceFiles::plain).toArray(String[]::new));
    }

    /** Returns a path with what would make it a pattern escaped. */
    private static String plain(String path) {
        return path.replaceAll("[\\\\{}\\[\\]*?]", "\\\\$0");
    }

    List<String> paths() {
        return listed.stream().map(row -> row.getString(0)).toList();
    }

    /** Returns the path of the folder, file or pattern that the source names, for Spark's {@code basePath}. */
    String base() {
        String first = listed.get(0).getString(0);
        List<String> segments = segments(first);
        String tail = "/" + String.join("/", segments.subList(Math.min(depth, segments.size() - 1), segments.size()));
        return first.substring(0, first.length() - tail.length());
    }

    /**
     * Returns the columns that the folders stand for, in their order: of the declared type, else of the one that gives back
     * every folder's name, else STRING.
     */
    List<StructField> partitions() {
        Map<String, Long> forms = new LinkedHashMap<>();
        for (String path : paths()) {
            Map<String, String> values = values(path);
            values.forEach((name, value) -> {
                if (!value.equals(NO_VALUE)) {
                    forms.merge(name, TextForms.of(value), (one, other) -> one & other);
                } else {
                    forms.putIfAbsent(name, -1L);
                }
            });
        }
        List<StructField> fields = new ArrayList<>();
        StructType declared = source.schema().map(StructType::fromDDL).orElseGet(StructType::new);
        forms.forEach((name, shared) -> {
            DataType guess = shared == -1L
                    ? DataTypes.StringType
                    : TextForms.type(shared).orElse(DataTypes.StringType);
            fields.add(Arrays.stream(declared.fields())
                    .filter(field -> RowShape.key(field.name()).equals(RowShape.key(name)))
                    .findFirst()
                    .orElseGet(() -> new StructField(name, guess, true, Metadata.empty())));
        });
        return fields;
    }

    private Set<String> keys() {
        return listed.isEmpty() ? Set.of() : values(listed.get(0).getString(0)).keySet();
    }

    private void requireSameFolders() {
        Map<String, List<String>> byNames = new LinkedHashMap<>();
        for (String path : paths()) {
            byNames.computeIfAbsent(values(path).keySet().toString(), names -> new ArrayList<>())
                    .add(path);
        }
        if (byNames.size() > 1) {
            throw mixed(byNames);
        }
    }

    private DataException mixed(Map<String, List<String>> byKeys) {
        List<String> fewest = byKeys.values().stream()
                .min((one, other) -> Integer.compare(one.size(), other.size()))
                .orElseThrow();
        return new DataException("source " + source.name() + ": path " + source.from() + ": "
                + (fewest.size() == 1 ? "1 file lies" : fewest.size() + " files lie")
                + " outside the name=value folders of the others, so that its columns are not known: " + fewest.get(0)
                + "; move it into such a folder, or give it a source of its own");
    }

    /** Returns the folders {@code name=value} of a file below the path of the source. */
    private Map<String, String> values(String path) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String folder : folders(path)) {
            int equals = folder.indexOf('=');
            if (equals > 0) {
                values.put(unescaped(folder.substring(0, equals)), unescaped(folder.substring(equals + 1)));
            }
        }
        return values;
    }

    /** Returns the names of the folders between the path of the source and a file. */
    private List<String> folders(String path) {
        List<String> segments = segments(path);
        return depth < segments.size() ? segments.subList(depth, segments.size() - 1) : List.of();
    }

    /** Returns the folders in which files lie, and those above them to the one above the path, without {@code name=value} ones. */
    Set<String> roots() {
        Set<String> roots = new LinkedHashSet<>();
        for (String path : paths()) {
            String folder = parent(path);
            for (int above = folders(path).size() + 1;
                    above >= 0 || name(folder).contains("=");
                    above--) {
                if (!name(folder).contains("=")) {
                    roots.add(folder);
                }
                folder = parent(folder);
            }
        }
        return Collections.unmodifiableSet(roots);
    }

    private static String parent(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Returns the names on the way to a path from the root of its file system. */
    private static List<String> segments(String path) {
        String local = path.replaceFirst("^[A-Za-z][A-Za-z0-9+.-]*:(//[^/]*)?", "");
        List<String> segments = new ArrayList<>();
        for (String segment : local.split("/", -1)) {
            if (!segment.isEmpty() && !segment.equals(".")) {
                segments.add(segment);
            }
        }
        return segments;
    }

    /** Folder names hold {@code %XX} for characters that file systems do not take. */
    private static String unescaped(String name) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            boolean escape = name.charAt(i) == '%'
                    && i + 2 < name.length()
                    && Character.digit(name.charAt(i + 1), 16) >= 0
                    && Character.digit(name.charAt(i + 2), 16) >= 0;
            if (escape) {
                text.append((char) Integer.parseInt(name.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                text.append(name.charAt(i));
            }
        }
        return text.toString();
    }
}
