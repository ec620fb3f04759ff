package io.millrace.deploy;

import io.millrace.config.InvalidConfigException;
import io.millrace.config.ProjectFiles;
import io.millrace.config.ProjectSources;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The files that a deployment needs elsewhere. Names of jars hold the digest of their bytes, and configuration lies in a folder whose
 * name is the digest of all of it, so that what is there under its name is what is wanted, and a run that works keeps its files.
 *
 * @param jobJar the job jar
 * @param jars jars beside it
 * @param configuration the project file, the environment's file, and what they include, as they lie to each other
 * @param projectFile the name of the project file among them
 */
public record DeployedFiles(
        DeployedFile jobJar, List<DeployedFile> jars, List<DeployedFile> configuration, String projectFile) {
    private static final String ENVIRONMENTS = "conf";

    /** Copies the lists. */
    public DeployedFiles {
        jars = List.copyOf(jars);
        configuration = List.copyOf(configuration);
    }

    /**
     * Finds the files of a project.
     *
     * @param projectFile the project file
     * @param environment what {@code --env} says
     * @param environmentName the environment's name
     * @param jobJar the job jar
     * @param jars jars beside it; relative to the project file's folder
     * @throws InvalidConfigException if one cannot be read, or two would get one name
     */
    public static DeployedFiles of(
            Path projectFile, String environment, String environmentName, Path jobJar, List<Path> jars) {
        ProjectSources sources = ProjectFiles.sources(projectFile, environment);
        Path project = sources.project().get(0);
        Path folder = Objects.requireNonNull(project.getParent());
        Path base = folder;
        for (Path file : sources.project()) {
            while (!file.startsWith(base)) {
                base = Objects.requireNonNull(base.getParent());
            }
        }
        Map<String, DeployedFile> configuration = new LinkedHashMap<>();
        for (Path file : sources.project()) {
            put(configuration, file, base.relativize(file));
        }
        Path environments = base.relativize(folder).resolve(ENVIRONMENTS);
        for (Path file : sources.environment()) {
            Path main = sources.environment().get(0);
            Path place = file.equals(main)
                    ? Path.of(environmentName + ".conf")
                    : Objects.requireNonNull(main.getParent()).relativize(file);
            put(configuration, file, environments.resolve(place).normalize());
        }
        List<DeployedFile> beside = new ArrayList<>();
        for (Path jar : jars) {
            beside.add(jar(folder.resolve(jar)));
        }
        return new DeployedFiles(
                jar(jobJar), beside, List.copyOf(configuration.values()), name(base.relativize(project)));
    }

    private static void put(Map<String, DeployedFile> files, Path file, Path place) {
        String name = name(place);
        if (name.startsWith("..")) {
            throw InvalidConfigException.of(file
                    + ": is included from a folder below it and cannot be deployed; move it beside the project file");
        }
        DeployedFile deployed = DeployedFile.of(file, name);
        DeployedFile other = files.put(name, deployed);
        if (other != null && !other.sha256().equals(deployed.sha256())) {
            throw InvalidConfigException.of(
                    file + ": would be deployed as " + name + ", as would " + other.source() + "; rename one of them");
        }
    }

    private static String name(Path place) {
        List<String> parts = new ArrayList<>();
        place.forEach(part -> parts.add(part.toString()));
        return String.join("/", parts);
    }

    /** The digest stands in the jar's name, before its suffix. */
    private static DeployedFile jar(Path jar) {
        DeployedFile plain = DeployedFile.of(jar, String.valueOf(jar.getFileName()));
        String name = plain.name().replaceFirst("(\\.jar)?$", "-" + plain.shortDigest() + ".jar");
        return new DeployedFile(plain.source(), name, plain.sha256(), plain.bytes());
    }

    /** Returns all jars, the job jar first. */
    public List<DeployedFile> allJars() {
        List<DeployedFile> all = new ArrayList<>(List.of(jobJar));
        all.addAll(jars);
        return List.copyOf(all);
    }

    /** Returns the digest of the configuration: of its files' names and bytes. */
    public String configurationDigest() {
        MessageDigest digest = DeployedFile.newDigest();
        configuration.forEach(
                file -> digest.update((file.name() + "\n" + file.sha256() + "\n").getBytes(StandardCharsets.UTF_8)));
        return HexFormat.of().formatHex(digest.digest()).substring(0, DeployedFile.SHORT);
    }
}
