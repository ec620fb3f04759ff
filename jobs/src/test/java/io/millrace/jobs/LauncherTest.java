package io.millrace.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher in a small checkout, with a build and a JDK of shell scripts: what it refuses, when it builds, what it starts. */
final class LauncherTest {
    private static final Path LAUNCHER =
            Path.of("..", "millrace").toAbsolutePath().normalize();

    /** Makes what Maven makes, and a line of a log. */
    private static final String MVNW =
            """
            #!/bin/sh
            case "$*" in
              *dependency:copy*)
                for argument; do
                  case $argument in -DoutputDirectory=*) folder=${argument#*=} ;; -Dartifact=*) version=${argument##*:} ;; esac
                done
                mkdir -p "$folder"
                touch "$folder/spark-connect-client-jvm_2.13-$version.jar"
                exit
                ;;
            esac
            echo built >> builds
            mkdir -p jobs/target/runtime examples/payments/target
            touch jobs/target/millrace.jar jobs/target/runtime/b.jar jobs/target/runtime/B.jar jobs/target/runtime/a-1.jar
            touch examples/payments/target/payments.jar
            echo -Dflag=1 > jobs/target/runtime/jvm.flags
            """;

    /** Prints its arguments, one a line; writes the archive that it is asked for. */
    private static final String JAVA =
            """
            #!/bin/sh
            for argument; do
              case $argument in
                -XX:ArchiveClassesAtExit=*) echo classes > "${argument#*=}" ;;
                -Xshare:on) [ -z "$BROKEN" ] || exit 1 ;;
              esac
              printf '%s\\n' "$argument"
            done
            """;

    @TempDir
    private Path folder;

    private Path checkout;
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void makeCheckout() throws IOException {
        checkout = folder.resolve("check out");
        Files.createDirectories(checkout.resolve("examples/payments/src/main"));
        Files.createDirectories(checkout.resolve("jobs/src/main"));
        for (String file :
                new String[] {"pom.xml", "jobs/pom.xml", "jobs/src/main/Main.java", "examples/payments/pom.xml"}) {
            Files.createFile(checkout.resolve(file));
        }
        Files.copy(LAUNCHER, checkout.resolve("millrace"));
        script(checkout.resolve("mvnw"), MVNW);
        jdk("17.0.1");
        environment.put("JAVA_HOME", folder.resolve("jdk").toString());
    }

    @Test
    void saysSoIfThereIsNoJava() throws Exception {
        // What the launcher itself needs, and no java.
        Path tools = Files.createDirectory(folder.resolve("tools"));
        for (String tool : new String[] {"bash", "dirname", "readlink", "sed"}) {
            Files.createSymbolicLink(tools.resolve(tool), which(tool));
        }
        environment.put("JAVA_HOME", "");
        environment.put("PATH", tools.toString());

        assertThat(refusal()).contains("no Java found", "install a JDK 17 and set JAVA_HOME");
    }

    @Test
    void saysSoIfJavaHomeHoldsNoJava() throws Exception {
        environment.put("JAVA_HOME", folder.resolve("gone").toString());

        assertThat(refusal()).contains("JAVA_HOME is " + folder.resolve("gone") + ", which holds no bin/java");
    }

    @ParameterizedTest
    @CsvSource({"1.8.0_392, needs JDK 17", "11.0.21, needs JDK 17", "25.0.1, use JDK 17", "26-ea, use JDK 17"})
    void refusesAnotherJavaAndSaysWhichWorks(String version, String message) throws Exception {
        jdk(version);
        assertThat(refusal()).contains("is Java " + version, message);

        // A JDK without the file that names its version is asked.
        Files.delete(folder.resolve("jdk/release"));
        script(folder.resolve("jdk/bin/java"), "#!/bin/sh\necho '    java.version = " + version + "' >&2\n");
        assertThat(refusal()).contains("is Java " + version, message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"4", "4GB", "2 g", "-1g", "0g", "1.5g", "100m", "511m", "lots", "99999999999g", "2g -version"})
    void refusesAHeapThatIsNone(String heap) throws Exception {
        environment.put("MILLRACE_HEAP", heap);

        String message = refusal();

        assertThat(message.lines()).hasSize(1);
        assertThat(message).contains("MILLRACE_HEAP is '" + heap + "'", "at least 512m", "such as 2g or 4096m");
        assertThat(checkout.resolve("builds")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"512m", "2g", "3G"})
    void passesAHeapOn(String heap) throws Exception {
        environment.put("MILLRACE_HEAP", heap);

        assertThat(started()).contains("-Xmx" + heap);
    }

    @Test
    void buildsOnceAndThenWritesNothing() throws Exception {
        started();
        Map<String, FileTime> before = files();

        List<String> arguments = started();

        assertThat(files()).isEqualTo(before);
        assertThat(checkout.resolve("builds")).hasContent("built");
        String runtime = checkout + "/jobs/target/runtime/";
        assertThat(arguments)
                .containsSubsequence("-Dflag=1", "-cp", "io.millrace.jobs.Main", "--version")
                .contains(
                        "-XX:SharedArchiveFile=" + runtime + "classes.jsa",
                        String.join(
                                ":",
                                checkout + "/jobs/target/millrace.jar",
                                runtime + "B.jar",
                                runtime + "a-1.jar",
                                runtime + "b.jar",
                                checkout + "/examples/payments/target/payments.jar"));
    }

