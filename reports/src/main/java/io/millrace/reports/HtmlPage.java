package io.millrace.reports;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * A self-contained HTML file, written from top to bottom: each call adds its part below what is there.
 *
 * <p>All text is escaped. The page has no script and loads nothing, and says so to the browser by its content security
 * policy. It follows the reader's light or dark setting, prints, and works with the keyboard. Not for use by two threads.
 */
public final class HtmlPage {
    private static final Pattern NUMERIC =
            Pattern.compile("[<>≤≥]?\\s?[−+-]?(\\d[\\d,]*(\\.\\d+)?(e−?\\d+)?|∞)(\\s?(%|[a-zµ]{1,3}|[kMGT]i?B))?");

    private static final Pattern TIME =
            Pattern.compile("\\b\\d{4}-\\d\\d-\\d\\d(T\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?Z)?");

    /** A word that no narrow column holds: it may break anywhere, other words stay whole. */
    private static final Pattern LONG_WORD = Pattern.compile("[^\\s-]{28,}");

    private final String title;
    private final StringBuilder head = new StringBuilder();
    private final StringBuilder body = new StringBuilder();
    private final Map<String, String> sections = new LinkedHashMap<>();
    private final Set<String> anchors = new HashSet<>();
    private String footer = "";

    private HtmlPage(String title) {
        this.title = title;
    }

    /** How things stand, for {@link #verdict}; each has its own word, sign and colour. */
    public enum Verdict {
        /** Nothing to do. */
        HEALTHY("✓ healthy"),
        /** Something moved; look at it. */
        WATCH("! watch"),
        /** Someone must do something. */
        ACT("✕ act");

        private final String label;

        Verdict(String label) {
            this.label = label;
        }
    }

    /** A figure that deserves large letters, with its name and what else is to be said about it; the note may be empty. */
    public record Card(String name, String figure, String note) {}

    /** Begins a page with this title, which is its heading too. */
    public static HtmlPage titled(String title) {
        return new HtmlPage(title);
    }

    /** Adds a line of grey text below the title. */
    public HtmlPage lead(String text) {
        head.append("<p class=\"lead\">").append(words(text)).append("</p>\n");
        return this;
    }

    /** Adds the banner that says how things stand and, in one sentence, why. */
    public HtmlPage verdict(Verdict verdict, String sentence) {
        head.append("<div class=\"verdict ")
                .append(
                        switch (verdict) {
                            case HEALTHY -> "healthy";
                            case WATCH -> "watch";
                            case ACT -> "act";
                        })
                .append("\" role=\"status\"><b>")
                .append(verdict.label)
                .append("</b> <span>")
                .append(words(sentence))
                .append("</span></div>\n");
        return this;
    }

    /** Begins a section, with an anchor and an entry in the list of sections at the top. */
    public HtmlPage section(String heading) {
        String id = anchor(heading);
        sections.put(id, heading);
        body.append("<h2 id=\"")
                .append(id)
                .append("\">")
                .append(escape(heading))
                .append("</h2>\n");
        return this;
    }

    /** Adds a paragraph. */
    public HtmlPage paragraph(String text) {
        body.append("<p>").append(words(text)).append("</p>\n");
        return this;
    }

    /** Adds a paragraph in small grey letters. */
    public HtmlPage note(String text) {
        body.append("<p class=\"note\">").append(words(text)).append("</p>\n");
        return this;
    }

    /** Adds a list with a bullet for each entry; nothing for none. */
    public HtmlPage list(List<String> entries) {
        if (!entries.isEmpty()) {
            body.append("<ul>");
            entries.forEach(entry -> body.append("<li>").append(words(entry)).append("</li>"));
            body.append("</ul>\n");
        }
        return this;
    }

    /** Adds figures side by side. */
    public HtmlPage cards(List<Card> cards) {
        body.append("<div class=\"cards\">");
        for (Card card : cards) {
            body.append("<div class=\"card\"><span>")
                    .append(escape(card.name()))
                    .append("</span><strong>");
            body.append(words(card.figure())).append("</strong>");
            if (!card.note().isEmpty()) {
                body.append("<span>").append(words(card.note())).append("</span>");
            }
            body.append("</div>");
        }
        body.append("</div>\n");
        return this;
    }

