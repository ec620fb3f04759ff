package io.millrace.reports;

/**
 * One cell of a heat map.
 *
 * @param value its place on the map's scale; NaN draws it hatched
 * @param emphasis whether the cell carries a dot
 * @param note what hovering over it shows
 */
public record HeatCell(double value, Emphasis emphasis, String note) {
    /** Whether a cell stands out beyond its colour. */
    public enum Emphasis {
        NONE,
        DOT
    }

    /** Returns a cell that says that nothing could be computed, and why. */
    public static HeatCell notComputable(String why) {
        return new HeatCell(Double.NaN, Emphasis.NONE, why);
    }
}
