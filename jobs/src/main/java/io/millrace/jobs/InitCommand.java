package io.millrace.jobs;

import io.millrace.config.BackendException;
import io.millrace.config.InvalidConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        description = "Makes a small working project of your own in a new folder, with data and a test.")
final class InitCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", description = "The folder; its name becomes the project's.")
    private Path folder = Path.of("");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Path target = folder.toAbsolutePath().normalize();
        String name = projectName(
                Objects.requireNonNullElse(target.getFileName(), target).toString());
        try {
            requireEmpty(target);
            for (String file : new String[] {"project.conf", "conf/local.conf", "README.md", "test.sh"}) {
                write(target.resolve(file), text(file).replace("PROJECT", name));
            }
            write(target.resolve(".gitignore"), text("gitignore"));
            write(target.resolve("data/customers.csv"), SampleOrders.customers());
            write(target.resolve("data/orders.csv"), SampleOrders.orders());
            if (!target.resolve("test.sh").toFile().setExecutable(true)) {
                throw new IOException("test.sh cannot be made executable");
            }
        } catch (IOException e) {
            throw BackendException.permanent("cannot write the project to " + target, e);
        }
        String launcher = launcher();
        spec.commandLine()
                .getOut()
                .println("made project " + name + " in " + folder + "; next:\n  cd " + quoted(folder.toString())
                        + "\n  " + launcher + " run project.conf\n  MILLRACE=" + launcher + " ./test.sh");
        return 0;
    }

    /** Names of tables and models begin with it: letters, digits and _, and no digit first. */
    private static String projectName(String folder) {
        String name =
                folder.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_").replaceAll("^_|_$", "");
        return name.matches("[a-z].*") ? name : "project_" + name;
    }

    /** The command that started this: a checkout's own launcher, else one that is on the PATH. */
    private static String launcher() {
        String home = System.getProperty("millrace.home", "");
        return home.isEmpty() ? "millrace" : quoted(Path.of(home, "millrace").toString());
    }

    /** Returns a word as a shell reads it back. */
    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private static void requireEmpty(Path target) throws IOException {
        if (!Files.exists(target)) {
            return;
        }
        if (!Files.isDirectory(target)) {
            throw InvalidConfigException.of(target + " is a file; name a new folder");
        }
        try (Stream<Path> files = Files.list(target)) {
            if (files.findAny().isPresent()) {
                throw InvalidConfigException.of(target + " is not empty; name a new folder, nothing was written");
            }
        }
    }

    private static String text(String file) throws IOException {
        try (InputStream in = Objects.requireNonNull(InitCommand.class.getResourceAsStream("init/" + file), file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, text);
    }
}
