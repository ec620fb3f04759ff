package io.millrace.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The file of one environment: on disk near the project file, or installed on the class path. */
final class EnvironmentFile {

    private static final String SUFFIX = ".conf";
    private static final String FOLDER = "conf";
    private static final String HOME = "millrace.home";
    private static final List<String> INSTALLED = List.of("local");

    private final Optional<Path> file;
    private final String resource;

    private EnvironmentFile(Optional<Path> file, String resource) {
        this.file = file;
        this.resource = resource;
    }

    /** Returns the name of the environment that {@code env}, a name or the path of its file, means. */
    static String name(String env) {
        if (!env.endsWith(SUFFIX)) {
            return env;
        }
        String fileName = String.valueOf(Path.of(env).getFileName());
        return fileName.substring(0, fileName.length() - SUFFIX.length());
    }

    static EnvironmentFile find(Path projectFile, String env) {
        if (env.endsWith(SUFFIX)) {
            return new EnvironmentFile(Optional.of(Path.of(env).toAbsolutePath().normalize()), env);
        }
        if (!env.matches("[A-Za-z0-9_-]+")) {
            throw InvalidConfigException.of("--env " + env
                    + ": is not a name of letters, digits, - and _; name an environment or the path of its .conf file");
        }
        Set<Path> folders = folders(projectFile);
        String resource = FOLDER + "/" + env + SUFFIX;
        Optional<Path> file = folders.stream()
                .map(folder -> folder.resolve(env + SUFFIX))
                .filter(Files::isRegularFile)
                .findFirst();
        if (file.isEmpty() && ClassPath.find(resource).isEmpty()) {
            throw InvalidConfigException.of("--env " + env + ": there is no environment " + env + "; "
                    + Suggestions.of(env, found(folders)) + " (looked in "
                    + String.join(", ", folders.stream().map(Path::toString).toList()) + ")");
        }
        return new EnvironmentFile(file, resource);
    }

    /** Returns the file; empty if it is an installed one. */
    Optional<Path> onDisk() {
        return file;
    }

    Config parse() {
        if (file.isPresent()) {
            return ProjectFiles.parseFile(file.get(), "environment file");
        }
        URL url = ClassPath.find(resource).orElseThrow();
        String place = Place.installed(name(resource));
        return ProjectFiles.parsed(
                new Place(place, 0),
                () -> ConfigFactory.parseURL(url, ProjectFiles.parsing().setOriginDescription(place)));
    }

    /**
     * The folders {@code conf} beside the project file, above it up to the working directory, in the latter, and of the
     * installation.
     */
    private static Set<Path> folders(Path projectFile) {
        Path here = Path.of("").toAbsolutePath();
        Set<Path> folders = new LinkedHashSet<>();
        Path folder = projectFile.getParent();
        if (folder != null) {
            folders.add(folder.resolve(FOLDER));
        }
        while (folder != null && folder.startsWith(here)) {
            folders.add(folder.resolve(FOLDER));
            folder = folder.getParent();
        }
        folders.add(here.resolve(FOLDER));
        String home = System.getProperty(HOME);
        if (home != null) {
            folders.add(Path.of(home).resolve(FOLDER));
        }
        return folders;
    }

    private static Set<String> found(Set<Path> folders) {
        Set<String> names = new TreeSet<>();
        for (Path folder : folders) {
            names.addAll(namesIn(folder));
        }
        INSTALLED.stream()
                .filter(name -> ClassPath.find(FOLDER + "/" + name + SUFFIX).isPresent())
                .forEach(names::add);
        return names;
    }

    private static List<String> namesIn(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(SUFFIX))
                    .forEach(name -> names.add(name(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return names;
    }
}
