package io.millrace.reports;

import io.millrace.config.BackendException;
import java.awt.AWTError;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Consumer;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Draws into a PNG of twice the chart's size, for sharp screens. Needs no display, but a font. */
final class PngCanvas implements Canvas {
    private static final int SCALE = 2;

    private final Graphics2D graphics;

    private PngCanvas(Graphics2D graphics) {
        this.graphics = graphics;
    }

    static byte[] draw(int width, int height, Consumer<Canvas> drawing) {
        requireFonts();
        BufferedImage image = new BufferedImage(width * SCALE, height * SCALE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            graphics.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
            graphics.scale(SCALE, SCALE);
            graphics.setColor(Color.WHITE);
            graphics.fill(new Rectangle2D.Double(0, 0, width, height));
            drawing.accept(new PngCanvas(graphics));
        } finally {
            graphics.dispose();
        }
        return encode(image);
    }

    /** The first use of a font is where a machine without fonts or without its font library fails, in many ways. */
    private static void requireFonts() {
        BufferedImage probe = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
        try {
            Graphics2D graphics = probe.createGraphics();
            graphics.setFont(font(TextStyle.LABEL));
            graphics.getFontMetrics().stringWidth("x");
            graphics.dispose();
        } catch (AWTError e) {
            throw BackendException.permanent(
                    "cannot draw a PNG: Java cannot reach the display that DISPLAY names; unset DISPLAY or start Java with "
                            + "-Djava.awt.headless=true",
                    e);
        } catch (LinkageError | InternalError | RuntimeException e) {
            throw BackendException.permanent(
                    "cannot draw a PNG: this machine offers Java no fonts; install fontconfig and one font package "
                            + "(for example fontconfig and fonts-dejavu-core), or use the SVG of the chart",
                    e);
        }
    }

    private static byte[] encode(BufferedImage image) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        // the stream in memory: ImageIO's default cache is a file in the temporary folder
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
            if (!ImageIO.write(image, "png", stream)) {
                throw new IllegalStateException("this Java has no PNG writer");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @Override
    public void line(double x1, double y1, double x2, double y2, Ink ink, double width, Stroke stroke) {
        polyline(new double[] {x1, x2}, new double[] {y1, y2}, ink, width, stroke);
    }

    @Override
    public void polyline(double[] xs, double[] ys, Ink ink, double width, Stroke stroke) {
        graphics.setColor(color(ink, 1));
        float[] dash =
                switch (stroke) {
                    case SOLID -> null;
                    case DASHED -> new float[] {6, 4};
                    case DOTTED -> new float[] {2, 3};
                };
        graphics.setStroke(new BasicStroke((float) width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, dash, 0));
        graphics.draw(path(xs, ys));
    }

    @Override
    public void polygon(double[] xs, double[] ys, Ink ink, double alpha) {
        graphics.setColor(color(ink, alpha));
        Path2D path = path(xs, ys);
        path.closePath();
        graphics.fill(path);
    }

    @Override
    public void rectangle(Box box, Ink ink, double alpha, String note) {
        graphics.setColor(color(ink, alpha));
        graphics.fill(shape(box));
    }

    @Override
    public void cells(List<Cell> cells, Ink ink) {
        cells.forEach(cell -> rectangle(cell.box(), ink, cell.alpha(), cell.note()));
    }

    @Override
    public void dots(double[] xs, double[] ys, double radius, Ink ink) {
        for (int i = 0; i < xs.length; i++) {
            dot(xs[i], ys[i], radius, ink, "");
        }
    }

    @Override
    public void hatch(Box box, Ink ink, String note) {
        var clip = graphics.getClip();
        graphics.clip(shape(box));
        graphics.setColor(color(ink, 0.55));
        graphics.setStroke(new BasicStroke(1));
        for (double offset = 5; offset < box.width() + box.height(); offset += 6) {
            graphics.draw(path(
                    new double[] {box.left() + offset, box.left() + offset - box.height()},
                    new double[] {box.top(), box.bottom()}));
        }
        graphics.setClip(clip);
    }

    @Override
    public void dot(double x, double y, double radius, Ink ink, String note) {
        graphics.setColor(color(ink, 1));
        graphics.fill(new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius));
    }

    @Override
    public void text(double x, double y, String text, Anchor anchor, TextStyle style) {
        graphics.setFont(font(style));
        graphics.setColor(color(style.ink, 1));
        double width = graphics.getFontMetrics().getStringBounds(text, graphics).getWidth();
        double left =
                switch (anchor) {
                    case START -> x;
                    case MIDDLE -> x - width / 2;
                    case END -> x - width;
                };
        graphics.drawString(text, (float) left, (float) y);
    }

    @Override
    public void textUpwards(double x, double y, String text, TextStyle style) {
        AffineTransform before = graphics.getTransform();
        graphics.translate(x, y);
        graphics.rotate(-Math.PI / 2);
        text(0, 0, text, Anchor.MIDDLE, style);
        graphics.setTransform(before);
    }

    private static Font font(TextStyle style) {
        return new Font(Font.SANS_SERIF, style.bold ? Font.BOLD : Font.PLAIN, style.size);
    }

    private static Rectangle2D shape(Box box) {
        return new Rectangle2D.Double(box.left(), box.top(), box.width(), box.height());
    }

    private static Path2D path(double[] xs, double[] ys) {
        Path2D path = new Path2D.Double();
        for (int i = 0; i < xs.length; i++) {
            if (i == 0) {
                path.moveTo(xs[i], ys[i]);
            } else {
                path.lineTo(xs[i], ys[i]);
            }
        }
        return path;
    }

    private static Color color(Ink ink, double alpha) {
        return new Color((ink.rgb >> 16) & 255, (ink.rgb >> 8) & 255, ink.rgb & 255, (int) Math.round(alpha * 255));
    }
}
