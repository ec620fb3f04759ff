package io.millrace.jobs;

import java.util.List;
import java.util.stream.Stream;

/**
 * Loads the classes that commands load, for the launcher's class data archive: opens a session, writes a Delta table and the run
 * ledger, and reads it without a session.
 */
final class Rehearsal {
    private Rehearsal() {}

    /**
     * Runs the commands and ends with the exit code of the first that fails.
     *
     * @param arguments the payments project, and a folder that may be written
     */
    public static void main(String[] arguments) {
        String project = arguments[0];
        String root = "local.root=" + arguments[1];
        Stream<List<String>> commands = Stream.of(
                List.of("run", project, "--only", "ingest:payments", "--set", "payments=1000", "--set", root),
                List.of("runs", "list", project, "--set", root),
                List.of("plan", project));
        ExitPolicy.end(commands.mapToInt(command -> Main.commandLine().execute(command.toArray(String[]::new)))
                .filter(code -> code != 0)
                .findFirst()
                .orElse(0));
    }
}
