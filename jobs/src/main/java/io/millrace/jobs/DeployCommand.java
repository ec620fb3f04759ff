package io.millrace.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.config.InvalidConfigException;
import io.millrace.deploy.DeploySettings;
import io.millrace.deploy.DeployedFiles;
import io.millrace.deploy.Deployment;
import io.millrace.deploy.databricks.Bundle;
import io.millrace.deploy.databricks.Change;
import io.millrace.deploy.databricks.Workspace;
import io.millrace.deploy.databricks.WorkspaceDeployer;
import io.millrace.lakehouse.Backend;
import io.millrace.pipelines.Project;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "deploy",
        mixinStandardHelpOptions = true,
        description =
                "Makes each pipeline of a project a job of a Databricks workspace, or writes the same as a bundle.")
final class DeployCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Mixin
    private ProjectOptions options = new ProjectOptions();

    @Option(names = "--dry-run", description = "Prints what would be made, changed and removed; changes nothing.")
    private boolean dryRun;

    @Option(
            names = "--prune",
            description = "Deletes the project's jobs of pipelines that it does not declare any more, with their runs.")
    private boolean prune;

    @Option(
            names = "--bundle",
            paramLabel = "DIR",
            description = "Writes a bundle into this folder, for databricks bundle deploy; no workspace is spoken to.")
    private Optional<Path> bundle = Optional.empty();

    @Option(names = "--jar", paramLabel = "FILE", description = "The job jar. Default: the one that runs this command.")
    private Optional<Path> jar = Optional.empty();

    @Mixin
    private RowPrinter printer = new RowPrinter();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        if (bundle.isPresent() && (dryRun || prune)) {
            throw InvalidConfigException.of(
                    "--bundle excludes --dry-run and --prune: it writes files and speaks to no workspace; leave them away");
        }
        Project project = options.project(Project.Depth.SQL);
        DeploySettings settings = DeploySettings.of(project);
        DeployedFiles files = DeployedFiles.of(
                options.file(), options.environment(), project.environment().name(), jobJar(), settings.jars());
        Deployment deployment =
                Deployment.of(project, settings, options.overrides(), files, arguments -> problem(project, arguments));
        tellOfBackend(project);
        if (bundle.isPresent()) {
            Bundle.of(deployment).write(bundle.get()).forEach(file -> printer.remark(file.toString()));
            printer.remark("\nlook at it with:\n  cd " + bundle.get() + " && databricks bundle validate --target "
                    + deployment.environment());
            return 0;
        }
        WorkspaceDeployer deployer = WorkspaceDeployer.of(
                deployment,
                Workspace.open(settings.workspace()),
                prune ? WorkspaceDeployer.Others.DELETE : WorkspaceDeployer.Others.KEEP);
        PrintWriter err = spec.commandLine().getErr();
        List<Change> changes = dryRun ? deployer.plan() : deployer.deploy(change -> say(err, change));
        printer.print(
                List.of("action", "kind", "name", "details"),
                changes.stream().map(DeployCommand::row).toList());
        printer.remark("\n" + summary(changes.size()));
        return 0;
    }

    private String summary(int changes) {
        if (changes == 0) {
            return "nothing differs; nothing was sent";
        }
        return dryRun ? changes + " changes; nothing was sent" : changes + " changes were made";
    }

    private static void say(PrintWriter err, Change change) {
        err.println(change.action().name().toLowerCase(Locale.ROOT) + " " + change.kind() + " " + change.name());
        err.flush();
    }

    private static ObjectNode row(Change change) {
        ObjectNode row = JSON.createObjectNode()
                .put("action", change.action().name().toLowerCase(Locale.ROOT))
                .put("kind", change.kind())
                .put("name", change.name());
        change.details().forEach(row.putArray("details")::add);
        return row;
    }

    /** Reads arguments as the main class in the job jar does: its command line is this one. */
    static Optional<String> problem(Project project, List<String> arguments) {
        try {
            CommandLine.ParseResult parsed = Main.commandLine().parseArgs(arguments.toArray(String[]::new));
            RunCommand run = (RunCommand) parsed.subcommand().commandSpec().userObject();
            run.requireStepsOf(project);
            return Optional.empty();
        } catch (CommandLine.ParameterException | InvalidConfigException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** What is deployed now may be for a version to come. */
    private void tellOfBackend(Project project) {
        try {
            Backend.of(project.environment());
        } catch (InvalidConfigException e) {
            spec.commandLine()
                    .getErr()
                    .println("millrace: note: this version has no backend databricks: what is deployed waits for one that has,"
                            + " runs are refused until then");
        }
    }

    private Path jobJar() {
        return jar.orElseGet(() -> {
            Path running = running();
            if (!Files.isRegularFile(running)) {
                throw InvalidConfigException.of(
                        "--jar: this command does not run from a jar; name the job jar with --jar FILE");
            }
            return running;
        });
    }

    private static Path running() {
        try {
            return Path.of(Main.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the place of the job jar is no URI", e);
        }
    }
}
