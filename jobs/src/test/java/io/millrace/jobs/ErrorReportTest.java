package io.millrace.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.config.BackendException;
import io.millrace.config.DataException;
import io.millrace.config.InvalidConfigException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ErrorReportTest {
    private static final String NO_OTHER_TRY = "another try helps only once that is mended";

    private record Report(int code, String text) {}

    private static Report report(Exception error) {
        StringWriter err = new StringWriter();
        CommandLine commandLine = Main.commandLine().setErr(new PrintWriter(err));
        int code = new ErrorReport().handleExecutionException(error, commandLine, commandLine.parseArgs());
        return new Report(code, err.toString());
    }

    @Test
    void theExitCodeTellsWhoMustAct() {
        assertThat(report(InvalidConfigException.of("x: is y")).code()).isEqualTo(2);
        assertThat(report(new DataException("a table is odd")).code()).isEqualTo(3);
        assertThat(report(new IllegalStateException("a bug")).code()).isEqualTo(1);
        assertThat(report(BackendException.retryable("the disk is full")).code())
                .isEqualTo(4);
    }

    @Test
    void whatDoesNotPassByItselfIsNotToBeTriedAgain() {
        Report passing = report(BackendException.retryable("the server is away"));
        Report lasting = report(BackendException.permanent("the server wants a token"));

        assertThat(passing.text()).contains("millrace: the server is away").doesNotContain(NO_OTHER_TRY);
        assertThat(lasting.text())
                .contains("millrace: the server wants a token")
                .contains(NO_OTHER_TRY);
    }
}
