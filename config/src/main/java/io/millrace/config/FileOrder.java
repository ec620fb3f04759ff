package io.millrace.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The order in which a file names the keys of a section, which the HOCON parser forgets.
 *
 * <p>Those of files that its own file includes first, by the files' names; then by line; on one line by column, for which the file
 * is read again; what has no file goes by name.
 */
final class FileOrder {

    /** A substitution, or a word with what makes a key of it: more of its path, a section, or a separator and a plain value. */
    private static final Pattern WORDS = Pattern.compile("\\$\\{[^}]*}|(\"(?:[^\"\\\\]|\\\\.)*\"|[^\"=:{}\\[\\],.+$]+)"
            + "\\s*([.{]|(?:[=:]|\\+=)[^\"{}\\[\\],$]*)?");

    /** Sorts after the names of files. */
    private static final String LAST = "\uffff";

    private final Map<String, List<String>> linesByFile = new HashMap<>();

    /** Returns the keys of a section of the file {@code own}. */
    List<String> keys(ConfigObject object, String own) {
        Map<String, Place> places = new HashMap<>();
        object.forEach((key, value) -> places.put(key, Place.of(value)));
        return object.keySet().stream()
                .sorted(Comparator.<String, String>comparing(key -> {
                            String source = place(places, key).source();
                            return source.equals(own) ? LAST : source;
                        })
                        .thenComparingInt(key -> place(places, key).line())
                        .thenComparingInt(key -> column(place(places, key), key))
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    private static Place place(Map<String, Place> places, String key) {
        return Objects.requireNonNull(places.get(key));
    }

    private int column(Place place, String key) {
        List<String> lines = linesByFile.computeIfAbsent(place.source(), FileOrder::lines);
        if (place.line() < 1 || place.line() > lines.size()) {
            return 0;
        }
        Matcher words = WORDS.matcher(lines.get(place.line() - 1));
        while (words.find()) {
            if (words.group(2) != null && isKey(words.group(1).strip(), key)) {
                return words.start(1);
            }
        }
        return 0;
    }

    /** Whether a word of the file, quoted or not, is the key. */
    private static boolean isKey(String word, String key) {
        return word.equals(key) || word.equals(ConfigUtil.quoteString(key));
    }

    private static List<String> lines(String source) {
        try {
            Path file = Path.of(source);
            return Files.isRegularFile(file) ? Files.readAllLines(file, StandardCharsets.UTF_8) : List.of();
        } catch (IOException | InvalidPathException e) {
            return List.of();
        }
    }
}
