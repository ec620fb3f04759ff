package io.millrace.registry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WideningTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "int|bigint|true",
                "bigint|int|false",
                "INT|integer|true",
                "tinyint|float|true",
                "int|float|false",
                "int|double|true",
                "bigint|double|false",
                "float|double|true",
                "double|float|false",
                "varchar(10)|string|true",
                "int|string|false",
                "boolean|int|false",
                "date|timestamp|false",
                "decimal(5,2)|decimal(7,3)|true",
                "decimal(5,2)|decimal(6,3)|true",
                "decimal(5,2)|decimal(5,3)|false",
                "decimal(5,2)|double|false",
                "int|decimal(10,0)|true",
                "bigint|decimal(20,2)|false"
            })
    void allowsWhatLosesNothing(String from, String to, boolean lossless) {
        assertThat(Widening.lossless(from, to)).isEqualTo(lossless);
    }
}
