package io.millrace.reports;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Draws into SVG text that stands inside a page or in a file of its own. */
final class SvgCanvas implements Canvas {
    /** Charts shrink to the page down to three quarters, or this; then their letters would be too small, and they scroll. */
    private static final int NARROW = 340;

    private final StringBuilder out = new StringBuilder(4096);

    SvgCanvas(int width, int height, String title, String description) {
        out.append("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"mr-chart\" role=\"img\" viewBox=\"0 0 ")
                .append(width)
                .append(' ')
                .append(height)
                .append("\" width=\"")
                .append(width)
                .append("\" height=\"")
                .append(height)
                .append("\" style=\"min-width:")
                .append(Math.min(width, Math.max(NARROW, width * 3 / 4)))
                .append("px\" aria-label=\"")
                .append(escape(title))
                .append(
                        "\" font-family=\"system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif\" fill=\"none\">");
        out.append("<title>").append(escape(title)).append("</title>");
        if (!description.isEmpty()) {
            out.append("<desc>").append(escape(description)).append("</desc>");
        }
    }

    String text() {
        return out + "</svg>";
    }

    @Override
    public void line(double x1, double y1, double x2, double y2, Ink ink, double width, Stroke stroke) {
        polyline(new double[] {x1, x2}, new double[] {y1, y2}, ink, width, stroke);
    }

    @Override
    public void polyline(double[] xs, double[] ys, Ink ink, double width, Stroke stroke) {
        out.append("<path d=\"");
        points(xs, ys);
        out.append("\" stroke=\"").append(ink.css).append("\" stroke-width=\"").append(number(width));
        out.append("\" stroke-linejoin=\"round");
        switch (stroke) {
            case SOLID -> {}
            case DASHED -> out.append("\" stroke-dasharray=\"6 4");
            case DOTTED -> out.append("\" stroke-dasharray=\"2 3");
        }
        out.append("\"/>");
    }

    @Override
    public void polygon(double[] xs, double[] ys, Ink ink, double alpha) {
        out.append("<path d=\"");
        points(xs, ys);
        out.append('Z');
        fill(ink, alpha);
        close("path", "");
    }

    @Override
    public void rectangle(Box box, Ink ink, double alpha, String note) {
        out.append("<rect x=\"")
                .append(number(box.left()))
                .append("\" y=\"")
                .append(number(box.top()))
                .append("\" width=\"")
                .append(number(box.width()))
                .append("\" height=\"")
                .append(number(box.height()));
        fill(ink, alpha);
        close("rect", note);
    }

    @Override
    public void cells(List<Cell> cells, Ink ink) {
        SortedMap<Double, List<Cell>> byAlpha = new TreeMap<>();
        cells.forEach(cell -> byAlpha.computeIfAbsent(cell.alpha(), alpha -> new ArrayList<>())
                .add(cell));
        byAlpha.forEach((alpha, alike) -> {
            out.append("<g");
            fill(ink, alpha, " ");
            out.append('>');
            for (Cell cell : alike) {
                Box box = cell.box();
                out.append("<path d=\"M").append(number(box.left())).append(' ').append(number(box.top()));
                out.append('h').append(number(box.width())).append('v').append(number(box.height()));
                out.append('h').append(number(-box.width())).append("z\"");
                close("path", cell.note());
            }
            out.append("</g>");
        });
    }

    @Override
    public void dots(double[] xs, double[] ys, double radius, Ink ink) {
        if (xs.length == 0) {
            return;
        }
        // a stroke of no length with round ends is a dot
        out.append("<path d=\"");
        for (int i = 0; i < xs.length; i++) {
            out.append('M')
                    .append(number(xs[i]))
                    .append(' ')
                    .append(number(ys[i]))
                    .append("h0");
        }
        out.append("\" stroke=\"").append(ink.css).append("\" stroke-width=\"").append(number(2 * radius));
        out.append("\" stroke-linecap=\"round\"/>");
    }

