package io.millrace.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Each mistake in a project file: one message that names file, line, key and remedy, and exit code 2. */
final class BadInputTest {
    private static final String PROJECT =
            """
            project = shop
            sources.orders { path = "orders.parquet" }
            sources.customers { path = "customers.parquet" }
            feature-views.customer {
              entity = [customer_id], timestamp = changed_at, source = customers, delay = 10m
              features { age = "age" }
            }
            training-sets.orders {
              spine { source = orders, entity = [customer_id], timestamp = ordered_at, label = returned }
              lookups = [ { view = customer, lookback = 30d } ]
            }
            models.returns {
              training-set = orders
              split { type = temporal, train-until = "2024-01-01T00:00:00Z", validate-until = "2024-02-01T00:00:00Z" }
              estimator { type = xgboost, rounds = 10 }
            }
            pipelines.nightly { steps = [ingest, features, train] }
            """;

    @TempDir
    private Path folder;

    private record Outcome(int code, String out, String err) {}

    @Test
    void aSoundProjectIsPlanned() throws IOException {
        Outcome outcome = plan(PROJECT);

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out()).contains("main.features.customer", "main.training.orders", "run in experiment shop");
    }

    @Test
    void aScheduleIsShownAndSaidToBeRunByNobody() throws IOException {
        String text = PROJECT.replace("train] }", "train], schedule { cron = \"0 0 3 * * ?\", zone = Europe/Rome } }");

        Outcome outcome = plan(text);

        assertThat(outcome.code()).isZero();
        assertThat(outcome.out())
                .contains("schedule: 0 0 3 * * ? (Europe/Rome), which nobody runs yet: start nightly by cron");
        assertThat(plan(PROJECT).out()).doesNotContain("schedule");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            delay = 10m          | delay = 10             | feature-views.customer.delay
            lookback = 30d       | lookback = 5m          | lookback
            view = customer      | view = custmer         | custmer
            source = customers   | source = custmers      | custmers
            training-set = orders| training-set = order   | names the training set order, which does not exist
            rounds = 10          | rounds = ten           | models.returns.estimator.rounds
            rounds = 10          | ruonds = 10            | ruonds
            [ingest, features, train] | [ingest, trian]    | has the step trian, which does not exist
            [ingest, features, train] } | [ingest, features], after.ingest = [features] } | wait for each other in a circle
            age = "age"          | age = "age +"          | feature-views.customer.features.age: is no SQL expression: Syntax error at or near end of input, at line 1, column 6
            label = returned     | where = "x >"          | is no SQL expression
            , label = returned   | " "                    | whose spine has no label
            rounds = 10 }        | rounds = 10 }, gates.min.rocauc = 0.7 | models.returns.gates.min.rocauc: is no metric of an evaluation; did you mean 'roc_auc'?
            project = shop       | project = {            | is not HOCON
            project = shop       | include required("gone.conf") | gone.conf
            """)
    void eachMistakeIsNamedWithItsPlace(String found, String replacement, String message) throws IOException {
        assertThat(PROJECT).contains(found);

        Outcome outcome = plan(PROJECT.replace(found, replacement));

        assertThat(outcome.code()).as(outcome.err()).isEqualTo(2);
        assertThat(outcome.err()).contains(message).contains("project.conf").doesNotContain("\tat ");
    }

    @Test
    void aMissingFileAndAnUnknownEnvironmentAreNamed() {
        Outcome missing = run("plan", folder.resolve("none.conf").toString());

        assertThat(missing.code()).isEqualTo(2);
        assertThat(missing.err()).contains("none.conf");
    }

    @Test
    void anUnknownCommandIsMisuse() {
        assertThat(run("paln").code()).isEqualTo(2);
    }

    @Test
    void helpNamesEveryCommandAndNoOther() {
        Outcome help = run("--help");

        assertThat(help.code()).isZero();
        assertThat(help.out())
                .contains(
                        "run",
                        "plan",
                        "features",
                        "models",
                        "monitors",
                        "runs",
                        "deploy",
                        "jobs",
                        "sql",
                        "generate-completion")
                .doesNotContain("schedule");
    }

    @Test
    void allProblemsAreToldAtOnce() throws IOException {
        String text = PROJECT.replace("age = \"age\"", "age = \"age +\"").replace("delay = 10m", "delay = 10");
        Files.writeString(folder.resolve("project.conf"), text.replace("orders.parquet", "none.parquet"));

        Outcome outcome = run("plan", folder.resolve("project.conf").toString());

        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err())
                .contains("delay", "sources.orders.path: there is no file or folder")
                .contains("none.parquet");
    }

    @Test
    void aSettingThatNothingReadsIsRefused() throws IOException {
        Outcome outcome = planWith("--set", "catalgo=x");

        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains("--set catalgo", "did you mean 'catalog'?");
    }

    @Test
    void aSettingOfAWrongTypeIsPlacedAtTheSetting() throws IOException {
        Outcome outcome = planWith("--set", "models.returns.estimator.rounds=ten");

        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains("--set models.returns.estimator.rounds: is the text \"ten\"");
    }

    @Test
    void everyFeatureIsListedByItsOutputNameInEveryFormat() throws IOException {
        Outcome table = planWith();
        Outcome json = planWith("--format", "json");

        assertThat(table.out()).contains("customer  age");
        assertThat(new ObjectMapper().readTree(json.out()).findValuesAsText("feature"))
                .contains("age");
    }

    @Test
    void whatWasRecordedIsShownAlsoOfAFileWithMistakes() throws IOException {
        Path file = Files.writeString(folder.resolve("project.conf"), PROJECT.replace("rounds = 10", "ruonds = 10"));

        Outcome outcome = run("runs", "list", file.toString(), "--set", "local.root=" + folder.resolve("root"));

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.code()).isZero();
    }

    private Outcome planWith(String... arguments) throws IOException {
        Path file = Files.writeString(folder.resolve("project.conf"), here(PROJECT));
        List<String> all = new ArrayList<>(List.of("plan", file.toString()));
        all.addAll(List.of(arguments));
        return run(all.toArray(String[]::new));
    }

    /** The project with its files beside it. */
    private String here(String text) throws IOException {
        String placed = text;
        for (String file : List.of("orders.parquet", "customers.parquet")) {
            Files.writeString(folder.resolve(file), "");
            placed = placed.replace("\"" + file, "\"" + folder.resolve(file));
        }
        return placed;
    }

    private Outcome plan(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("project.conf"), here(text));
        return run("plan", file.toString());
    }

    private static Outcome run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine =
                Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int code = commandLine.execute(arguments);
        return new Outcome(code, out.toString(), err.toString());
    }
}
