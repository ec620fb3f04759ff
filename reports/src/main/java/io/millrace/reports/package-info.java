/**
 * Pictures and pages for people: {@link io.millrace.reports.Chart} draws one chart as inline SVG or as a PNG,
 * {@link io.millrace.reports.HtmlPage} puts text, tables and charts into one self-contained HTML file.
 *
 * <p>Nothing here starts a Spark job, runs a script in the browser or fetches anything. Colours are the Okabe-Ito palette,
 * and no chart tells things apart by colour alone. The same values give the same text, byte for byte, in every locale and
 * time zone. Begin with the factories of {@code Chart}.
 */
@NullMarked
package io.millrace.reports;

import org.jspecify.annotations.NullMarked;
