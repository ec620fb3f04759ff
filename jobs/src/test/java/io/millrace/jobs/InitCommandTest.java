package io.millrace.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.config.TableName;
import io.millrace.pipelines.Project;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What {@code init} makes is a project of its own, whatever the folder is called. */
class InitCommandTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"shop", "2024 orders", "Été", "---", "a.b-c", "it's mine"})
    void theNamesOfTheProjectAreItsOwn(String name) {
        made(folder.resolve(name));

        Project project = Project.load(folder.resolve(name).resolve("project.conf"), "local", Map.of());

        assertThat(project.sources().keySet()).allMatch(source -> source.startsWith(project.name() + "_"));
        assertThat(project.features().views().keySet()).allMatch(view -> view.startsWith(project.name() + "_"));
        assertThat(project.models().keySet()).allMatch(model -> model.startsWith(project.name() + "_"));
        assertThat(project.monitors().values())
                .extracting(monitor -> monitor.table().name())
                .allMatch(table -> table.startsWith(project.name() + "_"));
        assertThat(project.environment().localRoot())
                .isEqualTo(folder.resolve(name).resolve(".millrace"));
        assertThat(TableName.parse("main.features." + project.name() + "_x")).isNotNull();
    }

    @Test
    void twoProjectsShareNoFolderAndNoTable() {
        made(folder.resolve("one"));
        made(folder.resolve("two"));

        Project one = Project.load(folder.resolve("one/project.conf"), "local", Map.of());
        Project two = Project.load(folder.resolve("two/project.conf"), "local", Map.of());

        assertThat(one.environment().localRoot()).isNotEqualTo(two.environment().localRoot());
        assertThat(one.sources().keySet())
                .doesNotContainAnyElementsOf(two.sources().keySet());
        assertThat(one.features().views().keySet())
                .doesNotContainAnyElementsOf(two.features().views().keySet());
    }

    @Test
    void printsCommandsThatAShellReadsBack() {
        assertThat(made(folder.resolve("it's mine"))).contains("cd '" + folder + "/it'\\''s mine'");
    }

    private static String made(Path target) {
        StringWriter out = new StringWriter();
        CommandLine line = Main.commandLine().setOut(new PrintWriter(out));

        assertThat(line.execute("init", target.toString())).isZero();
        return out.toString();
    }
}
