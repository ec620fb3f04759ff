package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The Python with MLflow that tests of the tag {@code data} open model folders with. */
public final class Python {
    private static final String VARIABLE = "MILLRACE_MLFLOW";
    private static final long SECONDS = 600;

    private final Path bin;

    private Python(Path bin) {
        this.bin = bin;
    }

    /** Returns the Python of the virtual environment whose bin folder {@code MILLRACE_MLFLOW} names; fails if there is none. */
    public static Python mlflow() {
        String bin = System.getenv(VARIABLE);
        if (bin == null || !Files.isExecutable(Path.of(bin, "python"))) {
            fail(VARIABLE + " is " + (bin == null ? "not set" : bin + ", which has no python")
                    + "; it names the bin folder of a virtual environment with the Python packages of .ci/versions:"
                    + " MILLRACE_MLFLOW=$(.ci/python FOLDER)");
        }
        return new Python(Path.of(bin));
    }

    /** Returns a builder of a process that runs a program of the virtual environment, such as {@code mlflow}. */
    public ProcessBuilder program(String name, String... arguments) {
        List<String> command = new ArrayList<>(List.of(bin.resolve(name).toString()));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().merge("PATH", bin.toString(), (path, first) -> first + File.pathSeparator + path);
        builder.environment().put("MLFLOW_DISABLE_TELEMETRY", "true");
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        return builder;
    }

    /** Runs a script and returns what it printed; fails with that if its exit code is not 0. */
    public String run(Path script, Object... arguments) {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        Arrays.stream(arguments).map(Object::toString).forEach(command::add);
        try {
            Path output = Files.createTempFile("python", ".txt");
            try {
                Process process = program("python", command.toArray(String[]::new))
                        .redirectOutput(output.toFile())
                        .start();
                boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
                if (!ended) {
                    process.destroy();
                }
                String text = Files.readString(output);
                assertThat(ended)
                        .as("%s ended within %d s: %s", script, SECONDS, text)
                        .isTrue();
                assertThat(process.exitValue()).as("%s: %s", script, text).isZero();
                return text;
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while " + script + " ran", e);
        }
    }
}
