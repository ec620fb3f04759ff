package io.millrace.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ColumnEncoderTest {
    private static double encoded(ColumnEncoder encoder, @Nullable Object value) {
        double[] vector = new double[encoder.width()];
        encoder.encode(value, vector, 0);
        return vector[0];
    }

    private static double[] vector(ColumnEncoder encoder, @Nullable Object value) {
        double[] vector = new double[encoder.width()];
        encoder.encode(value, vector, 0);
        return vector;
    }

    @Test
    void takesANumberFromEveryNumericTypeBooleansAndTimes() {
        NumericEncoder encoder = NumericEncoder.asIs("x");

        assertThat(encoded(encoder, (byte) 3)).isEqualTo(3);
        assertThat(encoded(encoder, (short) -3)).isEqualTo(-3);
        assertThat(encoded(encoder, 7L)).isEqualTo(7);
        assertThat(encoded(encoder, 0.1f)).isEqualTo((double) 0.1f);
        assertThat(encoded(encoder, new BigDecimal("2.50"))).isEqualTo(2.5);
        assertThat(encoded(encoder, true)).isEqualTo(1);
        assertThat(encoded(encoder, Instant.ofEpochSecond(5, 250_000_000))).isEqualTo(5.25);
        assertThat(encoded(encoder, Timestamp.from(Instant.ofEpochSecond(5)))).isEqualTo(5);
        assertThat(encoded(encoder, LocalDateTime.parse("1970-01-01T00:00:05"))).isEqualTo(5);
        assertThat(encoded(encoder, LocalDate.ofEpochDay(9))).isEqualTo(9);
        assertThat(encoded(encoder, Date.valueOf(LocalDate.ofEpochDay(9)))).isEqualTo(9);
        assertThatThrownBy(() -> encoded(encoder, "3"))
                .hasMessageContaining("Column x")
                .hasMessageContaining("String");
    }

    @Test
    void imputesBeforeCentringAndKeepsMissingOtherwise() {
        NumericEncoder imputing = new NumericEncoder("x", OptionalDouble.of(4), 2, 0.5);
        NumericEncoder keeping = new NumericEncoder("x", OptionalDouble.empty(), 2, 0.5);

        assertThat(encoded(imputing, null)).isEqualTo(4);
        assertThat(encoded(imputing, Double.NaN)).isEqualTo(4);
        assertThat(encoded(imputing, 3)).isEqualTo(2);
        assertThat(encoded(keeping, null)).isNaN();
        assertThat(encoded(keeping, Double.POSITIVE_INFINITY)).isInfinite();
        assertThat(Double.doubleToLongBits(encoded(NumericEncoder.asIs("x"), -0.0)))
                .isEqualTo(Double.doubleToLongBits(0.0));
    }

    @Test
    void putsUnseenMissingAndNanIntoTheLastPlace() {
        OneHotEncoder encoder = new OneHotEncoder("c", List.of("a", "I"));

        assertThat(vector(encoder, "a")).containsExactly(1, 0, 0);
        assertThat(vector(encoder, "I")).containsExactly(0, 1, 0);
        assertThat(vector(encoder, "i")).containsExactly(0, 0, 1);
        assertThat(vector(encoder, null)).containsExactly(0, 0, 1);
        assertThat(vector(encoder, Double.NaN)).containsExactly(0, 0, 1);
        assertThat(encoder.vectorNames()).containsExactly("c=a", "c=I", "c=(other)");
        assertThat(new OneHotEncoder("c", List.of()).width()).isEqualTo(1);
        assertThatThrownBy(() -> new OneHotEncoder("c", List.of("a", "a"))).hasMessageContaining("'a' is given twice");
    }

    @Test
    void givesANumberTheSameCategoryInEveryWidth() {
        List<Object> ones = List.of(1, 1L, (byte) 1, 1.0, 1f, new BigDecimal("1.00"));

        assertThat(ones).extracting(OneHotEncoder::category).containsOnly("1");
        assertThat(OneHotEncoder.category(2.5f)).isEqualTo("2.5");
        assertThat(OneHotEncoder.category(Timestamp.from(Instant.EPOCH))).isEqualTo("1970-01-01T00:00:00Z");
        assertThat(OneHotEncoder.category(Date.valueOf("2013-01-05"))).isEqualTo("2013-01-05");
    }

    @Test
    void refusesScalesThatAreNoNumbers() {
        assertThatThrownBy(() -> new NumericEncoder("x", OptionalDouble.empty(), 0, 0))
                .hasMessageContaining("scale 0.0");
        assertThatThrownBy(() -> new NumericEncoder("x", OptionalDouble.of(Double.NaN), 0, 1))
                .hasMessageContaining("imputed value is NaN");
    }

    @Test
    void joinsTheEncodersPlacesInOrder() {
        FittedPreparation preparation = new FittedPreparation(
                List.of(NumericEncoder.asIs("x"), new OneHotEncoder("c", List.of("a")), NumericEncoder.asIs("y")));

        assertThat(preparation.width()).isEqualTo(4);
        assertThat(preparation.vectorNames()).containsExactly("x", "c=a", "c=(other)", "y");
        assertThat(preparation.encode(new @Nullable Object[] {1, "a", 2})).containsExactly(1, 1, 0, 2);
    }
}
