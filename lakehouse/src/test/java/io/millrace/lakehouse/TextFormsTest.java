package io.millrace.lakehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextFormsTest {

    private static final long SEED = 7_205_759;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    INT       | 1 -5 0 2147483647
                    BIGINT    | 1 2147483648 -9223372036854775808
                    DOUBLE    | 1 2.5 -0.25 1000000
                    DOUBLE    | 1.0 2.5 1e-05 1.5e+16
                    DOUBLE    | 12.50 3.00 0.99
                    DOUBLE    | 1.0E-5 2.5 1.0E10
                    DOUBLE    | 0.1 NaN Inf -Inf
                    BOOLEAN   | true false
                    BOOLEAN   | TRUE FALSE
                    DATE      | 2024-02-29 0001-01-01 9999-12-31
                    TIMESTAMP | 2024-02-29T05:06:07Z 2024-02-29T05:06:07.25Z
                    TIMESTAMP | 2024-02-29T05:06:07+02:00 2024-02-29T05:06:07-11:30
                    STRING    | 01234 5
                    STRING    | 10d 10f
                    STRING    | +5 6
                    STRING    | -0 1
                    STRING    | 1.10 1.1
                    STRING    | 1.0 1
                    STRING    | 1e5 100000
                    STRING    | 9007199254740993 1.5
                    STRING    | 9223372036854775808
                    STRING    | 0.1 0.10000000000000001
                    STRING    | 21602730330000060100100000358582111111111
                    STRING    | true TRUE
                    STRING    | 2023-02-29
                    STRING    | 2024-02-29 2024-02-29T05:06:07Z
                    STRING    | 2024-02-29T24:00:00Z
                    STRING    | 2024-02-29T05:06:07.1234567Z
                    STRING    | 2024-02-29T05:06Z 2024-02-29T05:06:00Z
                    STRING    | 1 x
                    """)
    void aColumnHasTheTypeThatGivesAllItsTextsBack(String type, String texts) {
        assertThat(guess(List.of(texts.split(" ", -1))).map(DataType::sql).orElse("STRING"))
                .isEqualTo(type);
    }

    @Test
    void timesWithABlankBetweenDateAndTimeAreTimes() {
        assertThat(guess(List.of("2024-02-29 05:06", "2024-03-01 00:00"))).contains(DataTypes.TimestampType);
    }

    @Test
    void noTwoTextsOfANumberColumnAreOneValue() {
        Random random = new Random(SEED);
        for (int column = 0; column < 20_000; column++) {
            List<String> texts = new ArrayList<>();
            for (int i = random.nextInt(1, 5); i >= 0; i--) {
                texts.add(number(random));
            }
            Optional<DataType> type = guess(texts);
            if (type.isPresent()) {
                Map<Object, String> byValue = new HashMap<>();
                for (String text : texts) {
                    Object value = type.get().equals(DataTypes.DoubleType)
                            ? (Object) Double.valueOf(text)
                            : Long.valueOf(text);
                    assertThat(byValue.getOrDefault(value, text))
                            .as("%s, seed %d", texts, SEED)
                            .isEqualTo(text);
                    byValue.put(value, text);
                    assertThat(new BigDecimal(value.toString()))
                            .as("%s, seed %d", texts, SEED)
                            .isEqualByComparingTo(new BigDecimal(text));
                }
            }
        }
    }

    /** Numbers of few digits, so that ways of writing one number meet, and some of too many. */
    private static String number(Random random) {
        String digits = Integer.toString(random.nextInt(30));
        return switch (random.nextInt(9)) {
            case 0 -> digits + "." + random.nextInt(3);
            case 1 -> digits + "." + random.nextInt(3) + "0";
            case 2 -> "0" + digits;
            case 3 -> "-" + digits;
            case 4 -> digits + "e" + random.nextInt(2);
            case 5 -> Long.toString(9_007_199_254_740_990L + random.nextInt(8));
            case 6 -> "0." + (9_007_199_254_740_990L + random.nextInt(8));
            case 7 -> digits + ".0E" + random.nextInt(6, 9);
            default -> digits;
        };
    }

    private static Optional<DataType> guess(List<String> texts) {
        return TextForms.type(texts.stream().mapToLong(TextForms::of).reduce(-1L, (one, other) -> one & other));
    }
}
