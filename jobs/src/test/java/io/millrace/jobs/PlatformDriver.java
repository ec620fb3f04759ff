package io.millrace.jobs;

import io.millrace.lakehouse.Environment;
import io.millrace.lakehouse.Lakehouse;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** Plays the driver of a Databricks cluster, which runs a jar task by calling its main class. */
final class PlatformDriver {
    private PlatformDriver() {}

    /** Takes a folder to work in. */
    public static void main(String[] arguments) {
        String root = "local.root=" + arguments[0];
        SparkSession.Builder builder = SparkSession.builder().master("local[1]").config("spark.ui.enabled", "false");
        Lakehouse.sessionSettings(Environment.local(Path.of(arguments[0]))).forEach(builder::config);
        SparkSession platform = builder.getOrCreate();
        Main.main(new String[] {"sql", "SELECT 1 AS one", "--set", root});
        say("own session after a success: " + alive(platform));
        say("own session after a failure: "
                + failed("run", arguments[0] + "/absent.conf", "--set", root)
                        .map(error -> alive(platform) + ", " + error)
                        .orElse("no failure"));
        say("unfilled: " + failed("run", "any.conf", "--run", "{{job.run_idd}}").orElse("no failure"));
        platform.stop();
        Main.main(new String[] {"sql", "SELECT 2 AS two", "--set", root, "--set", "spark.ui.enabled=false"});
        say("session of the main: " + alive(SparkSession.getDefaultSession().get()));
        say("the process goes on");
        SparkSession.getDefaultSession().get().stop();
    }

    private static Optional<String> failed(String... arguments) {
        try {
            Main.main(arguments);
            return Optional.empty();
        } catch (RuntimeException e) {
            return Optional.of(e.getClass().getSimpleName() + ": " + e.getMessage());
        }
    }

    private static String alive(SparkSession session) {
        return session.sql("SELECT 1").count() == 1 ? "alive" : "odd";
    }

    private static void say(String text) {
        System.out.println("platform: " + text);
    }
}
