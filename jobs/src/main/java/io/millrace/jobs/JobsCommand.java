package io.millrace.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.databricks.Workspace;
import io.millrace.deploy.DeploySettings;
import io.millrace.deploy.Deployment;
import io.millrace.deploy.databricks.JobStatus;
import io.millrace.deploy.databricks.TaskProgress;
import io.millrace.deploy.databricks.WorkspaceJobs;
import io.millrace.pipelines.Project;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "jobs",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description =
                "Looks at the jobs that deploy made of a project's pipelines, and starts, repairs and stops their runs.",
        subcommands = {
            JobsCommand.ListJobs.class,
            JobsCommand.Run.class,
            JobsCommand.Repair.class,
            JobsCommand.Cancel.class
        })
final class JobsCommand {
    private static final ObjectMapper JSON = new ObjectMapper();

    private JobsCommand() {}

    private static WorkspaceJobs jobs(Project project) {
        Deployment.requireJobs(project);
        Workspace workspace = Workspace.open(DeploySettings.of(project).workspace());
        return WorkspaceJobs.of(workspace, project.name(), project.environment().name());
    }

    /** Follows a run, a line on stderr each time that a task has come further. */
    private static void follow(WorkspaceJobs jobs, long run, CommandSpec spec) {
        PrintWriter err = spec.commandLine().getErr();
        jobs.follow(run, progress -> {
            err.println(line(progress));
            err.flush();
        });
    }

    private static String line(TaskProgress progress) {
        String seconds = progress.seconds() > 0 ? String.format(Locale.ROOT, " %.1f s", progress.seconds()) : "";
        return progress.task() + " " + progress.state().toLowerCase(Locale.ROOT) + seconds;
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the jobs with their newest runs.")
    static final class ListJobs implements Callable<Integer> {
        @Mixin
        private ProjectOptions options = new ProjectOptions();

        @Mixin
        private RowPrinter printer = new RowPrinter();

        @Override
        public Integer call() {
            Project project = options.project();
            List<ObjectNode> rows = jobs(project).list(project.pipelines().keySet()).stream()
                    .map(ListJobs::row)
                    .toList();
            printer.print(List.of("pipeline", "job", "id", "starts", "run", "state", "page"), rows);
            return 0;
        }

        private static ObjectNode row(JobStatus job) {
            ObjectNode row =
                    JSON.createObjectNode().put("pipeline", job.pipeline()).put("job", job.name());
            job.id().ifPresent(id -> row.put("id", id));
            row.put("starts", job.id().isPresent() ? job.starts() : "not deployed");
            job.lastRun()
                    .ifPresent(run ->
                            row.put("run", run.id()).put("state", run.state()).put("page", run.page()));
            return row;
        }
    }

    @Command(
            name = "run",
            mixinStandardHelpOptions = true,
            description = "Starts a run of a pipeline's job and follows it to its end; fails as the run does.")
    static final class Run implements Callable<Integer> {
        @Mixin
        private ProjectOptions options = new ProjectOptions();

        @Parameters(index = "1", arity = "0..1", paramLabel = "PIPELINE", description = "The pipeline.")
        private Optional<String> pipeline = Optional.empty();

        @Option(
                names = "--token",
                paramLabel = "TEXT",
                description =
                        "At most 64 characters; a run that was started with it before is followed, and no other started.")
        private Optional<String> token = Optional.empty();

        @Option(names = "--no-wait", description = "Does not follow the run.")
        private boolean noWait;

        @Mixin
        private RowPrinter printer = new RowPrinter();

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() {
            Project project = options.project();
            String name = project.pipeline(pipeline).name();
            WorkspaceJobs jobs = jobs(project);
            long run = jobs.run(name, token.orElseGet(() -> UUID.randomUUID().toString()));
            spec.commandLine().getErr().println("run " + run + " of " + name);
            if (!noWait) {
                follow(jobs, run, spec);
            }
            printer.print(
                    List.of("pipeline", "run", "state"),
                    List.of(JSON.createObjectNode()
                            .put("pipeline", name)
                            .put("run", run)
                            .put("state", noWait ? "started" : "success")));
            return 0;
        }
    }

    @Command(
            name = "repair",
            mixinStandardHelpOptions = true,
            description = "Starts the failed tasks of a run again, and those behind them, and follows it to its end.")
    static final class Repair implements Callable<Integer> {
        @Mixin
        private ProjectOptions options = new ProjectOptions();

        @Parameters(index = "1", paramLabel = "RUN", description = "The id of the run.")
        private long run;

        @Option(names = "--no-wait", description = "Does not follow the run.")
        private boolean noWait;

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() {
            WorkspaceJobs jobs = jobs(options.project());
            jobs.repair(run);
            if (!noWait) {
                follow(jobs, run, spec);
            }
            return 0;
        }
    }

    @Command(
            name = "cancel",
            mixinStandardHelpOptions = true,
            description = "Stops a run; what its steps have completed stays.")
    static final class Cancel implements Callable<Integer> {
        @Mixin
        private ProjectOptions options = new ProjectOptions();

        @Parameters(index = "1", paramLabel = "RUN", description = "The id of the run.")
        private long run;

        @Override
        public Integer call() {
            jobs(options.project()).cancel(run);
            return 0;
        }
    }
}
