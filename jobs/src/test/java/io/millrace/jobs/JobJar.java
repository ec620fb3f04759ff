package io.millrace.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * The job jar and the Spark jars beside it, as the launcher built them, and Java processes over them whose output is read
 * line by line.
 */
final class JobJar {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path RUNTIME = ROOT.resolve("jobs/target/runtime");
    private static final long MINUTES = 8;

    private JobJar() {}

    /** Returns the job jar. */
    static Path file() {
        Path jar = ROOT.resolve("jobs/target/millrace.jar");
        assertThat(RUNTIME.resolve("class.path"))
                .as("the job jar and the Spark jars beside it; build them with: ./millrace --version")
                .exists();
        return jar;
    }

    /** Returns the folder of the Spark and Delta jars. */
    static Path runtime() {
        return RUNTIME;
    }

    /** Returns the jar of the payments example, which holds its sources. */
    static Path example() {
        try (var files = Files.list(ROOT.resolve("examples/payments/target"))) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the arguments that run the payments example, made small, over the folder. */
    static List<String> payments(Path root, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "run",
                ROOT.resolve("examples/payments/payments.conf").toString(),
                "--set",
                "payments=10000",
                "--set",
                "local.root=" + root));
        arguments.addAll(List.of(more));
        return arguments;
    }

    /** Starts the command line in this machine's own Spark: the launcher, which becomes the JVM. */
    static Child local(List<String> arguments) throws IOException {
        file();
        List<String> command = new ArrayList<>(List.of(ROOT.resolve("millrace").toString()));
        command.addAll(arguments);
        return Child.start(command);
    }

    /** Submits the command line to a cluster. */
    static Child submit(String master, List<String> arguments) throws IOException {
        List<String> command = java("-Xmx2g", RUNTIME + "/*");
        command.addAll(List.of("org.apache.spark.deploy.SparkSubmit", "--master", master));
        command.addAll(List.of("--conf", "spark.driver.host=127.0.0.1", "--conf", "spark.log.level=WARN"));
        command.addAll(List.of(
                "--conf", "spark.executor.memory=1g", "--jars", example().toString()));
        command.addAll(List.of("--class", "io.millrace.jobs.Main", file().toString()));
        command.addAll(arguments);
        return Child.start(command);
    }

    /** Starts a class of Spark's own. */
    static Child spark(String main, String... arguments) throws IOException {
        List<String> command = java("-Xmx512m", RUNTIME + "/*");
        command.add(main);
        command.addAll(List.of(arguments));
        return Child.start(command);
    }

    private static List<String> java(String heap, String classPath) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add(heap);
        for (String flag : Files.readString(RUNTIME.resolve("jvm.flags")).split("\\s+", -1)) {
            if (!flag.isEmpty()) {
                command.add(flag);
            }
        }
        command.addAll(List.of("-cp", classPath));
        return command;
    }

    /** A running process. */
    static final class Child implements AutoCloseable {
        private final Process process;
        private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        private final List<String> output = new ArrayList<>();
        private final Thread reader;

        private Child(Process process) {
            this.process = process;
            this.reader = new Thread(this::read, "output of " + process.pid());
            reader.setDaemon(true);
            reader.start();
        }

        private static Child start(List<String> command) throws IOException {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            builder.environment().put("MILLRACE_HEAP", "2g");
            builder.environment().put("SPARK_SCALA_VERSION", "2.13");
            Path home = RUNTIME.resolveSibling("spark-home");
            Files.createDirectories(home);
            if (!Files.exists(home.resolve("jars"))) {
                Files.createSymbolicLink(home.resolve("jars"), RUNTIME);
            }
            builder.environment().put("SPARK_HOME", home.toString());
            builder.environment().put("SPARK_WORKER_DIR", home.resolve("work").toString());
            return new Child(builder.start());
        }

        private void read() {
            try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    lines.add(line);
                }
            } catch (IOException e) {
                lines.add("cannot be read any more: " + e.getMessage());
            }
        }

        /** Waits for a line that has the text; fails if the process ends before. */
        Child awaits(String text) throws InterruptedException {
            return awaits(line -> line.contains(text), text);
        }

        private Child awaits(Predicate<String> wanted, String text) throws InterruptedException {
            long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(MINUTES);
            while (System.nanoTime() < end) {
                String line = lines.poll(1, TimeUnit.SECONDS);
                if (line != null) {
                    output.add(line);
                    if (wanted.test(line)) {
                        return this;
                    }
                } else if (!process.isAlive() && !reader.isAlive() && lines.isEmpty()) {
                    break;
                }
            }
            throw new AssertionError("no line with '" + text + "' came:\n" + String.join("\n", output));
        }

        /** Waits for the end and returns all lines. */
        String succeeds() throws InterruptedException {
            assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).isTrue();
            reader.join();
            lines.drainTo(output);
            String text = String.join("\n", output);
            assertThat(process.exitValue()).as(text).isZero();
            return text;
        }

        /** Kills the process as a power cut would. */
        void dies() throws InterruptedException {
            process.destroyForcibly();
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        }

        /** Kills the processes that this one started; at least one. */
        void losesItsChildren() {
            assertThat(process.children().filter(ProcessHandle::destroyForcibly).count())
                    .isPositive();
        }

        @Override
        public void close() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
