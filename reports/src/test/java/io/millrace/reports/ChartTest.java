package io.millrace.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ChartTest {
    @Test
    void emptyDataStillDraws() {
        List<Chart> charts = List.of(
                Chart.line("t", "x", "y", List.of()),
                Chart.overTime("t", "y", List.of(Series.over("s", new TreeMap<>())), List.of(), ZoneOffset.UTC),
                Chart.bars("t", "", List.of()),
                Chart.calibration("t", List.of()),
                Chart.categoryPair("t", List.of(), new Distribution("a", List.of()), new Distribution("b", List.of())),
                Chart.heatMap("t", List.of(), List.of(), List.of(), new HeatScale(List.of(), List.of("any")), ""));

        assertThat(charts).allSatisfy(chart -> {
            assertThat(chart.svg()).startsWith("<svg").endsWith("</svg>").doesNotContain("NaN");
            assertThat(chart.png()).isNotEmpty();
        });
    }

    @Test
    void undefinedValuesBreakTheLine() {
        String svg = Chart.line("t", "x", "y", List.of(Series.of("s", new double[] {0, 1, 2, 3, 4}, new double[] {
                    1, 2, Double.NaN, 2, Double.POSITIVE_INFINITY
                })))
                .svg();

        assertThat(svg.split("stroke-width=\"2\"", -1)).as("one piece of line").hasSize(2);
        assertThat(svg).as("a lone point is a dot").contains("<circle");
    }

    @Test
    void calibrationOfRarePositivesIsLogarithmic() {
        List<CalibrationPoint> rare = new ArrayList<>();
        List<CalibrationPoint> common = new ArrayList<>();
        for (int i = 1; i <= 10; i++) {
            double score = i == 10 ? 0.2 : 0.0005 * i;
            rare.add(new CalibrationPoint(score, i == 1 ? 0 : score, 0, score * 1.5, 100));
            common.add(new CalibrationPoint(i / 10.0, i / 10.0, i / 12.0, i / 9.0, 100));
        }

        assertThat(Chart.calibration("t", rare).svg())
                .contains("log scale")
                .contains("0.001")
                .doesNotContain("NaN");
        assertThat(Chart.calibration("t", common).svg()).doesNotContain("log scale");
    }

    @Test
    void anyFiniteValuesGiveFinitePlaces() {
        double[] ends = {-Double.MAX_VALUE, -1e300, -1, -1e-300, 0, Double.MIN_VALUE, 1e-300, 1, 1e16, Double.MAX_VALUE
        };
        for (double low : ends) {
            for (double high : ends) {
                Series series = Series.of("s", new double[] {0, 1, 2}, new double[] {low, high, low});
                Chart chart = Chart.line("t", "x", "y", List.of(series));
                assertThat(chart.svg()).as("%s to %s", low, high).doesNotContain("NaN", "Infinity");
                assertThat(chart.svg()).doesNotContainPattern("[\"ML ][0-9.-]*\\d{7}");
            }
        }
    }

    @Test
    void theKeyOfAHeatMapSaysWhatADotIs() {
        Chart chart = Chart.heatMap(
                "t",
                List.of("a_name_of_a_column_that_is_very_long_and_takes_a_third_of_the_width_of_the_map_or_more"),
                List.of("05-01"),
                List.of(List.of(new HeatCell(0.5, HeatCell.Emphasis.DOT, ""))),
                new HeatScale(
                        List.of(Double.MIN_VALUE, 0.1, 0.2, 0.4),
                        List.of("within chance", "below 0.1", "0.1", "0.2", "0.4 and more")),
                "a large change");

        assertThat(chart.svg()).contains(">a large change</text>", ">not computable</text>");
    }

    @Test
    void theSameChartGivesTheSameBytes() {
        assertThat(GalleryTest.charts().stream().map(Chart::svg).toList())
                .isEqualTo(GalleryTest.charts().stream().map(Chart::svg).toList());
    }

    @Test
    void textsAreThereForThoseWhoCannotSee() {
        String svg = Chart.bars("Importance", "gain", List.of(new Bar("a", 1)))
                .describedAs("a leads")
                .svg();

        assertThat(svg).contains("role=\"img\"").contains("<title>Importance</title><desc>a leads</desc>");
    }

    @Test
    void shapesThatDoNotFitAreRefused() {
        Distribution one = new Distribution("baseline", List.of(1.0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Chart.histogramPair("t", "x", List.of(0.0, 1.0, 2.0), one, one))
                .withMessageContaining("1 shares for 2 bins");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Chart.histogramPair("t", "x", List.of(1.0, 1.0), one, one))
                .withMessageContaining("rise");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Series.of("s", new double[1], new double[2]))
                .withMessageContaining("1 x but 2 y");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Chart.bars("t", "", List.of()).within(0, 1))
                .withMessageContaining("y axis");
    }
}
