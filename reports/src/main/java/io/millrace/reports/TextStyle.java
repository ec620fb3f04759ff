package io.millrace.reports;

/**
 * Size and weight of a text, with widths that need no font: both canvases must agree on the layout, on machines that have
 * no font too. The widths are those of a wide sans-serif face, so that real text is rather a little shorter.
 */
enum TextStyle {
    TITLE(14, true, Ink.TEXT),
    LABEL(12, false, Ink.TEXT),
    TICK(11, false, Ink.MUTED),
    TICK_STRONG(11, true, Ink.TEXT);

    private static final String NARROW = "iljtfr.,:;'|!()[]{}I/\\ -\"";
    private static final String WIDE = "mwMW@%&OQGDNH";

    final int size;
    final boolean bold;
    final Ink ink;

    TextStyle(int size, boolean bold, Ink ink) {
        this.size = size;
        this.bold = bold;
        this.ink = ink;
    }

    double width(String text) {
        double ems = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (NARROW.indexOf(c) >= 0) {
                ems += 0.37;
            } else if (WIDE.indexOf(c) >= 0) {
                ems += 0.88;
            } else if (c < 0x2e80) {
                ems += 0.63;
            } else {
                ems += 1.05;
            }
        }
        return ems * size * (bold ? 1.1 : 1);
    }

    /** Returns {@code text}, or its beginning with an ellipsis where it is wider than {@code room} pixels. */
    String fit(String text, double room) {
        if (width(text) <= room) {
            return text;
        }
        int end = text.length();
        while (end > 0 && width(text.substring(0, end) + "…") > room) {
            end = text.offsetByCodePoints(end, -1);
        }
        return end == 0 ? "" : text.substring(0, end) + "…";
    }
}
