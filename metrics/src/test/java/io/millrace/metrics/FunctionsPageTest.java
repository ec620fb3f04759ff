package io.millrace.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The table of functions in {@code docs/feature-names.md} is what the functions say of themselves. */
final class FunctionsPageTest {
    private static final Path PAGE = Path.of("../docs/feature-names.md");
    private static final String BEGIN = "<!-- written from the functions: -Dgolden.update=true writes it anew -->\n";
    private static final String END = "\n\n";

    @Test
    void isWrittenFromTheFunctions() throws IOException {
        String page = Files.readString(PAGE);
        assertThat(page).contains(BEGIN);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END, begin);
        StringBuilder table = new StringBuilder("| function | gives | type |\n|---|---|---|");
        for (AggregateFunction function : AggregateFunction.byWord().values()) {
            table.append("\n| `").append(function).append("` | ").append(function.meaning());
            table.append(" | ").append(function.resultWords()).append(" |");
        }

        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(PAGE, page.substring(0, begin) + table + page.substring(end));
        } else {
            assertThat(page.substring(begin, end)).isEqualTo(table.toString());
        }
    }
}
