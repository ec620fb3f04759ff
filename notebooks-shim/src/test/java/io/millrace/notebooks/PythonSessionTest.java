package io.millrace.notebooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.lakehouse.Environment;
import io.millrace.lakehouse.Lakehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PythonSessionTest {

    private static final Pattern SETTING = Pattern.compile("\\s+\"(spark[^\"]+)\": (.+),");
    private static final Pattern FOLDER = Pattern.compile("str\\(folder / \"(.+)\"\\)");

    @Test
    void theSessionOfThePackageHasTheSettingsOfTheCommandLine() throws IOException {
        Path root = Path.of("root").toAbsolutePath();
        Map<String, String> settings = new TreeMap<>(Lakehouse.sessionSettings(Environment.local(root)));
        String partitions = settings.getOrDefault("spark.sql.shuffle.partitions", "");

        Map<String, String> python = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("python/src/millrace/_session.py"))) {
            Matcher setting = SETTING.matcher(line);
            if (setting.matches()) {
                Matcher folder = FOLDER.matcher(setting.group(2));
                String value = folder.matches() ? root.resolve(folder.group(1)).toString() : setting.group(2);
                python.put(setting.group(1), value.equals("partitions") ? partitions : value.replace("\"", ""));
            }
        }

        assertThat(python.remove("spark.driver.memory")).isEqualTo("4g");
        assertThat(python).isEqualTo(settings);
    }
}
