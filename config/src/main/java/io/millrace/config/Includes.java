package io.millrace.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks the include statements of a project file before it is parsed, since the parser drops missing ones in silence.
 *
 * <p>Follows included files; an include must be {@code required} and its file must be there.
 */
final class Includes {

    private static final Pattern STATEMENT =
            Pattern.compile("\\Ginclude\\s+(required\\s*\\(\\s*)?(?:(file|classpath|url)\\s*\\(\\s*)?\"([^\"]*)\"");

    private final List<String> problems = new ArrayList<>();
    private final Set<Path> seen = new LinkedHashSet<>();

    /** Returns the problems of {@code file} and what it includes, as {@code file:line: problem; remedy}. */
    static List<String> problems(Path file) throws IOException {
        Includes includes = new Includes();
        includes.check(file);
        return List.copyOf(includes.problems);
    }

    /** Returns {@code file} and all that it includes, directly or through others, each once: absolute, in the order of the reading. */
    static Set<Path> files(Path file) throws IOException {
        Includes includes = new Includes();
        includes.check(file);
        return Collections.unmodifiableSet(includes.seen);
    }

    private void check(Path file) throws IOException {
        if (!seen.add(file.toAbsolutePath().normalize())) {
            return;
        }
        String text = Files.readString(file);
        boolean fieldStart = true;
        int line = 1;
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (text.startsWith("\"\"\"", i)) {
                int end = text.indexOf("\"\"\"", i + 3);
                end = end < 0 ? text.length() : end + 3;
                line += lines(text, i, end);
                i = end;
                fieldStart = false;
            } else if (c == '"') {
                i = endOfString(text, i);
                fieldStart = false;
            } else if (c == '#' || text.startsWith("//", i)) {
                int end = text.indexOf('\n', i);
                i = end < 0 ? text.length() : end;
            } else if (c == '\n') {
                line++;
                i++;
                fieldStart = true;
            } else if (fieldStart && text.startsWith("include", i)) {
                Matcher statement = STATEMENT.matcher(text);
                if (statement.find(i)) {
                    check(file, line, statement);
                }
                i += "include".length();
                fieldStart = false;
            } else {
                fieldStart = c == '{' || c == ',' || (fieldStart && Character.isWhitespace(c));
                i++;
            }
        }
    }

    private void check(Path file, int line, Matcher statement) throws IOException {
        String place = new Place(file.toAbsolutePath().normalize().toString(), line).toString();
        String name = statement.group(3);
        if (statement.group(1) == null) {
            problems.add(
                    place + ": include \"" + name + "\" would be skipped in silence if the file were missing; write"
                            + " include required(\"" + name + "\")");
            return;
        }
        if (statement.group(2) != null && !statement.group(2).equals("file")) {
            return;
        }
        Path folder = file.toAbsolutePath().normalize().getParent();
        Path target = statement.group(2) != null || folder == null ? Path.of(name) : folder.resolve(name);
        if (Files.isRegularFile(target)) {
            check(target);
        } else if (ClassPath.find(name).isEmpty()) {
            problems.add(place + ": includes \"" + name + "\", but there is no file " + target
                    + "; put it there or mend the name");
        }
    }

    private static int endOfString(String text, int start) {
        int i = start + 1;
        while (i < text.length() && text.charAt(i) != '"' && text.charAt(i) != '\n') {
            i += text.charAt(i) == '\\' ? 2 : 1;
        }
        return i < text.length() && text.charAt(i) == '"' ? i + 1 : i;
    }

    private static int lines(String text, int start, int end) {
        return (int) text.substring(start, end).chars().filter(c -> c == '\n').count();
    }
}
