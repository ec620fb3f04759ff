package io.millrace.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AggregateFunctionTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tinyint | bigint",
                "bigint | bigint",
                "float | double",
                "double | double",
                "decimal(10,2) | decimal(20,2)",
                "decimal(30, 4) | decimal(38,4)",
            })
    void sumsHaveRoomForManyInputs(String input, String result) {
        assertThat(AggregateFunction.SUM.resultType(input)).isEqualTo(result);
    }

    @Test
    void whatPicksAnInputHasItsType() {
        assertThat(AggregateFunction.MAX.resultType("array<struct<a:int>>")).isEqualTo("array<struct<a:int>>");
        assertThat(AggregateFunction.COUNT.resultType("string")).isEqualTo("bigint");
    }
}
