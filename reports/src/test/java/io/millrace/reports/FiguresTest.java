package io.millrace.reports;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class FiguresTest {
    @Test
    void numbersKeepFourDigitsInEveryLocale() {
        assertThat(Figures.number(0.123456)).isEqualTo("0.1235");
        assertThat(Figures.number(-1234.567)).isEqualTo("−1,235");
        assertThat(Figures.number(12.5)).isEqualTo("12.5");
        assertThat(Figures.number(9999.96)).isEqualTo("10,000");
        assertThat(Figures.number(1_234_567.8)).isEqualTo("1,234,568");
        assertThat(Figures.number(0.00001234)).isEqualTo("1.234e−5");
        assertThat(Figures.number(3e15)).isEqualTo("3e15");
        assertThat(Figures.number(-0.0)).isEqualTo("0");
        assertThat(Figures.number(1)).isEqualTo("1");
    }

    @Test
    void whatIsNotANumberIsNeverZero() {
        assertThat(Figures.number(Double.NaN)).isEqualTo("–");
        assertThat(Figures.number(Double.NEGATIVE_INFINITY)).isEqualTo("−∞");
        assertThat(Figures.percent(Double.NaN)).isEqualTo("–");
    }

    @Test
    void namesOutOfTheDataAreShortAndKeepTheirDirectionToThemselves() {
        assertThat(Figures.name("amount", 40)).isEqualTo("amount");
        assertThat(Figures.name("", 40)).isEqualTo("(empty)");
        assertThat(Figures.name("🦊🦊🦊", 2)).isEqualTo("🦊🦊…");
        assertThat(Figures.name("שלום", 40)).isEqualTo("\u2068שלום\u2069");
        assertThat(Figures.name("\u202eevil", 40)).isEqualTo("evil");
    }

    @Test
    void zonesHaveTheirNames() {
        assertThat(Figures.zone(ZoneOffset.UTC)).isEqualTo("UTC");
        assertThat(Figures.zone(ZoneId.of("Europe/Berlin"))).isEqualTo("Europe/Berlin");
        assertThat(Figures.zone(ZoneId.of("+05:30"))).isEqualTo("+05:30");
    }

    @Test
    void percentagesShowThatSmallIsNotNothing() {
        assertThat(Figures.percent(0.1234)).isEqualTo("12.3 %");
        assertThat(Figures.percent(1)).isEqualTo("100 %");
        assertThat(Figures.percent(0)).isEqualTo("0 %");
        assertThat(Figures.percent(0.00001)).isEqualTo("< 0.01 %");
        assertThat(Figures.percent(0.0042)).isEqualTo("0.42 %");
        assertThat(Figures.percent(-0.5)).isEqualTo("−50.0 %");
    }
}
