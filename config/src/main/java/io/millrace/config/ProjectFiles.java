package io.millrace.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Loads a project file together with its environment and the command line's settings. */
public final class ProjectFiles {

    private static final Pattern ERROR_PLACE = Pattern.compile("^(.*?: [0-9]+(?:-[0-9]+)?): (.*)$", Pattern.DOTALL);
    private static final Pattern UNRESOLVED =
            Pattern.compile("Could not resolve substitution to a value: \\$\\{\\??([^}]+)}(.*)", Pattern.DOTALL);
    private static final Pattern HOCON_VALUE = Pattern.compile(
            "[\\[{\"].*|.*\\$\\{.*|true|false|null|-?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?", Pattern.DOTALL);
    private static final Pattern REFERRED = Pattern.compile("\\$\\{\\??([^}.]+)[^}]*}");
    private static final Set<String> ENVIRONMENT_KEYS = Set.of("backend", "catalog", "project");
    private static final String REFERENCE = "io/millrace/config/reference.conf";
    private static final String TEXT = "definitions";
    /** A variable that every configuration has: the project file's folder. */
    static final String FOLDER = "project-folder";

    private static final int MAX_UNRESOLVED = 100;

    private ProjectFiles() {}

    /**
     * Returns the resolved configuration of {@code projectFile} in the environment {@code env}.
     *
     * <p>Precedence, highest first: {@code overrides}; the environment's file; the project file; the library's
     * {@code reference.conf}. The environment's file is {@code conf/<env>.conf} beside the project file, or in a folder
     * above it up to the working directory, or in the working directory, else the installed one; {@code env} may also
     * be the path of such a file. Substitutions see all of these and the process's environment variables. The key
     * {@code environment} holds the environment's name, {@code project-folder} the absolute path of the project file's
     * folder.
     *
     * @param overrides values by path, as {@code --set path=value} gives them: numbers, booleans, lists, objects and
     *     quoted texts are read as HOCON, anything else is a text; {@code ConfigReader} reports their place as
     *     {@code --set}
     * @throws InvalidConfigException if a file is missing, a folder or not HOCON, an include is not required or not
     *     there, the environment is unknown, an override is not a value, or a substitution has no value; each problem
     *     with its place and remedy
     */
    public static Config load(Path projectFile, String env, Map<String, String> overrides) {
        Path file = projectFile.toAbsolutePath().normalize();
        return load(file, parseFile(file, "project file"), env, overrides);
    }

    /**
     * Returns the resolved configuration of a project given as HOCON, and so as JSON too. Problems are placed as {@code
     * definitions:line}; a text includes no files. The environment is looked for from the working directory. Otherwise as
     * {@link #load}.
     */
    public static Config parse(String text, String env, Map<String, String> overrides) {
        return load(Path.of("project.conf").toAbsolutePath(), parseText(text), env, overrides);
    }

    /**
     * Returns a resolved configuration with definitions added, as if they stood at the end of the project file: they see its
     * values, and keys that it has already are set anew.
     *
     * @throws InvalidConfigException if the text is not HOCON, includes a file, or a substitution has no value
     */
    public static Config with(Config config, String text) {
        Config added = parseText(text);
        return KeyOrder.carried(resolve(added.withFallback(config)), List.of(added));
    }

    /**
     * Returns the files on disk that {@link #load} reads for these arguments: the project file with its includes, then the
     * environment's with its own; without the latter if it is an installed one. Absolute, each once.
     *
     * @throws InvalidConfigException as {@link #load}, if a file cannot be read or the environment is unknown
     */
    public static ProjectSources sources(Path projectFile, String env) {
        Path file = projectFile.toAbsolutePath().normalize();
        Optional<Path> environment = EnvironmentFile.find(file, env).onDisk();
        return new ProjectSources(
                files(file, "project file"),
                environment.map(found -> files(found, "environment file")).orElse(List.of()));
    }

