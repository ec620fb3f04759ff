package io.millrace.reports;

/**
 * The colours of a chart. On a page each is a CSS variable, so that a dark page can replace it; in a PNG it is the
 * Okabe-Ito colour on white.
 */
enum Ink {
    TEXT("currentColor", 0x1f2328),
    MUTED("var(--mr-muted,#5b6570)", 0x5b6570),
    GRID("var(--mr-grid,#d8dde3)", 0xd8dde3),
    SURFACE("var(--mr-surface,#fff)", 0xffffff),
    BLUE("var(--mr-blue,#0072b2)", 0x0072b2),
    VERMILLION("var(--mr-vermillion,#d55e00)", 0xd55e00),
    GREEN("var(--mr-green,#009e73)", 0x009e73),
    PURPLE("var(--mr-purple,#cc79a7)", 0xcc79a7),
    ORANGE("var(--mr-orange,#e69f00)", 0xe69f00),
    SKY("var(--mr-sky,#56b4e9)", 0x56b4e9),
    GREY("var(--mr-grey,#8a939c)", 0x8a939c);

    private static final Ink[] SERIES = {BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY};

    final String css;
    final int rgb;

    Ink(String css, int rgb) {
        this.css = css;
        this.rgb = rgb;
    }

    /** Returns the colour of the {@code index}-th series; the palette starts again after six. */
    static Ink series(int index) {
        return SERIES[index % SERIES.length];
    }

    /** Tells whether the {@code index}-th series shares its colour with an earlier one, so that it must be dashed. */
    static boolean repeats(int index) {
        return index >= SERIES.length;
    }
}
