package io.millrace.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of tests that stay out of Spark Connect, in {@code docs/connect.md}, is what their sources say. */
final class ConnectPageTest {
    private static final Path ROOT = Path.of("..");
    private static final Path PAGE = ROOT.resolve("docs/connect.md");
    private static final String BEGIN = "<!-- drawn from the tests: -Dgolden.update=true draws it anew -->\n";
    private static final String END = "\n\n";
    private static final List<String> MODULES = List.of("lakehouse", "metrics", "features", "registry", "monitoring");
    private static final Pattern CLASSIC =
            Pattern.compile("@Classic\\(\\s*\"([^\"]+)\"\\)\\s*(.*?)\\{", Pattern.DOTALL);
    private static final Pattern NAME = Pattern.compile("(?:void|class) (\\w+)");

    @Test
    void theTableOfClassicTestsIsDrawnFromThem() throws IOException {
        String page = Files.readString(PAGE);
        assertThat(page).contains(BEGIN);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END, begin);
        String drawn = table();

        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(PAGE, page.substring(0, begin) + drawn + page.substring(end));
        } else {
            assertThat(page.substring(begin, end)).isEqualTo(drawn);
        }
    }

    /** Whoever tags a test says why. */
    @Test
    void noTestIsTaggedWithoutAReason() throws IOException {
        assertThat(sources().stream().filter(file -> text(file).contains("@Tag(\"classic\")")))
                .isEmpty();
    }

    private static String table() throws IOException {
        var reasons = new TreeMap<String, String>();
        for (Path file : sources()) {
            Matcher tagged = CLASSIC.matcher(text(file));
            while (tagged.find()) {
                Matcher named = NAME.matcher(tagged.group(2));
                assertThat(named.find()).as("%s: %s", file, tagged.group()).isTrue();
                String type = file.getFileName().toString().replace(".java", "");
                String name = named.group(1).equals(type) ? type : type + "." + named.group(1);
                reasons.put(ROOT.relativize(file).getName(0) + " | `" + name + "`", tagged.group(1));
            }
        }
        return reasons.entrySet().stream()
                .map(each -> "| " + each.getKey() + " | " + each.getValue() + " |")
                .collect(Collectors.joining(
                        "\n", "| module | test | why it needs a classic session |\n|---|---|---|\n", ""));
    }

    private static List<Path> sources() throws IOException {
        List<Path> all = new ArrayList<>();
        for (String module : MODULES) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
                files.filter(file -> file.toString().endsWith(".java")).sorted().forEach(all::add);
            }
        }
        return all;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