    private static List<Path> files(Path file, String role) {
        parseFile(file, role);
        try {
            return List.copyOf(Includes.files(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // it was read a moment ago
        }
    }

    private static Config parseText(String text) {
        ConfigParseOptions options = parsing().setOriginDescription(TEXT).setIncluder(NoIncludes.INSTANCE);
        return parsed(new Place(TEXT, 0), () -> ConfigFactory.parseString(text, options));
    }

    /**
     * Returns the resolved configuration of the environment {@code env} alone, for work that needs no project: its file is
     * looked for from the working directory. Otherwise as {@link #load}.
     */
    public static Config loadEnvironment(String env, Map<String, String> overrides) {
        return load(Path.of("project.conf").toAbsolutePath(), ConfigFactory.empty(), env, overrides);
    }

    private static Config load(Path file, Config project, String env, Map<String, String> overrides) {
        Config environment = EnvironmentFile.find(file, env).parse();
        Config settings = overrides(overrides);
        Config named = ConfigValueFactory.fromAnyRef(EnvironmentFile.name(env), "--env")
                .atKey("environment");
        Config reference = ConfigFactory.parseResources(
                ProjectFiles.class.getClassLoader(), REFERENCE, parsing().setOriginDescription(Place.DEFAULTS));
        Config files = environment
                .withFallback(project)
                .withFallback(reference)
                .withFallback(ConfigValueFactory.fromAnyRef(folder(file), "the project file's folder")
                        .atKey(FOLDER));
        requireUse(settings, files);
        Config resolved = resolve(settings.withFallback(named).withFallback(files));
        return KeyOrder.carried(resolved, List.of(project, environment, settings));
    }

    private static String folder(Path file) {
        Path parent = file.getParent();
        return (parent == null ? file : parent).toString();
    }

    /** Returns the unresolved content of {@code file}, after its includes were checked. */
    static Config parseFile(Path file, String role) {
        Place place = new Place(file.toString(), 0);
        if (Files.isDirectory(file)) {
            throw InvalidConfigException.of(place + ": is a folder; name the " + role + " in it");
        }
        try {
            List<String> problems = Includes.problems(file);
            if (!problems.isEmpty()) {
                throw new InvalidConfigException(problems);
            }
        } catch (NoSuchFileException e) {
            throw InvalidConfigException.of(place + ": there is no such " + role + "; check the path");
        } catch (IOException e) {
            throw InvalidConfigException.of(place + ": the " + role + " cannot be read as UTF-8 text ("
                    + e.getClass().getSimpleName() + "); check its rights and that it is HOCON");
        }
        return parsed(place, () -> ConfigFactory.parseFile(file.toFile(), parsing()));
    }

    /** Returns what {@code parser} gives, with syntax errors told as problems of their line. */
    static Config parsed(Place place, Supplier<Config> parser) {
        try {
            return parser.get();
        } catch (ConfigException e) {
            Matcher matcher = ERROR_PLACE.matcher(String.valueOf(e.getMessage()));
            String where = matcher.matches() ? Place.parse(matcher.group(1)).toString() : place.toString();
            String what = matcher.matches() ? matcher.group(2) : String.valueOf(e.getMessage());
            throw InvalidConfigException.of(where + ": is not HOCON: " + withoutHints(what) + "; mend the syntax");
        }
    }

    static ConfigParseOptions parsing() {
        return ConfigParseOptions.defaults().setAllowMissing(false);
    }

    private static Config overrides(Map<String, String> overrides) {
        List<String> problems = new ArrayList<>();
        Config settings = ConfigFactory.empty();
        for (Map.Entry<String, String> override : overrides.entrySet()) {
            Optional<Config> setting = override(override.getKey(), override.getValue(), problems);
            settings = setting.isPresent() ? setting.get().withFallback(settings) : settings;
        }
        if (!problems.isEmpty()) {
            throw new InvalidConfigException(problems);
        }
        return settings;
    }

    private static Optional<Config> override(String key, String value, List<String> problems) {
        try {
            String path = ConfigUtil.joinPath(ConfigUtil.splitPath(key));
            if (!HOCON_VALUE.matcher(value.strip()).matches()) {
                return Optional.of(ConfigValueFactory.fromAnyRef(value, "--set").atPath(path));
            }
            return Optional.of(ConfigFactory.parseString(
                    path + " = " + value.strip(), ConfigParseOptions.defaults().setOriginDescription("--set")));
        } catch (ConfigException e) {
            problems.add("--set " + key + ": is not a key and a HOCON value: "
                    + withoutHints(String.valueOf(e.getMessage()).replaceFirst("^--set: [0-9]+: ", ""))
                    + "; write --set path=value");
            return Optional.empty();
        }
    }

    /** A setting of a top-level value that no file has or refers to is a slip; sections and what is in them the readers know. */
    private static void requireUse(Config settings, Config files) {
        List<String> problems = new ArrayList<>();
        String text = files.root().render(ConfigRenderOptions.concise());
        Set<String> used = new TreeSet<>(files.root().keySet());
        REFERRED.matcher(text).results().map(found -> found.group(1)).forEach(used::add);
        used.addAll(ENVIRONMENT_KEYS);
        settings.root().forEach((key, value) -> {
            boolean section = value instanceof ConfigObject || value instanceof ConfigList;
            if (!section && !used.contains(key)) {
                problems.add("--set " + key + ": no file has this key, and none refers to ${" + key + "}; "
                        + Suggestions.of(key, used));
            }
        });
        if (!problems.isEmpty()) {
            throw new InvalidConfigException(problems);
        }
    }

    /** Resolves substitutions; those without a value are given a stand-in, so that all of them are found. */
    private static Config resolve(Config merged) {
        List<String> problems = new ArrayList<>();
        Config config = merged;
        while (problems.size() < MAX_UNRESOLVED) {
            try {
                Config resolved = config.resolve();
                if (problems.isEmpty()) {
                    return resolved;
                }
                break;
            } catch (ConfigException.UnresolvedSubstitution e) {
                Matcher matcher = ERROR_PLACE.matcher(String.valueOf(e.getMessage()));
                Matcher unresolved = UNRESOLVED.matcher(matcher.matches() ? matcher.group(2) : "");
                if (!unresolved.matches()) {
                    throw InvalidConfigException.of(withoutHints(String.valueOf(e.getMessage())));
                }
                String place = Place.parse(matcher.group(1)).toString();
                String name = unresolved.group(1);
                if (unresolved.group(2).contains("cycle")) {
                    problems.add(place + ": ${" + name + "} refers to itself" + cycle(unresolved.group(2))
                            + "; give one of them a value");
                    break;
                }
                problems.add(place + ": ${" + name + "} has no value; pass --set " + name
                        + "=VALUE, or define it in the environment or project file");
                config = config.withFallback(ConfigValueFactory.fromAnyRef("").atPath(name));
            }
        }
        throw new InvalidConfigException(problems);
    }

    private static String cycle(String text) {
        int start = text.indexOf("${");
        return start < 0 ? "" : " through " + text.substring(start);
    }

    private static String withoutHints(String message) {
        int hint = message.indexOf(" (if you ");
        return hint < 0 ? message : message.substring(0, hint);
    }
}
