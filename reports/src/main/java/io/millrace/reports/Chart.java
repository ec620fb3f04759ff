package io.millrace.reports;

import io.millrace.reports.Canvas.Anchor;
import io.millrace.reports.Series.Interval;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * One chart: what to draw, drawn when asked, as SVG or as PNG by the same code.
 *
 * <p>Immutable; the "with" methods return a changed chart. Values that are not finite are left out of lines and bars, and
 * hatched in heat maps: nothing undefined is drawn as 0. The same chart gives the same SVG on every machine; the PNG's
 * letters are those of the machine's sans-serif font.
 */
public final class Chart {
    private static final int DEFAULT_WIDTH = 640;
    private static final double TITLE = 26;

    private final String title;
    private final String description;
    private final int width;
    private final int height;
    private final Plot plot;

    private Chart(String title, String description, int width, int height, Plot plot) {
        this.title = title;
        this.description = description;
        this.width = width;
        this.height = height;
        this.plot = plot;
    }

    private static Chart of(String title, int width, Plot plot) {
        double head = title.isEmpty() ? 0 : TITLE;
        return new Chart(title, "", width, (int) Math.ceil(plot.height(width - 16) + head + 14), plot);
    }

    /** Returns lines over a numeric x axis; y spans the values and bands. A single series has no legend. */
    public static Chart line(String title, String xLabel, String yLabel, List<Series> series) {
        return of(title, DEFAULT_WIDTH, xy(xLabel, yLabel, series, Optional.empty(), List.of()));
    }

    /** Returns lines over both axes from 0 to 1, in a square: ROC and precision-recall curves. */
    public static Chart unitSquare(String title, String xLabel, String yLabel, List<Series> series) {
        Optional<Interval> unit = Optional.of(new Interval(0, 1));
        return of(
                title,
                460,
                new XyPlot(xLabel, yLabel, series, Optional.empty(), List.of(), unit, unit, XyPlot.Shape.SQUARE));
    }

    /**
     * Returns lines over a time axis, whose x are epoch milliseconds, with the events marked.
     *
     * @param zone whose calendar the axis is marked and named by
     */
    public static Chart overTime(
            String title, String yLabel, List<Series> series, List<ChartEvent> events, ZoneId zone) {
        return of(title, DEFAULT_WIDTH, xy(Figures.zone(zone), yLabel, series, Optional.of(zone), events));
    }

    /** Returns lines over x from 0 to 1; y begins at 0 and ends where the data does. */
    public static Chart overShare(String title, String xLabel, String yLabel, List<Series> series) {
        double highest = series.stream()
                .flatMap(one -> one.points().stream())
                .mapToDouble(Series.Point::y)
                .filter(Double::isFinite)
                .max()
                .orElse(1);
        Optional<Interval> unit = Optional.of(new Interval(0, 1));
        Optional<Interval> range = Optional.of(new Interval(0, highest > 0 ? Ticks.widen(0, highest, 5)[1] : 1));
        return of(
                title,
                460,
                new XyPlot(xLabel, yLabel, series, Optional.empty(), List.of(), unit, range, XyPlot.Shape.SQUARE));
    }

    /** Returns one horizontal bar for each value, in the order given; the height grows with their number. */
    public static Chart bars(String title, String valueLabel, List<Bar> bars) {
        return of(title, DEFAULT_WIDTH, new BarPlot(valueLabel, bars));
    }

    /**
     * Returns two distributions over the same bins, laid over each other. Bins of equal width show shares, others show
     * shares for a unit of width, so that areas compare.
     *
     * @param edges finite, rising; one more than there are shares on each side
     * @throws IllegalArgumentException if the edges do not rise or the numbers of shares do not fit
     */
    public static Chart histogramPair(
            String title, String xLabel, List<Double> edges, Distribution baseline, Distribution current) {
        return of(title, DEFAULT_WIDTH, new HistogramPlot(xLabel, edges, baseline, current));
    }

    /**
     * Returns two shares for each category, in the order given.
     *
     * @throws IllegalArgumentException if the numbers of shares do not fit
     */
    public static Chart categoryPair(
            String title, List<String> categories, Distribution baseline, Distribution current) {
        return of(title, DEFAULT_WIDTH, new PairedBarPlot(categories, baseline, current));
    }

    /**
     * Returns observed against predicted probability with the diagonal; both axes end where the data does, at most at 1. Where
     * most points would crowd in a corner, because positives are rare, both axes are logarithmic.
     */
    public static Chart calibration(String title, List<CalibrationPoint> points) {
        return of(title, 460, new CalibrationPlot(points));
    }

    /**
     * Returns a grid of cells; a NaN cell is hatched.
     *
     * @param cells a list for each row, each with a cell for each column
     * @param dotMeans what the key says about a dot; empty for nothing
     * @throws IllegalArgumentException if the numbers of cells do not fit
     */
    public static Chart heatMap(
            String title,
            List<String> rows,
            List<String> columns,
            List<List<HeatCell>> cells,
            HeatScale scale,
            String dotMeans) {
        return of(title, 960, new HeatMapPlot(rows, columns, cells, scale, dotMeans));
    }

    private static XyPlot xy(
            String xLabel, String yLabel, List<Series> series, Optional<ZoneId> calendar, List<ChartEvent> events) {
        return new XyPlot(
                xLabel, yLabel, series, calendar, events, Optional.empty(), Optional.empty(), XyPlot.Shape.WIDE);
    }

    /** Returns this chart at another width with the height that suits it. */
    public Chart wide(int newWidth) {
        Chart resized = of(title, Math.max(80, newWidth), plot);
        return resized.describedAs(description);
    }

    /** Returns this chart with a text that tells a reader who cannot see it what it shows. */
    public Chart describedAs(String text) {
        return new Chart(title, text, width, height, plot);
    }

    /** Returns this chart with its y axis from {@code low} to {@code high}; only lines have one that can be set. */
    public Chart within(double low, double high) {
        if (!(plot instanceof XyPlot xy) || !(low < high)) {
            throw new IllegalArgumentException("cannot set the y axis of " + title + " to " + low + ".." + high);
        }
        return new Chart(title, description, width, height, xy.within(new Interval(low, high)));
    }

    /** Returns the title. */
    public String title() {
        return title;
    }

    /** Returns the chart as an SVG element that stands in a page or in a file of its own; colours follow the page. */
    public String svg() {
        SvgCanvas canvas = new SvgCanvas(width, height, title.isEmpty() ? description : title, description);
        draw(canvas);
        return canvas.text();
    }

    /**
     * Returns the chart as a PNG on white, two pixels for each of the chart's. Needs no display.
     *
     * @throws io.millrace.config.BackendException permanent, if this machine offers Java no font, or DISPLAY names a
     *     display that is not there
     */
    public byte[] png() {
        return PngCanvas.draw(width, height, this::draw);
    }

    private void draw(Canvas canvas) {
        double top = 6;
        if (!title.isEmpty()) {
            String fitted = TextStyle.TITLE.fit(title, width - 16);
            canvas.text(8, 20, fitted, Anchor.START, TextStyle.TITLE);
            top += TITLE;
        }
        plot.draw(canvas, new Box(8, top, width - 16, height - top - 8));
    }
}
