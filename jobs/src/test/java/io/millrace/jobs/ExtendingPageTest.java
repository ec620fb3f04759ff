package io.millrace.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What {@code docs/extending.md} names exists: files, classes and their members, services, pages, headings. */
final class ExtendingPageTest {
    private static final Path ROOT = Path.of("..");
    private static final Path PAGE = ROOT.resolve("docs/extending.md");
    private static final Set<String> LEFT_OUT = Set.of("target", ".git", ".millrace");

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern PATH = Pattern.compile("(?:[\\w.-]+/)+[\\w.-]+|[\\w-]+\\.md");
    private static final Pattern SERVICE = Pattern.compile("META-INF/services/([\\w.]+)");
    private static final Pattern CLASS = Pattern.compile("[A-Z]\\w*[a-z]\\w*(?:[.#]\\w+)*");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#]*)(?:#([^)]*))?\\)");

    private static String page;
    private static final Map<String, List<Path>> SOURCES = new HashMap<>();

    @BeforeAll
    static void readTheTree() throws IOException {
        page = Files.readString(PAGE);
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return LEFT_OUT.contains(String.valueOf(folder.getFileName()))
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String name = String.valueOf(file.getFileName());
                if (name.endsWith(".java")) {
                    SOURCES.computeIfAbsent(name.replace(".java", ""), key -> new ArrayList<>())
                            .add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    @Test
    void itsFilesExist() {
        List<String> paths = code().filter(text -> PATH.matcher(text).matches())
                .filter(text -> !SERVICE.matcher(text).matches())
                .toList();

        assertThat(paths).isNotEmpty().allSatisfy(path -> assertThat(ROOT.resolve(path))
                .exists());
    }

    @Test
    void itsClassesHaveTheMembersThatItNames() {
        List<String> names =
                code().filter(text -> CLASS.matcher(text).matches()).toList();

        assertThat(names).isNotEmpty().allSatisfy(name -> {
            String[] parts = name.split("[.#]", -1);
            List<String> texts = texts(parts[0]);
            assertThat(texts.isEmpty() && !isOfJava(parts[0]))
                    .as("there is no class " + parts[0])
                    .isFalse();
            for (int i = 1; i < parts.length; i++) {
                Pattern member = Pattern.compile("\\b" + parts[i] + "\\b");
                assertThat(texts.stream().anyMatch(text -> member.matcher(text).find()))
                        .as("no " + parts[i] + " in " + parts[0])
                        .isTrue();
            }
        });
    }

    @Test
    void itsServicesAreTypesThatTheLibraryLooksFor() {
        List<String> services = code().map(SERVICE::matcher)
                .filter(Matcher::matches)
                .map(service -> service.group(1))
                .toList();

        assertThat(services).isNotEmpty().allSatisfy(service -> {
            String type = service.substring(service.lastIndexOf('.') + 1);
            assertThat(Class.forName(service)).isInterface();
            assertThat(SOURCES.keySet()).as("who loads " + service).anyMatch(name -> texts(name).stream()
                    .anyMatch(text -> text.contains("ServiceLoader.load(" + type + ".class")));
        });
    }

    @Test
    void itsLinksLeadSomewhere() throws IOException {
        List<MatchResult> links = LINK.matcher(page).results().toList();

        assertThat(links).isNotEmpty();
        for (MatchResult link : links) {
            Path target = link.group(1).isEmpty() ? PAGE : PAGE.resolveSibling(link.group(1));
            assertThat(target).exists();
            if (link.group(2) != null) {
                assertThat(headings(Files.readString(target))).contains(link.group(2));
            }
        }
    }

    private static Stream<String> code() {
        return CODE.matcher(page).results().map(found -> found.group(1));
    }

    private static List<String> headings(String text) {
        return text.lines()
                .filter(line -> line.startsWith("#"))
                .map(line ->
                        line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT).replace(' ', '-'))
                .toList();
    }

    private static List<String> texts(String name) {
        return SOURCES.getOrDefault(name, List.of()).stream()
                .map(file -> {
                    try {
                        return Files.readString(file);
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .toList();
    }

    private static boolean isOfJava(String name) {
        try {
            return Class.forName("java.lang." + name) != null;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
