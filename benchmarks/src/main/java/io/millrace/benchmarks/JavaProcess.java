package io.millrace.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A measured Java process: when each line of its output came, and how much memory it took at most. */
public final class JavaProcess implements AutoCloseable {
    private static final long LIMIT_MINUTES = 60;
    private static final long LOOK_MILLIS = 20;
    private static final int SHOWN_LINES = 40;

    private final Process process;
    private final long begin;
    private final BlockingQueue<Line> lines = new LinkedBlockingQueue<>();
    private final List<Line> seen = new ArrayList<>();
    private final Thread reader;
    private final Path status;
    private volatile double peakMegabytes;

    /**
     * A line of output, stdout and stderr together.
     *
     * @param seconds since the process was started
     */
    public record Line(double seconds, String text) {}

    private JavaProcess(Process process, long begin) {
        this.process = process;
        this.begin = begin;
        this.status = Path.of("/proc", Long.toString(process.pid()), "status");
        this.reader = daemon(this::read, "output");
        daemon(this::watch, "memory");
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void read() {
        try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
            for (String text = in.readLine(); text != null; text = in.readLine()) {
                lines.add(new Line((System.nanoTime() - begin) / 1e9, text));
            }
        } catch (IOException e) {
            lines.add(new Line((System.nanoTime() - begin) / 1e9, "cannot be read any more: " + e.getMessage()));
        }
    }

    /** The system keeps the peak itself, so that only the growth after the last look is missed. */
    private void watch() {
        try {
            do {
                peakMegabytes = Math.max(peakMegabytes, peakMegabytes(status));
            } while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns the greatest resident size so far of the process that a {@code /proc/PID/status} file is about, else 0. */
    public static double peakMegabytes(Path status) {
        if (!Files.isReadable(status)) {
            return 0;
        }
        try {
            for (String line : Files.readAllLines(status)) {
                if (line.startsWith("VmHWM:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
                }
            }
        } catch (IOException e) {
            return 0; // the process has ended meanwhile
        }
        return 0;
    }

    /**
     * Waits for a line that has the text and returns it.
     *
     * @throws BenchmarkException if the process ends without it, or takes more than an hour; shows its last lines
     */
    public Line await(String text) {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(LIMIT_MINUTES);
        while (System.nanoTime() < end) {
            Line line = poll();
            if (line != null) {
                seen.add(line);
                if (line.text().contains(text)) {
                    return line;
                }
            } else if (!reader.isAlive() && lines.isEmpty()) {
                break;
            }
        }
        throw failed("gave no line with '" + text + "'");
    }

    private @Nullable Line poll() {
        try {
            return lines.poll(100, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchmarkException("interrupted", e);
        }
    }

    /**
     * Waits for the end and returns the seconds that the process took.
     *
     * @throws BenchmarkException if it fails, or takes more than an hour; shows its last lines
     */
    public double end() {
        try {
            if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
                throw failed("has not ended after " + LIMIT_MINUTES + " minutes");
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            reader.join();
            lines.drainTo(seen);
            if (process.exitValue() != 0) {
                throw failed("ended with " + process.exitValue());
            }
            return seconds;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchmarkException("interrupted", e);
        }
    }

    private BenchmarkException failed(String what) {
        int from = Math.max(0, seen.size() - SHOWN_LINES);
        return new BenchmarkException("the process "
                + process.info()
                        .commandLine()
                        .orElse(Long.toString(process.pid()))
                        .replaceFirst("^.*-cp \\S+ ", "")
                + " " + what + ":\n"
                + String.join(
                        "\n",
                        seen.subList(from, seen.size()).stream().map(Line::text).toList()));
    }

    /** Returns the lines that {@link #await} and {@link #end} have seen. */
    public List<Line> lines() {
        return List.copyOf(seen);
    }

    /** Returns the greatest resident memory so far; 0 where the system does not tell. */
    public double peakMegabytes() {
        return peakMegabytes;
    }

    /** Kills the process, if it still runs. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Collects what a process is started with. */
    public static final class Builder {
        private final List<String> options;
        private final Path folder;
        private final List<String> classPath = new ArrayList<>();
        private final Map<String, String> environment = new LinkedHashMap<>();

        Builder(List<String> options, Path folder) {
            this.options = new ArrayList<>(options);
            this.folder = folder;
            environment.put("SPARK_LOCAL_IP", "127.0.0.1");
        }

        /** Adds an option of the JVM. */
        public Builder option(String value) {
            options.add(value);
            return this;
        }

        /** Adds a jar, or all jars of a folder by {@code folder/*}, to the class path. */
        public Builder classPath(String entry) {
            classPath.add(entry);
            return this;
        }

        /** Sets an environment variable. */
        public Builder environment(String name, String value) {
            environment.put(name, value);
            return this;
        }

        /** Starts the class; the clock begins to run just before. */
        public JavaProcess start(String main, List<String> arguments) {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(options);
            command.addAll(List.of("-cp", String.join(":", classPath), main));
            command.addAll(arguments);
            return start(command);
        }

        /** Starts a program that becomes a Java process, without the options and class path of this; the clock begins just before. */
        public JavaProcess startProgram(Path program, List<String> arguments) {
            List<String> command = new ArrayList<>(List.of(program.toString()));
            command.addAll(arguments);
            return start(command);
        }

        private JavaProcess start(List<String> command) {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
            builder.environment().putAll(environment);
            try {
                long begin = System.nanoTime();
                return new JavaProcess(builder.start(), begin);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
