package io.millrace.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a value stands: a file, {@code --set} or {@code --env}, and a line, 0 if there is none.
 *
 * <p>A value made of several, such as {@code ${data}/weather.parquet}, stands where a file says it.
 */
record Place(String source, int line) {

    private static final Pattern LINE = Pattern.compile("^(.*?): ([0-9]+)(?:-([0-9]+))?$");
    private static final String MERGE = "merge of ";
    private static final String ARGUMENT = "--";
    private static final String AT_PATH = "atPath(";
    private static final String INSTALLED = " (installed)";

    /** The library's own defaults, which no user edits. */
    static final String DEFAULTS = "Millrace's defaults" + INSTALLED;

    /** Returns the name of an environment that comes with the library; no file of the user's holds it. */
    static String installed(String environment) {
        return "environment " + environment + INSTALLED;
    }

    static Place of(ConfigValue value) {
        boolean container = value instanceof ConfigObject || value instanceof ConfigList;
        int bound = container ? 2 : 3;
        String description = value.origin().description();
        if (!description.startsWith(MERGE)) {
            return parse(description, bound);
        }
        if (container) {
            return ofContainer(description.substring(MERGE.length()), bound);
        }
        Place first = null;
        for (String part : description.substring(MERGE.length()).split(",", -1)) {
            Place place = parse(part, bound);
            if (place.line > 0) {
                return place;
            }
            first = first == null ? place : first;
        }
        return first == null ? new Place(description, 0) : first;
    }

    /** Of the files that a section is made of, that which says it first: the project's own, not the environment's. */
    private static Place ofContainer(String merged, int bound) {
        List<Place> places = Arrays.stream(merged.split(",", -1))
                .map(part -> parse(part, bound))
                .toList();
        List<Place> files = places.stream().filter(place -> place.line > 0).toList();
        if (files.isEmpty()) {
            return places.get(0);
        }
        String base = files.get(files.size() - 1).source;
        return files.stream()
                .filter(place -> place.source.equals(base))
                .findFirst()
                .orElseThrow();
    }

    /** Returns the place as messages show it: {@code flights.conf:14}; files below the working directory relative to it. */
    @Override
    public String toString() {
        String shown = source.startsWith("/") ? shortest(source) : source;
        return line > 0 ? shown + ":" + line : shown;
    }

    /** Returns the place that {@code description} of a parser's error tells. */
    static Place parse(String description) {
        return parse(description, 2);
    }

    /** Of a range of lines, a section begins at its first; a value made of several is put together in the last. */
    private static Place parse(String description, int bound) {
        Matcher matcher = LINE.matcher(description);
        String source = matcher.matches() ? matcher.group(1) : description;
        int line = matcher.matches() ? Integer.parseInt(matcher.group(matcher.group(bound) == null ? 2 : bound)) : 0;
        int jar = source.indexOf(" @ ");
        if (jar > 0) {
            source = source.substring(0, jar);
        }
        if (source.startsWith(AT_PATH)) { // the sections above a value of --set
            source = "--set";
        }
        if (source.startsWith("file:")) {
            source = source.substring("file:".length());
        }
        boolean file = !source.startsWith(ARGUMENT) && !source.endsWith(INSTALLED);
        return new Place(source, file ? line : 0);
    }

    private static String shortest(String file) {
        Path path = Path.of(file).normalize();
        Path here = Path.of("").toAbsolutePath();
        return path.startsWith(here) ? here.relativize(path).toString() : path.toString();
    }
}
