package io.millrace.lakehouse;

import io.millrace.config.BackendException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Files below a folder that Spark's readers pass over, since their name or a folder's begins with {@code _} or {@code .}. */
final class HiddenFiles {

    /** What writers and desktops leave beside data. */
    private static final Pattern MARKS = Pattern.compile(
            "_SUCCESS|_(?:started|committed|common_metadata|metadata).*|\\.DS_Store|\\..*\\.crc|\\.gitkeep");

    private HiddenFiles() {}

    /** Returns a sentence on how many there are and one of them; looks at folders of this machine only. */
    static Optional<String> told(String path) {
        Path folder = Path.of(path.replaceFirst("^file:/+", "/"));
        if (!folder.isAbsolute() || !Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> hidden = files.filter(Files::isRegularFile)
                    .map(folder::relativize)
                    .filter(HiddenFiles::isHidden)
                    .sorted()
                    .toList();
            return hidden.isEmpty()
                    ? Optional.empty()
                    : Optional.of((hidden.size() == 1 ? "1 file is" : hidden.size() + " files are")
                            + " not read, since a name that begins with _ or . hides, such as " + hidden.get(0));
        } catch (IOException e) {
            throw BackendException.retryable("cannot list " + folder, e);
        }
    }

    private static boolean isHidden(Path file) {
        for (Path part : file) {
            String name = part.toString();
            boolean hides = name.startsWith(".") || (name.startsWith("_") && !name.contains("="));
            if (hides) {
                return !MARKS.matcher(name).matches();
            }
        }
        return false;
    }
}
