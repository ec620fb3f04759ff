package io.millrace.notebooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.pipelines.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The scripts in {@code sql/} are those of the payments example; {@code -Dgolden.update=true} rewrites them. */
class PaymentsScriptTest {

    @ParameterizedTest
    @CsvSource({"TEMPORARY, payments.sql", "PERSISTENT, payments-persistent.sql"})
    void keepsTheScriptsOfTheExample(SqlScript.Kind kind, String name) throws Exception {
        Path file = Path.of("sql").resolve(name);
        Project project = Project.load(Path.of("../examples/payments/payments.conf"), "local", Map.of());

        String script = SqlScript.of(project, table -> true, kind);

        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(Path.of("sql"));
            Files.writeString(file, script);
        }
        assertThat(file).content().isEqualTo(script);
    }
}
