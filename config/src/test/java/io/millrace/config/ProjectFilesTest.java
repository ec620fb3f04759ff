package io.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectFilesTest {

    @TempDir
    private Path folder;

    @Test
    void settingsBeatTheEnvironmentWhichBeatsTheProject() throws IOException {
        write("conf/test.conf", "catalog = env\nsize = 2\nbackend = local");
        Path project = write("p.conf", "catalog = project, size = 1, own = 1, table = ${catalog}.inference.x");

        Config config = ProjectFiles.load(project, "test", Map.of("size", "3"));

        assertThat(config.getInt("size")).isEqualTo(3);
        assertThat(config.getString("catalog")).isEqualTo("env");
        assertThat(config.getString("table")).isEqualTo("env.inference.x");
        assertThat(config.getString("own")).isEqualTo("1");
        assertThat(config.getString("environment")).isEqualTo("test");
        assertThat(config.getString("local.root")).isEqualTo(".millrace");
    }

    @Test
    void namesTheFilesThatItReads() throws IOException {
        Path environment = write("conf/test.conf", "include required(\"size.conf\")");
        Path size = write("conf/size.conf", "size = 2");
        Path deeper = write("parts/deeper.conf", "z = 1");
        Path part = write("part.conf", "include required(\"parts/deeper.conf\"), y = 1");
        Path project = write("p.conf", "include required(\"part.conf\")\nx = 1");

        assertThat(ProjectFiles.sources(project, "test"))
                .isEqualTo(new ProjectSources(List.of(project, part, deeper), List.of(environment, size)));
        assertThat(ProjectFiles.sources(deeper, "local").environment()).isEmpty();
    }

    @Test
    void settingsAreHoconValuesOrTexts() throws IOException {
        Path project = write("p.conf", "a = ${data}/x, n = 1, t = false");

        Config config = ProjectFiles.load(
                project,
                "local",
                Map.of("data", "s3://bucket//a b#c", "n", "1.5", "l", "[a, b]", "o.p", "{ q = 1 }", "t", "true"));

        assertThat(config.getString("a")).isEqualTo("s3://bucket//a b#c/x");
        assertThat(config.getDouble("n")).isEqualTo(1.5);
        assertThat(config.getStringList("l")).containsExactly("a", "b");
        assertThat(config.getInt("o.p.q")).isEqualTo(1);
        assertThat(config.getBoolean("t")).isTrue();
    }

    @Test
    void aSettingThatNothingReadsIsRefused() throws IOException {
        Path project = write("p.conf", "rounds = 10, path = ${data}/x");

        assertProblems(
                () -> ProjectFiles.load(project, "local", Map.of("data", "d", "ruonds", "5")),
                "--set ruonds: no file has this key, and none refers to ${ruonds}; did you mean 'rounds'?");
    }

    @Test
    void aProblemOfTheWholeFileIsPlacedInTheProjectsOwnFile() throws IOException {
        write("conf/test.conf", "catalog = env");
        Path project = write("p.conf", "\nsize = 1");

        for (String environment : List.of("test", "local")) {
            ConfigReader reader = ConfigReader.of(ProjectFiles.load(project, environment, Map.of()));
            reader.string("project");
            assertThatThrownBy(reader::finish).hasMessageContaining(project + ":1 project: ");
        }
    }

    @Test
    void settingsHaveTheirOwnPlace() throws IOException {
        Path project = write("p.conf", "delay = 10m");
        ConfigReader reader = ConfigReader.of(ProjectFiles.load(project, "local", Map.of("delay", "7")));

        reader.optionalDuration("delay");

        assertThatThrownBy(reader::finish).hasMessageStartingWith("--set delay: ");
    }

    @Test
    void brokenSettingsAreAllTold() throws IOException {
        Path project = write("p.conf", "");

        assertProblems(
                () -> ProjectFiles.load(project, "local", Map.of("a..b", "1")),
                "--set a..b: is not a key and a HOCON value: ");
        assertProblems(
                () -> ProjectFiles.load(project, "local", Map.of("a", "[1,")),
                "--set a: is not a key and a HOCON value: ");
    }

    @Test
    void namesWhatIsWrongWithTheFile() throws IOException {
        assertProblems(
                () -> ProjectFiles.load(folder.resolve("none.conf"), "local", Map.of()),
                folder.resolve("none.conf") + ": there is no such project file; check the path");
        assertProblems(
                () -> ProjectFiles.load(folder, "local", Map.of()),
                folder + ": is a folder; name the project file in it");
        Path broken = write("broken.conf", "a = 1\nb = [1, 2\nc = }");
        assertProblems(() -> ProjectFiles.load(broken, "local", Map.of()), broken + ":3: is not HOCON: ");
        Path binary = folder.resolve("binary.conf");
        Files.write(binary, new byte[] {(byte) 0xC3, (byte) 0x28, 0, 1, 2});
        assertProblems(
                () -> ProjectFiles.load(binary, "local", Map.of()), binary + ": the project file cannot be read");
    }

    @Test
    void includesMustBeRequiredAndThere() throws IOException {
        write("part.conf", "x = 1\ninclude required(\"deeper.conf\")");
        write("deeper.conf", "y = ${x}");
        Path good = write("good.conf", "include required(\"part.conf\")\nz = ${y}");
        Path bad = write(
                "bad.conf",
                """
                # include "comment.conf"
                text = "include \\"no.conf\\""
                more = \"\"\"
                include "neither.conf"
                \"\"\"
                include "part.conf"
                sources { include required("gone.conf") }
                """);

        assertThat(ProjectFiles.load(good, "local", Map.of()).getInt("z")).isEqualTo(1);
        assertThatThrownBy(() -> ProjectFiles.load(bad, "local", Map.of()))
                .isInstanceOfSatisfying(InvalidConfigException.class, e -> assertThat(e.problems())
                        .containsExactly(
                                bad + ":6: include \"part.conf\" would be skipped in silence if the file were"
                                        + " missing; write include required(\"part.conf\")",
                                bad + ":7: includes \"gone.conf\", but there is no file " + folder.resolve("gone.conf")
                                        + "; put it there or mend the name"));
    }

    @Test
    void everyUnresolvedSubstitutionIsTold() throws IOException {
        Path project = write("p.conf", "a = 1\nb = ${data}/x\nc = ${?optional}\nd = ${other.thing}");

        assertThatThrownBy(() -> ProjectFiles.load(project, "local", Map.of()))
                .isInstanceOfSatisfying(InvalidConfigException.class, e -> assertThat(e.problems())
                        .containsExactlyInAnyOrder(
                                project + ":2: ${data} has no value; pass --set data=VALUE, or define it in the"
                                        + " environment or project file",
                                project + ":4: ${other.thing} has no value; pass --set other.thing=VALUE, or"
                                        + " define it in the environment or project file"));
    }

    @Test
    void theProjectFilesFolderIsAVariable() throws IOException {
        Path file = write("shop/project.conf", "data = ${project-folder}/data");

        Config config = ProjectFiles.load(file, "local", Map.of());

        assertThat(config.getString("data"))
                .isEqualTo(file.toAbsolutePath().normalize().getParent() + "/data");
    }

    @Test
    void circlesOfSubstitutionsAreTold() throws IOException {
        Path project = write("p.conf", "a = ${b}\nb = ${a}");

        assertProblems(() -> ProjectFiles.load(project, "local", Map.of()), "refers to itself through ${");
    }

    @Test
    void unknownEnvironmentsListTheKnown() throws IOException {
        write("conf/prod.conf", "catalog = prod");
        Path project = write("p.conf", "");

        assertProblems(
                () -> ProjectFiles.load(project, "prd", Map.of()),
                "--env prd: there is no environment prd; did you mean 'prod'? (looked in " + folder.resolve("conf"));
        assertProblems(() -> ProjectFiles.load(project, "elsewhere", Map.of()), "known: local, prod");
        assertProblems(() -> ProjectFiles.load(project, "../x", Map.of()), "--env ../x: is not a name");
    }

    @Test
    void anEnvironmentMayBeThePathOfItsFile() throws IOException {
        Path file = write("elsewhere/lab.conf", "catalog = lab");
        Path project = write("p.conf", "");

        Config config = ProjectFiles.load(project, file.toString(), Map.of());

        assertThat(config.getString("catalog")).isEqualTo("lab");
        assertThat(config.getString("environment")).isEqualTo("lab");
    }

    @Test
    void theInstalledLocalEnvironmentIsTheRepositorysOwn() throws IOException {
        assertThat(Files.readString(Path.of("src/main/resources/conf/local.conf")))
                .isEqualTo(Files.readString(Path.of("..", "conf", "local.conf")));
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static void assertProblems(ThrowingCallable call, String part) {
        assertThatThrownBy(call).isInstanceOf(InvalidConfigException.class).hasMessageContaining(part);
    }

    @Test
    void readsAProjectFromTextAndJson() {
        Config config = ProjectFiles.parse("{\"project\": \"shop\", \"rows\": 3}", "local", Map.of("rows", "4"));

        assertThat(config.getString("project")).isEqualTo("shop");
        assertThat(config.getInt("rows")).isEqualTo(4);
        assertThat(config.getString("environment")).isEqualTo("local");
    }

    @Test
    void addsDefinitionsAsIfTheyStoodAtTheEndOfTheFile() {
        Config config =
                ProjectFiles.parse("rows = 3, views { a { x = 1, y = 2 }, b { x = 1, y = 2 } }", "local", Map.of());

        Config added =
                ProjectFiles.with(config, "views.a.x = ${rows}, views.b = null, views.b { x = 4 }, views.c.x = 5");

        assertThat(added.getConfig("views.a")).isEqualTo(ConfigFactory.parseString("x = 3, y = 2"));
        assertThat(added.getConfig("views.b")).isEqualTo(ConfigFactory.parseString("x = 4"));
        assertThat(added.getInt("views.c.x")).isEqualTo(5);
    }

    @Test
    void refusesTextThatIncludesFilesOrIsNotHocon() {
        assertThatThrownBy(() -> ProjectFiles.parse("include \"more.conf\"", "local", Map.of()))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("definitions: includes \"more.conf\"");
        assertThatThrownBy(() -> ProjectFiles.parse("a = 1\nb = {", "local", Map.of()))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("definitions:2: is not HOCON");
    }
}
