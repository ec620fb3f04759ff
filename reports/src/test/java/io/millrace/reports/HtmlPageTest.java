package io.millrace.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.reports.HtmlPage.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class HtmlPageTest {
    @Test
    void textIsEscapedEverywhere() {
        String evil = "<img src=x onerror=\"alert('1')\">&";

        String html = HtmlPage.titled(evil)
                .lead(evil)
                .verdict(Verdict.WATCH, evil)
                .section(evil)
                .paragraph(evil)
                .list(List.of(evil))
                .table(List.of(evil), List.of(List.of(evil)))
                .cards(List.of(new HtmlPage.Card(evil, evil, evil)))
                .details(evil, evil, inner -> inner.note(evil))
                .chart(Chart.bars(evil, evil, List.of(new Bar(evil, 1))).describedAs(evil))
                .footer(evil)
                .html();

        assertThat(html).doesNotContain("<img").doesNotContain("onerror=\"").contains("&lt;img src=x");
    }

    @Test
    void nothingIsFetchedAndNoScriptRuns() {
        String html =
                HtmlPage.titled("t").section("s").charts(GalleryTest.charts()).html();

        assertThat(html)
                .doesNotContain("<script")
                .doesNotContain("href=\"http")
                .doesNotContain("src=")
                .doesNotContain("url(");
        assertThat(html).contains("default-src 'none'");
        assertThat(html.length()).isLessThan(400_000);
    }

    @Test
    void columnsOfNumbersStandRightAligned() {
        String html = HtmlPage.titled("t")
                .table(
                        List.of("name", "PSI"),
                        List.of(List.of("a", "0.12"), List.of("b", "–"), List.of("c", "−1,200.5 %")))
                .html();

        assertThat(html).contains("<td>a</td><td class=\"n\">0.12</td>").contains("<td class=\"n\">–</td>");
    }

    @Test
    void onlyWordsThatNoColumnHoldsMayBreakBetweenTheirParts() {
        String word = "a_feature_with_a_name_that_is_much_too_long";
        String html = HtmlPage.titled("t")
                .table(
                        List.of("name"),
                        List.of(List.of("mean 12.6 and much more in words"), List.of(word), List.of("a_short_one")))
                .html();

        assertThat(html)
                .contains("<td class=\"t\">mean 12.6")
                .contains("<td class=\"w\">" + word.replace("_", "_<wbr>") + "</td>")
                .contains("<td>a_short_one</td>");
    }

    @Test
    void datesAndPercentagesStayInOnePiece() {
        String html = HtmlPage.titled("t")
                .paragraph("Until 2024-09-09T00:00:00Z, in 2024-12-02 to 2024-12-08: 9.7 % → 12 %, of 1234-56.")
                .html();

        assertThat(html)
                .contains("<time>2024-09-09T00:00:00Z</time>", "<time>2024-12-02</time> to <time>2024-12-08</time>")
                .contains("9.7\u00a0% → 12\u00a0%", " 1234-56.");
    }

    @Test
    void sectionsOfOneNameHaveTheirOwnAnchors() {
        String html = HtmlPage.titled("t")
                .section("Column x")
                .section("Column x")
                .section("Größe!")
                .html();

        assertThat(html)
                .contains("id=\"column-x\"")
                .contains("id=\"column-x-2\"")
                .contains("href=\"#gr-e\"");
    }

    @Test
    void aRowOfTheWrongLengthIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HtmlPage.titled("t").table(List.of("a", "b"), List.of(List.of("1"))))
                .withMessageContaining("2 cells");
    }
}
