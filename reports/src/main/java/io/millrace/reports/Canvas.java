package io.millrace.reports;

import java.util.List;

/**
 * What a plot draws on. Coordinates are pixels of the chart, y downwards; {@code alpha} is opacity in 0..1; every note is
 * plain text shown on hover, empty for none.
 */
interface Canvas {
    /** Where the given x of a text lies on it. */
    enum Anchor {
        START,
        MIDDLE,
        END
    }

    /** How a line is stroked. */
    enum Stroke {
        SOLID,
        DASHED,
        DOTTED
    }

    void line(double x1, double y1, double x2, double y2, Ink ink, double width, Stroke stroke);

    void polyline(double[] xs, double[] ys, Ink ink, double width, Stroke stroke);

    void polygon(double[] xs, double[] ys, Ink ink, double alpha);

    void rectangle(Box box, Ink ink, double alpha, String note);

    /** Fills many rectangles: as {@link #rectangle} one by one, in far fewer bytes. */
    void cells(List<Cell> cells, Ink ink);

    /** Draws many dots without notes, in few bytes. */
    void dots(double[] xs, double[] ys, double radius, Ink ink);

    /** Fills the box with diagonal lines: the sign for "not computable". */
    void hatch(Box box, Ink ink, String note);

    void dot(double x, double y, double radius, Ink ink, String note);

    /** Writes one line of text with its baseline at {@code y}. */
    void text(double x, double y, String text, Anchor anchor, TextStyle style);

    /** Writes one line of text that runs upwards, centred at {@code y}, with its baseline at {@code x}. */
    void textUpwards(double x, double y, String text, TextStyle style);
}
