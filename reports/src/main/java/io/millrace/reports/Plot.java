package io.millrace.reports;

/** What stands inside a chart, below its title. */
interface Plot {
    void draw(Canvas canvas, Box area);

    /** Returns the height that the plot likes best at this width, in pixels. */
    double height(double width);
}
