package io.millrace.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TextTableTest {
    @Test
    void isAsWideAsItsValuesWhereNothingLimitsIt() {
        TextTable table = TextTable.within(Terminal.UNLIMITED, List.of("name", "rows"));

        assertThat(table.row(List.of("orders", "1,200")).row(List.of("c", "7")))
                .hasToString("name     rows\n------  -----\norders  1,200\nc           7\n");
    }

    @Test
    void goesOnInTheNextLineAfterACommaWhereItIsTooWide() {
        TextTable table = TextTable.within(24, List.of("item", "reads"));

        assertThat(table.row(List.of("orders", "main.raw.a, main.raw.b")))
                .hasToString("item    reads\n------  ----------------\norders  main.raw.a,\n        main.raw.b\n");
    }

    @Test
    void keepsToEveryWidthAndLosesNoLetter() {
        for (long seed = 1; seed <= 200; seed++) {
            Random random = new Random(seed);
            int columns = 1 + random.nextInt(12);
            int limit = 20 + random.nextInt(120);
            List<String> head = texts(random, columns);
            List<String> values = texts(random, columns);

            String text = TextTable.within(limit, head).row(values).toString();

            assertThat(text.lines())
                    .as("seed " + seed)
                    .allMatch(line -> line.codePointCount(0, line.length()) <= limit);
            assertThat(letters(text))
                    .as("seed " + seed)
                    .hasSize(letters(String.join("", head) + String.join("", values))
                            .length());
        }
    }

    @ParameterizedTest
    @CsvSource({"24 80, 80", "132, 132", "'', -1", "0, -1", "80x, -1", "5, -1"})
    void readsTheWidthThatATerminalTells(String told, int width) {
        assertThat(Terminal.columns(told).orElse(-1)).isEqualTo(width);
    }

    private static List<String> texts(Random random, int count) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StringBuilder text = new StringBuilder("x");
            int length = random.nextInt(60);
            for (int c = 0; c < length; c++) {
                text.append("ab, /é".charAt(random.nextInt(6)));
            }
            texts.add(text.append('x').toString());
        }
        return texts;
    }

    private static String letters(String text) {
        return text.replaceAll("[^abxé]", "");
    }
}
