package io.millrace.reports;

import io.millrace.reports.Canvas.Anchor;
import io.millrace.reports.Canvas.Stroke;
import java.util.ArrayList;
import java.util.List;

/** A grid of cells, darker for more, with the names of the rows at the left and those of the columns below. */
record HeatMapPlot(
        List<String> rows, List<String> columns, List<List<HeatCell>> cells, HeatScale scale, String dotMeans)
        implements Plot {
    private static final String NOT_COMPUTABLE = "not computable";

    HeatMapPlot {
        rows = List.copyOf(rows);
        columns = List.copyOf(columns);
        cells = cells.stream().map(List::copyOf).toList();
        if (cells.size() != rows.size()) {
            throw new IllegalArgumentException(cells.size() + " rows of cells for " + rows.size() + " names");
        }
        for (List<HeatCell> row : cells) {
            if (row.size() != columns.size()) {
                throw new IllegalArgumentException(row.size() + " cells in a row for " + columns.size() + " columns");
            }
        }
    }

    @Override
    public double height(double width) {
        return Math.max(1, rows.size()) * rowHeight() + 62;
    }

    private double rowHeight() {
        return rows.size() > 60 ? 13 : rows.size() > 25 ? 16 : 20;
    }

    @Override
    public void draw(Canvas canvas, Box box) {
        double names = Math.min(
                box.width() * 0.32,
                rows.stream().mapToDouble(TextStyle.TICK::width).max().orElse(0));
        double left = box.left() + names + 8;
        double room = box.right() - left;
        double cellWidth = Math.min(72, room / Math.max(1, columns.size()));
        double rowHeight = rowHeight();
        double gap = cellWidth > 8 ? 1 : 0;
        List<Cell> filled = new ArrayList<>();
        List<Box> dotted = new ArrayList<>();
        for (int r = 0; r < rows.size(); r++) {
            double y = box.top() + r * rowHeight;
            String name = TextStyle.TICK.fit(rows.get(r), names + 0.01);
            canvas.text(box.left() + names, y + rowHeight / 2 + 4, name, Anchor.END, TextStyle.TICK);
            for (int c = 0; c < columns.size(); c++) {
                Box place = new Box(left + c * cellWidth, y, cellWidth - gap, rowHeight - 1);
                HeatCell cell = cells.get(r).get(c);
                String note = rows.get(r) + ", " + columns.get(c) + (cell.note().isEmpty() ? "" : ": " + cell.note());
                if (Double.isNaN(cell.value())) {
                    canvas.hatch(place, Ink.GREY, note);
                } else {
                    filled.add(new Cell(place, scale.alpha(cell.value()), note));
                }
                if (cell.emphasis() == HeatCell.Emphasis.DOT) {
                    dotted.add(place);
                }
            }
        }
        canvas.cells(filled, Ink.VERMILLION);
        canvas.dots(
                dotted.stream().mapToDouble(Box::middle).toArray(),
                dotted.stream().mapToDouble(Box::center).toArray(),
                Math.min(2.5, cellWidth / 3),
                Ink.TEXT);
        double bottom = box.top() + rows.size() * rowHeight;
        columnNames(canvas, left, bottom, cellWidth, box.right());
        key(canvas, box, left, bottom + 30);
    }

    private void columnNames(Canvas canvas, double left, double top, double cellWidth, double right) {
        double free = 0;
        for (int c = 0; c < columns.size(); c++) {
            double width = TextStyle.TICK.width(columns.get(c));
            double middle = left + (c + 0.5) * cellWidth;
            double at = Math.min(middle, right - width / 2);
            if (at - width / 2 >= free) {
                canvas.line(middle, top, middle, top + 3, Ink.MUTED, 1, Stroke.SOLID);
                canvas.text(at, top + 15, columns.get(c), Anchor.MIDDLE, TextStyle.TICK);
                free = at + width / 2 + 10;
            }
        }
    }

    /** The key begins below the first column, or at the left end where it would not fit. */
    private void key(Canvas canvas, Box box, double left, double top) {
        List<String> words = new ArrayList<>(scale.names());
        words.add(NOT_COMPUTABLE);
        words.add(dotMeans);
        double width = words.stream().mapToDouble(HeatMapPlot::keyWidth).sum();
        double x = left + width <= box.right() ? left : box.left();
        for (int i = 0; i < scale.names().size(); i++) {
            Box sample = new Box(x, top, 16, 12);
            canvas.rectangle(sample, Ink.VERMILLION, scale.alphaOf(i), "");
            x = name(canvas, x, top, scale.names().get(i));
        }
        canvas.hatch(new Box(x, top, 16, 12), Ink.GREY, "");
        x = name(canvas, x, top, NOT_COMPUTABLE);
        if (!dotMeans.isEmpty()) {
            canvas.dot(x + 8, top + 6, 2.5, Ink.TEXT, "");
            name(canvas, x, top, dotMeans);
        }
    }

    private static double name(Canvas canvas, double x, double top, String name) {
        canvas.text(x + 21, top + 10, name, Anchor.START, TextStyle.TICK);
        return x + keyWidth(name);
    }

    private static double keyWidth(String name) {
        return 21 + TextStyle.TICK.width(name) + 14;
    }
}
