package io.millrace.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** What a measurement works with: the checkout and what was built in it, an empty folder, a place for progress. */
public final class Workbench implements AutoCloseable {
    private static final String DATA = "MILLRACE_DATA";

    private final Path home;
    private final Path folder;
    private int folders;

    private Workbench(Path home, Path folder) {
        this.home = home;
        this.folder = folder;
    }

    /**
     * Opens the workbench of a checkout, with a new temporary folder.
     *
     * @throws BenchmarkException if the job jar or the Spark jars are not built
     */
    public static Workbench open(Path home) {
        Workbench workbench = new Workbench(home, temporary());
        Runtime.getRuntime().addShutdownHook(new Thread(workbench::abandon, "abandon"));
        for (Path needed : List.of(workbench.jobJar(), workbench.runtime().resolve("jvm.flags"), workbench.jar())) {
            if (!Files.exists(needed)) {
                throw new BenchmarkException(needed + " is missing; start the benchmarks with ./benchmarks/run");
            }
        }
        return workbench;
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("millrace-benchmarks");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the root of the checkout. */
    public Path home() {
        return home;
    }

    /** Returns the job jar. */
    public Path jobJar() {
        return home.resolve("jobs/target/millrace.jar");
    }

    /** Returns the folder of the Spark and Delta jars. */
    public Path runtime() {
        return home.resolve("jobs/target/runtime");
    }

    /** Returns the benchmarks' own jar. */
    public Path jar() {
        return home.resolve("benchmarks/target/benchmarks.jar");
    }

    /** Returns a folder of the real data, which the environment variable {@code MILLRACE_DATA} leads to. */
    public Path data(String name) {
        String root = System.getenv(DATA);
        if (root == null) {
            throw new BenchmarkException(DATA + " is not set; set it to the folder that holds " + name
                    + " (see examples/flights/README.md)");
        }
        Path data = Path.of(root, name).toAbsolutePath().normalize();
        if (!Files.isDirectory(data)) {
            throw new BenchmarkException(data + " is no folder; set " + DATA + " to the folder that holds " + name);
        }
        return data;
    }

    /** Returns the path of a folder that does not exist yet; it goes with the workbench. */
    public Path newFolder(String name) {
        folders++;
        return folder.resolve(name + "-" + folders);
    }

    /** Starts to describe a Java process with the flags that Spark needs. */
    public JavaProcess.Builder java() {
        List<String> flags = new ArrayList<>();
        try {
            for (String flag : Files.readString(runtime().resolve("jvm.flags")).split("\\s+", -1)) {
                if (!flag.isEmpty()) {
                    flags.add(flag);
                }
            }
            flags.add("-Dlog4j2.configurationFile=" + logging());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        flags.add("-Duser.timezone=UTC");
        return new JavaProcess.Builder(flags, folder);
    }

    private Path logging() throws IOException {
        Path file = folder.resolve("log4j2.properties");
        if (!Files.exists(file)) {
            try (InputStream in = Workbench.class.getResourceAsStream("log4j2.properties")) {
                Files.copy(Objects.requireNonNull(in), file);
            }
        }
        return file;
    }

    /** Tells on stderr where the measurement is. */
    public void say(String format, Object... values) {
        System.err.println(String.format(Locale.ROOT, format, values));
    }

    /** Deletes a folder and all that is in it, if it is there. */
    public static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An interrupted measurement leaves no process and no folder behind. */
    private void abandon() {
        List<ProcessHandle> processes = ProcessHandle.current().descendants().toList();
        processes.forEach(ProcessHandle::destroyForcibly);
        processes.forEach(process -> process.onExit().join());
        delete(folder);
    }

    @Override
    public void close() {
        delete(folder);
    }
}
