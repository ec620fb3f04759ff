package io.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyOrderTest {

    private static final long SEED = 21;

    @TempDir
    private Path folder;

    @Test
    void keysStandAsWrittenWhereverTheirValuesComeFrom() throws IOException {
        Random random = new Random(SEED);
        for (int round = 0; round < 200; round++) {
            List<String> keys = new ArrayList<>(List.of("a", "b", "c", "d e", "f"));
            Collections.shuffle(keys, random);
            StringBuilder section = new StringBuilder();
            StringBuilder values = new StringBuilder("t { }\n");
            StringBuilder environment = new StringBuilder("catalog = main\n");
            Map<String, String> settings = new LinkedHashMap<>();
            String separator = random.nextBoolean() ? ", " : "\n  ";
            for (String key : keys) {
                String path = "section.\"" + key + "\"";
                int kind = random.nextInt(5);
                section.append(section.isEmpty() ? "" : separator)
                        .append('"')
                        .append(key)
                        .append('"')
                        .append(kind == 0 ? " = ${v" + keys.indexOf(key) + "}" : " = \"text\"");
                if (kind == 0) {
                    values.append("v").append(keys.indexOf(key)).append(" = there\n");
                } else if (kind == 1) {
                    settings.put(path, "set");
                } else if (kind == 2) {
                    environment.append(path).append(" = env\n");
                }
            }
            settings.put("section.only-set", "x");
            environment.append("section.only-env = x\n");
            boolean before = random.nextBoolean();
            String text = "section { " + section + " }\n";
            Config config = load(before ? values + text : text + values, environment.toString(), settings);

            List<String> expected = new ArrayList<>(keys);
            expected.addAll(List.of("only-env", "only-set"));
            assertThat(ConfigReader.of(config).stringMap("section").keySet())
                    .as("seed %d, round %d: %s", SEED, round, text)
                    .containsExactlyElementsOf(expected);
        }
    }

    @Test
    void includedKeysComeBeforeTheFilesOwnAndSubstitutedSectionsBeforeWhatIsAdded() throws IOException {
        Files.writeString(
                folder.resolve("more.conf"), "\n\n\n\n\nlist = [{ z = 1, y = 2 }]\nsection { q = 1, p = 2 }\n");

        Config config = load(
                "include required(\"more.conf\")\nsection { b = 1, a = 2 }\nbase { n = 1, m = 2 }\nmade = ${base} { c = 3 }\n",
                "catalog = main",
                Map.of("section.p", "7"));
        ConfigReader reader = ConfigReader.of(ProjectFiles.with(config, "section { a = 9, new = 1 }"));

        assertThat(reader.section("section").keys()).containsExactly("q", "p", "b", "a", "new");
        assertThat(reader.section("made").keys()).containsExactly("n", "m", "c");
        assertThat(reader.sectionList("list").get(0).keys()).containsExactly("z", "y");
        assertThat(reader.keys()).doesNotContain("keys as written");
    }

    private Config load(String project, String environment, Map<String, String> settings) throws IOException {
        Files.createDirectories(folder.resolve("conf"));
        Files.writeString(folder.resolve("conf/test.conf"), environment);
        return ProjectFiles.load(Files.writeString(folder.resolve("project.conf"), project), "test", settings);
    }
}
