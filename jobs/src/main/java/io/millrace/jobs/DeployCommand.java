package io.millrace.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.config.InvalidConfigException;
import io.millrace.databricks.Workspace;
import io.millrace.deploy.DeploySettings;
import io.millrace.deploy.DeployedFiles;
import io.millrace.deploy.Deployment;
import io.millrace.deploy.databricks.Bundle;
import io.millrace.deploy.databricks.Change;
import io.millrace.deploy.databricks.WorkspaceDeployer;
import io.millrace.deploy.github.DeployWorkflow;
import io.millrace.deploy.terraform.TerraformModule;
import io.millrace.pipelines.Project;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

    @Option(
            names = "--terraform",
            paramLabel = "DIR",
            description = "Writes what the project needs in Unity Catalog as Terraform into this folder.")
    private Optional<Path> terraform = Optional.empty();

    @Option(
            names = "--actions",
            paramLabel = "DIR",
            description =
                    "Writes a workflow of GitHub Actions that deploys the project into this folder, .github/workflows.")
    private Optional<Path> actions = Optional.empty();

    @Option(names = "--jar", paramLabel = "FILE", description = "The job jar. Default: the one that runs this command.")
    private Optional<Path> jar = Optional.empty();

    @Mixin
    private RowPrinter printer = new RowPrinter();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        boolean files = bundle.isPresent() || terraform.isPresent() || actions.isPresent();
        if (files && (dryRun || prune)) {
            throw InvalidConfigException.of(
                    "--bundle, --terraform and --actions exclude --dry-run and --prune: they write files and"
                            + " speak to no workspace; leave them away");
        }
        Project project = options.project(Project.Depth.SQL);
        DeploySettings settings = DeploySettings.of(project);
        DeployedFiles deployed = DeployedFiles.of(
                options.file(), options.environment(), project.environment().name(), jobJar(), settings.jars());
        Deployment deployment = Deployment.of(
                project, settings, options.overrides(), deployed, arguments -> problem(project, arguments));
        if (files) {
            write(deployment);
            return 0;
        }
        WorkspaceDeployer deployer = WorkspaceDeployer.of(
                deployment,
                Workspace.open(settings.workspace()),
                prune ? WorkspaceDeployer.Others.DELETE : WorkspaceDeployer.Others.KEEP);
        PrintWriter err = spec.commandLine().getErr();
        List<Change> changes = dryRun ? deployer.plan() : deployer.deploy(change -> say(err, change));
        if (!(changes.isEmpty() && printer.isForPeople())) {
            printer.print(
                    List.of("action", "kind", "name", "details"),
                    changes.stream().map(DeployCommand::row).toList());
            printer.remark("");
        }
        printer.remark(summary(changes.size()));
        return 0;
    }

    private void write(Deployment deployment) {
        bundle.ifPresent(folder -> {
            told(Bundle.of(deployment).write(folder));
            printer.remark("\nlook at it with:\n  cd " + folder + " && databricks bundle validate --target "
                    + deployment.environment());
        });
        terraform.ifPresent(folder -> {
            told(TerraformModule.of(deployment).write(folder));
            printer.remark("\nlook at it with:\n  cd " + folder + " && terraform init && terraform plan");
        });
        actions.ifPresent(folder -> {
            Path here = Path.of("").toAbsolutePath();
            Path project = options.file().toAbsolutePath().normalize();
            List<String> names = new ArrayList<>();
            here.relativize(project).forEach(name -> names.add(name.toString()));
            told(List.of(new DeployWorkflow(deployment, deployment.settings().promotion(), String.join("/", names))
                    .write(folder)));
        });
    }

    private void told(List<Path> written) {
        written.forEach(file -> printer.remark(file.toString()));
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
