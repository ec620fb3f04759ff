package io.millrace.reports;

/** A rectangle in pixels of the chart. */
record Box(double left, double top, double width, double height) {
    double right() {
        return left + width;
    }

    double bottom() {
        return top + height;
    }

    double middle() {
        return left + width / 2;
    }

    double center() {
        return top + height / 2;
    }
}
