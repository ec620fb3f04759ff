package io.millrace.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import io.millrace.config.ConfigReader;
import io.millrace.config.InvalidConfigException;
import io.millrace.config.NumberRange;
import io.millrace.config.ProjectFiles;
import io.millrace.config.Setting;
import io.millrace.training.Estimator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The page {@code docs/project-file.md} is what the code asks for: each setting once, with its kind, range and default.
 *
 * <p>The projects in {@code project-file/} have every section. {@code -Dgolden.update=true} rewrites the tables; a new key
 * then has an empty meaning, which is to be written.
 */
class ProjectFileReferenceTest {
    private static final Path PAGE = Path.of("..", "docs", "project-file.md");
    private static final List<String> ESTIMATORS =
            Arrays.stream(Estimator.Type.values()).map(Estimator.Type::text).toList();
    private static final Pattern RANGE = Pattern.compile(" in ([\\[(][-0-9.]+, [-0-9.a-z]+[\\])])");

    @Test
    void thePageTellsEverySettingAsTheCodeReadsIt() throws IOException {
        String page = Files.readString(PAGE);

        String expected = ReferencePage.of(page).withTables(settings().values());

        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(PAGE, expected);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(expected);
    }

    @Test
    void everySettingHasAMeaning() throws IOException {
        assertThat(ReferencePage.of(Files.readString(PAGE)).meanings())
                .containsOnlyKeys(settings().keySet())
                .allSatisfy((key, meaning) -> assertThat(meaning).as(key).isNotBlank());
    }

    @TestFactory
    Stream<DynamicTest> aNumberOutsideItsRangeIsRefusedAtItsKey() {
        return ESTIMATORS.stream().flatMap(estimator -> asked(estimator).stream()
                .filter(setting -> RANGE.matcher(setting.wanted()).find())
                .map(setting ->
                        DynamicTest.dynamicTest(estimator + ": " + setting.path(), () -> refuses(estimator, setting))));
    }

    private static void refuses(String estimator, Setting setting) {
        Matcher range = RANGE.matcher(setting.wanted());
        assertThat(range.find()).isTrue();
        NumberRange allowed = NumberRange.of(range.group(1));
        List<String> outside = new ArrayList<>();
        outside.add(NumberRange.print(allowed.lowIncluded() ? allowed.low() - 1 : allowed.low()));
        if (Double.isFinite(allowed.high())) {
            outside.add(NumberRange.print(allowed.highIncluded() ? allowed.high() + 1 : allowed.high()));
        }

        for (String value : outside) {
            assertThatThrownBy(() -> Project.from(config(estimator, Map.of(setting.path(), value))))
                    .isInstanceOf(InvalidConfigException.class)
                    .hasMessageContaining(setting.path() + ": is " + value + "; must be in " + allowed);
        }
    }

    /** Every setting by its key in the page; what belongs to one estimator only has the estimator's name before it. */
    private static Map<String, Setting> settings() {
        Map<String, Setting> settings = new LinkedHashMap<>();
        for (String estimator : ESTIMATORS) {
            for (Setting setting : asked(estimator)) {
                settings.putIfAbsent(key(estimator, setting.path()), setting);
            }
        }
        return settings.entrySet().stream()
                .collect(
                        LinkedHashMap::new,
                        (all, entry) -> all.put(
                                entry.getKey(),
                                new Setting(
                                        entry.getKey(),
                                        entry.getValue().wanted(),
                                        entry.getValue().required(),
                                        entry.getValue().fallback().map(ProjectFileReferenceTest::named))),
                        Map::putAll);
    }

    private static String key(String estimator, String path) {
        String named = named(path)
                .replaceAll("\\[[0-9]+]", "[]")
                .replaceAll("\\.(only|after)\\.[a-z-]+$", ".$1.<step>")
                .replaceAll("\\.gates\\.(min|max)\\.[a-z_]+$", ".gates.$1.<name>");
        String own = "models.<name>.estimator.";
        return named.startsWith(own) && !named.equals(own + "type")
                ? estimator + ": " + named.substring("models.<name>.".length())
                : named;
    }

    private static String named(String text) {
        return text.replaceAll("\\bNAME[0-9]*\\b", "<name>");
    }

    private static List<Setting> asked(String estimator) {
        Config config = config(estimator, Map.of());
        ConfigReader reader = ConfigReader.of(config);
        Project.from(config, reader);
        return reader.asked();
    }

    private static Config config(String estimator, Map<String, String> overrides) {
        Map<String, String> values = new LinkedHashMap<>(overrides);
        values.put("models.NAME.estimator.type", estimator);
        return ProjectFiles.parse(text(), "local", values);
    }

    private static String text() {
        try (var in = ProjectFileReferenceTest.class.getResourceAsStream("/every-section.conf")) {
            assertThat(in).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
