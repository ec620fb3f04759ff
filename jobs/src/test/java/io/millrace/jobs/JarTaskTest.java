package io.millrace.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main class in a process that is a platform's: a driver that calls it, as Databricks does, and goes on afterwards. */
@Tag("slow")
final class JarTaskTest {
    @TempDir
    private Path folder;

    @Test
    void theMainThrowsAndLeavesProcessAndSessionToThePlatform() throws Exception {
        String output = driver();

        assertThat(output)
                .contains("platform: own session after a success: alive")
                .contains(
                        "platform: own session after a failure: alive, JobFailedException: the job failed with exit code 2")
                .contains("platform: unfilled: JobFailedException: the job failed with exit code 2")
                .contains("argument 4, --run {{job.run_idd}}: was not filled in by the platform")
                .contains("platform: session of the main: alive")
                .contains("platform: the process goes on");
    }

    private String driver() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx1g");
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("--add-opens") || flag.startsWith("-Djdk.reflect"))
                .forEach(command::add);
        command.addAll(List.of("-Duser.timezone=UTC", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(PlatformDriver.class.getName(), folder.toString()));
        File log = folder.resolve("driver.log").toFile();
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log);
        builder.environment().put("DATABRICKS_RUNTIME_VERSION", "18.x");
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        Process process = builder.start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
            String output = Files.readString(log.toPath(), StandardCharsets.UTF_8);
            assertThat(process.exitValue()).as(output).isZero();
            return output;
        } finally {
            process.destroyForcibly();
        }
    }
}