    /**
     * Adds a table. A column whose cells are all numbers (or empty, or "–") stands right-aligned.
     *
     * @throws IllegalArgumentException if a row has not as many cells as the head
     */
    public HtmlPage table(List<String> columns, List<List<String>> rows) {
        boolean[] numeric = new boolean[columns.size()];
        for (int i = 0; i < numeric.length; i++) {
            int column = i;
            numeric[i] = rows.stream().anyMatch(row -> NUMERIC.matcher(cell(columns, row, column))
                            .matches())
                    && rows.stream().allMatch(row -> numberOrNone(cell(columns, row, column)));
        }
        body.append("<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Table\"><table><thead><tr>");
        for (int i = 0; i < numeric.length; i++) {
            cell("th scope=\"col\"", "th", numeric[i], columns.get(i));
        }
        body.append("</tr></thead><tbody>");
        for (List<String> row : rows) {
            body.append("<tr>");
            for (int i = 0; i < numeric.length; i++) {
                cell("td", "td", numeric[i], row.get(i));
            }
            body.append("</tr>");
        }
        body.append("</tbody></table></div>\n");
        return this;
    }

    private static String cell(List<String> columns, List<String> row, int column) {
        if (row.size() != columns.size()) {
            throw new IllegalArgumentException(
                    "row " + row + " has not the " + columns.size() + " cells of " + columns);
        }
        return row.get(column);
    }

    private static boolean numberOrNone(String cell) {
        return cell.isEmpty()
                || cell.equals(Figures.NONE)
                || NUMERIC.matcher(cell).matches();
    }

    private void cell(String open, String close, boolean numeric, String text) {
        boolean wide = LONG_WORD.matcher(text).find();
        String kind = numeric ? " class=\"n\"" : wide ? " class=\"w\"" : prose(text) ? " class=\"t\"" : "";
        body.append('<').append(open).append(kind).append('>');
        body.append(wide ? words(text).replace("_", "_<wbr>") : words(text));
        body.append("</").append(close).append('>');
    }

    /** Several words, which a narrow column would set one below the other. */
    private static boolean prose(String text) {
        return text.length() > 14 && text.indexOf(' ') > 0;
    }

    /** Adds a chart. */
    public HtmlPage chart(Chart chart) {
        body.append("<figure class=\"scroll\">").append(chart.svg()).append("</figure>\n");
        return this;
    }

    /** Adds charts side by side, as many in a row as the page is wide. */
    public HtmlPage charts(List<Chart> charts) {
        body.append("<div class=\"charts\">");
        charts.forEach(chart ->
                body.append("<div class=\"scroll\">").append(chart.svg()).append("</div>"));
        body.append("</div>\n");
        return this;
    }

    /**
     * Adds a part that opens on demand; it prints open where the browser can.
     *
     * @param summary the line that is always there
     * @param remark grey words after it; may be empty
     * @param content adds the content, to this page
     */
    public HtmlPage details(String summary, String remark, Consumer<HtmlPage> content) {
        body.append("<details id=\"")
                .append(anchor(summary))
                .append("\"><summary>")
                .append(escape(summary));
        if (!remark.isEmpty()) {
            body.append("<span>").append(words(remark)).append("</span>");
        }
        body.append("</summary><div>");
        content.accept(this);
        body.append("</div></details>\n");
        return this;
    }

    /** Sets the line at the end of the page. */
    public HtmlPage footer(String text) {
        footer = text;
        return this;
    }

    /** Returns the whole file as text, to be stored as UTF-8. */
    public String html() {
        StringBuilder page = new StringBuilder(body.length() + 8192);
        page.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
        page.append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ");
        page.append("style-src 'unsafe-inline'\">");
        page.append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">");
        page.append("<title>")
                .append(escape(title))
                .append("</title>\n<style>")
                .append(style())
                .append("</style>");
        page.append("</head><body>\n<header class=\"top\"><h1>")
                .append(escape(title))
                .append("</h1>\n")
                .append(head);
        if (sections.size() > 1) {
            page.append("<nav aria-label=\"Sections\">");
            sections.forEach((id, heading) -> page.append("<a href=\"#")
                    .append(id)
                    .append("\">")
                    .append(escape(heading))
                    .append("</a>"));
            page.append("</nav>");
        }
        page.append("</header>\n<main>\n").append(body).append("</main>\n");
        if (!footer.isEmpty()) {
            page.append("<footer>").append(words(footer)).append("</footer>\n");
        }
        return page.append("</body></html>\n").toString();
    }

    /** Anchors are made of the text's letters; a second one of the same name gets a number. */
    private String anchor(String heading) {
        String plain =
                heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        String base = plain.isEmpty() ? "part" : plain;
        String id = base;
        for (int i = 2; !anchors.add(id); i++) {
            id = base + "-" + i;
        }
        return id;
    }

    private static String escape(String text) {
        return SvgCanvas.escape(text);
    }

    /** Escaped, for the body of the page: no line breaks at the hyphens of a date, nor between a figure and its percent sign. */
    private static String words(String text) {
        return TIME.matcher(escape(text)).replaceAll("<time>$0</time>").replaceAll("(\\d) %", "$1\u00a0%");
    }

    private static String style() {
        try (InputStream in = HtmlPage.class.getResourceAsStream("page.css")) {
            if (in == null) {
                throw new IllegalStateException("page.css is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