    @Override
    public void hatch(Box box, Ink ink, String note) {
        out.append("<path d=\"");
        for (double offset = 5; offset < box.width() + box.height(); offset += 6) {
            double fromX = Math.min(offset, box.width());
            double fromY = offset - fromX;
            double toY = Math.min(offset, box.height());
            double toX = offset - toY;
            out.append('M').append(number(box.left() + fromX)).append(' ').append(number(box.top() + fromY));
            out.append('L').append(number(box.left() + toX)).append(' ').append(number(box.top() + toY));
        }
        out.append("\" stroke=\"").append(ink.css).append("\" stroke-width=\"1\" stroke-opacity=\"0.55");
        out.append("\"/>");
        if (!note.isEmpty()) {
            rectangle(box, Ink.SURFACE, 0, note);
        }
    }

    @Override
    public void dot(double x, double y, double radius, Ink ink, String note) {
        out.append("<circle cx=\"").append(number(x)).append("\" cy=\"").append(number(y));
        out.append("\" r=\"").append(number(radius));
        fill(ink, 1);
        close("circle", note);
    }

    @Override
    public void text(double x, double y, String text, Anchor anchor, TextStyle style) {
        write("x=\"" + number(x) + "\" y=\"" + number(y) + "\"", text, anchor, style);
    }

    @Override
    public void textUpwards(double x, double y, String text, TextStyle style) {
        write("transform=\"translate(" + number(x) + " " + number(y) + ") rotate(-90)\"", text, Anchor.MIDDLE, style);
    }

    private void write(String position, String text, Anchor anchor, TextStyle style) {
        out.append("<text ").append(position).append(" font-size=\"").append(style.size);
        switch (anchor) {
            case START -> {}
            case MIDDLE -> out.append("\" text-anchor=\"middle");
            case END -> out.append("\" text-anchor=\"end");
        }
        if (style.bold) {
            out.append("\" font-weight=\"600");
        }
        out.append("\" fill=\"")
                .append(style.ink.css)
                .append("\">")
                .append(escape(text))
                .append("</text>");
    }

    private void points(double[] xs, double[] ys) {
        for (int i = 0; i < xs.length; i++) {
            out.append(i == 0 ? 'M' : 'L').append(number(xs[i])).append(' ').append(number(ys[i]));
        }
    }

    private void fill(Ink ink, double alpha) {
        fill(ink, alpha, "\" ");
    }

    private void fill(Ink ink, double alpha, String before) {
        out.append(before).append("fill=\"").append(ink.css);
        if (alpha < 1) {
            out.append("\" fill-opacity=\"").append(number(alpha));
        }
        out.append('"');
    }

    private void close(String element, String note) {
        if (note.isEmpty()) {
            out.append("/>");
        } else {
            out.append("><title>")
                    .append(escape(note))
                    .append("</title></")
                    .append(element)
                    .append('>');
        }
    }

    /** Two decimals at most: a hundredth of a pixel shows on no screen, and fewer characters keep pages small. */
    private static String number(double value) {
        long hundredths = Math.round(value * 100);
        long whole = Math.abs(hundredths) / 100;
        long rest = Math.abs(hundredths) % 100;
        String fraction = rest == 0 ? "" : rest % 10 == 0 ? "." + rest / 10 : rest < 10 ? ".0" + rest : "." + rest;
        return (hundredths < 0 ? "-" : "") + whole + fraction;
    }

    /** Returns {@code text} for an XML or HTML text or attribute; control characters, which neither may hold,
     * and those that turn the text after them around become a space. */
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(legal(text, i) ? c : ' ');
            }
        }
        return escaped.toString();
    }

    private static boolean legal(String text, int index) {
        char c = text.charAt(index);
        if (Character.isHighSurrogate(c)) {
            return index + 1 < text.length() && Character.isLowSurrogate(text.charAt(index + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return index > 0 && Character.isHighSurrogate(text.charAt(index - 1));
        }
        boolean turnsText = c >= 0x202a && c <= 0x202e;
        return c == '\n' || c == '\t' || (c >= ' ' && c < 0x7f) || (c >= 0xa0 && c < 0xfffe && !turnsText);
    }
}
