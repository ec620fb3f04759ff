package io.millrace.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The launcher refuses what it cannot run on before it builds anything, and says what works. */
final class LauncherTest {
    private static final Path LAUNCHER =
            Path.of("..", "millrace").toAbsolutePath().normalize();

    @TempDir
    private Path folder;

    @Test
    void saysSoIfThereIsNoJava() throws Exception {
        // What the launcher itself needs, and no java.
        Path tools = Files.createDirectory(folder.resolve("tools"));
        for (String tool : new String[] {"bash", "dirname", "readlink", "sed"}) {
            Files.createSymbolicLink(tools.resolve(tool), which(tool));
        }

        String message = refusal("", tools.toString());

        assertThat(message).contains("no Java found", "install a JDK 17 and set JAVA_HOME");
    }

    @Test
    void saysSoIfJavaHomeHoldsNoJava() throws Exception {
        assertThat(refusal(folder.resolve("gone").toString(), System.getenv("PATH")))
                .contains("JAVA_HOME is " + folder.resolve("gone") + ", which holds no bin/java");
    }

    @ParameterizedTest
    @CsvSource({"1.8.0_392, needs JDK 17", "11.0.21, needs JDK 17", "25.0.1, use JDK 17", "26-ea, use JDK 17"})
    void refusesAnotherJavaAndSaysWhichWorks(String version, String message) throws Exception {
        Path java = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\necho '    java.version = " + version + "' >&2\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();

        assertThat(refusal(folder.resolve("jdk").toString(), System.getenv("PATH")))
                .contains("is Java " + version, message);
    }

    private static Path which(String tool) {
        for (String place : System.getenv("PATH").split(":", -1)) {
            Path file = Path.of(place, tool);
            if (Files.isExecutable(file)) {
                return file;
            }
        }
        throw new IllegalStateException("there is no " + tool + " on the PATH");
    }

    /** Starts the launcher and returns what it says on stderr as it refuses. */
    private static String refusal(String javaHome, String path) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(which("bash").toString(), LAUNCHER.toString(), "--version");
        builder.environment().put("PATH", path);
        builder.environment().put("JAVA_HOME", javaHome);
        builder.redirectErrorStream(true);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(output).isEqualTo(2);
        return output;
    }
}