    @Test
    void buildsAgainWhenASourceIsNewer() throws Exception {
        started();
        later(checkout.resolve("jobs/src/main/Main.java"));

        started();

        assertThat(checkout.resolve("builds")).hasContent("built\nbuilt");
    }

    @Test
    void startsABuiltCheckoutThatCannotBeWrittenAndSaysSoWhenItMustBeBuilt() throws Exception {
        started();
        // Not to be written by anybody, root included.
        Path lock = checkout.resolve(".build.lock");
        Files.delete(lock);
        Files.createDirectory(lock);

        assertThat(started()).contains("io.millrace.jobs.Main");
        later(checkout.resolve("jobs/target/millrace.jar"));
        assertThat(started()).contains("io.millrace.jobs.Main");

        later(checkout.resolve("jobs/src/main/Main.java"));
        assertThat(refusal())
                .contains(
                        "must be built", lock + " cannot be written", "ask its owner to run " + checkout + "/millrace");
    }

    @Test
    void makesTheArchiveAgainWhenAJarIsNewer() throws Exception {
        started();
        Path archive = checkout.resolve("jobs/target/runtime/classes.jsa");
        Files.setLastModifiedTime(archive, FileTime.from(Instant.EPOCH));

        started();

        assertThat(Files.getLastModifiedTime(archive).toInstant()).isAfter(Instant.EPOCH);
        assertThat(checkout.resolve("builds")).hasContent("built");
    }

    @Test
    void startsWithoutAnArchiveThatNoJvmCanUse() throws Exception {
        environment.put("BROKEN", "yes");
        started();
        Map<String, FileTime> before = files();

        assertThat(started()).noneMatch(argument -> argument.startsWith("-XX:SharedArchiveFile"));
        assertThat(files()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({
        "'', true",
        "--help, true",
        "plan p.conf, true",
        "runs, true",
        "runs show p.conf, true",
        "features list p.conf, true",
        "models history p.conf, true",
        "features materialize p.conf, false",
        "models train p.conf, false",
        "run p.conf, false",
        "sql x, false",
    })
    void startsWhatIsSoonOverWithoutTheSecondCompiler(String command, boolean without) throws Exception {
        String[] arguments = command.isEmpty() ? new String[0] : command.split(" ");
        launch(0, "--version");

        assertThat(launch(0, arguments).lines().anyMatch("-XX:TieredStopAtLevel=1"::equals))
                .isEqualTo(without);
    }

    @ParameterizedTest
    @ValueSource(strings = {"variable", "setting"})
    void putsTheClientInThePlaceOfSparkWhereAServerIsNamed(String how) throws Exception {
        script(
                checkout.resolve("mvnw"),
                MVNW + "touch jobs/target/runtime/spark-sql_2.13-4.1.0.jar"
                        + " jobs/target/runtime/spark-sql-api_2.13-4.1.0.jar jobs/target/runtime/spark-core_2.13-4.1.0.jar\n");
        String server = "sc://127.0.0.1:15002";
        if (how.equals("variable")) {
            environment.put("SPARK_REMOTE", server);
        }

        List<String> arguments = launch(
                        0, "run", "p.conf", "--set", how.equals("variable") ? "x=1" : "spark.remote=" + server)
                .lines()
                .toList();

        String runtime = checkout + "/jobs/target/runtime/";
        assertThat(arguments)
                .contains(String.join(
                        ":",
                        runtime + "connect/spark-connect-client-jvm_2.13-4.1.0.jar",
                        checkout + "/jobs/target/millrace.jar",
                        runtime + "B.jar",
                        runtime + "a-1.jar",
                        runtime + "b.jar",
                        runtime + "spark-core_2.13-4.1.0.jar",
                        checkout + "/examples/payments/target/payments.jar"))
                .noneMatch(argument -> argument.startsWith("-XX:SharedArchiveFile"));
        assertThat(checkout.resolve("builds")).hasContent("built");
    }

    private void jdk(String version) throws IOException {
        Files.createDirectories(folder.resolve("jdk/bin"));
        script(folder.resolve("jdk/bin/java"), JAVA);
        script(folder.resolve("jdk/bin/javac"), "#!/bin/sh\n");
        Files.writeString(folder.resolve("jdk/release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
    }

    private static void script(Path file, String text) throws IOException {
        Files.writeString(file, text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private static void later(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(60)));
    }

    /** All files of the checkout, and when each was last written. */
    private Map<String, FileTime> files() throws IOException {
        Map<String, FileTime> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(checkout)) {
            for (Path path : paths.toList()) {
                files.put(path.toString(), Files.getLastModifiedTime(path));
            }
        }
        return files;
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

    /** Starts the launcher and returns the arguments that the JVM gets. */
    private List<String> started() throws IOException, InterruptedException {
        return launch(0, "--version").lines().toList();
    }

    /** Starts the launcher and returns what it says as it refuses. */
    private String refusal() throws IOException, InterruptedException {
        return launch(2, "--version");
    }

    private String launch(int code, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(which("bash").toString(), checkout.resolve("millrace").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("MILLRACE_"));
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(output).isEqualTo(code);
        return output;
    }
}
