package io.millrace.lakehouse;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.nio.file.Path;
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

    static Place of(ConfigValue value) {
        boolean container = value instanceof ConfigObject || value instanceof ConfigList;
        int bound = container ? 2 : 3;
        String description = value.origin().description();
        if (!description.startsWith(MERGE)) {
            return parse(description, bound);
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
        if (source.startsWith("file:")) {
            source = source.substring("file:".length());
        }
        return new Place(source, source.startsWith(ARGUMENT) ? 0 : line);
    }

    private static String shortest(String file) {
        Path path = Path.of(file).normalize();
        Path here = Path.of("").toAbsolutePath();
        return path.startsWith(here) ? here.relativize(path).toString() : path.toString();
    }
}
