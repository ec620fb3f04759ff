package io.millrace.lakehouse;

import com.typesafe.config.ConfigObject;
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
 * <p>By line; on one line by column, for which the file is read again; what has no file goes by name.
 */
final class FileOrder {

    private static final Pattern QUOTED_VALUE = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"(?!\\s*[=:{+.])");

    private final Map<String, List<String>> linesByFile = new HashMap<>();

    List<String> keys(ConfigObject object) {
        Map<String, Place> places = new HashMap<>();
        object.forEach((key, value) -> places.put(key, Place.of(value)));
        return object.keySet().stream()
                .sorted(Comparator.<String>comparingInt(
                                key -> place(places, key).line())
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
        Matcher matcher = Pattern.compile("(?<![\\w-])\"?" + Pattern.quote(key) + "\"?\\s*(?:[=:{.]|\\+=)")
                .matcher(withoutTexts(lines.get(place.line() - 1)));
        return matcher.find() ? matcher.start() : 0;
    }

    /** Blanks quoted values, so that only keys are found. */
    private static String withoutTexts(String line) {
        return QUOTED_VALUE.matcher(line).replaceAll(text -> " "
                .repeat(text.group().length()));
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
