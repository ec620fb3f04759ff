package io.millrace.lakehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ColumnOrderTest {

    private static final long SEED = 53;

    @Test
    void columnsComeAfterThoseThatTheyNameInWhateverOrderTheyAreGiven() {
        Random random = new Random(SEED);
        for (int round = 0; round < 500; round++) {
            Map<String, List<String>> needs = new LinkedHashMap<>();
            for (int i = 0; i < 8; i++) {
                List<String> earlier = new ArrayList<>(needs.keySet());
                Collections.shuffle(earlier, random);
                needs.put(name(i), List.copyOf(earlier.subList(0, Math.min(earlier.size(), random.nextInt(3)))));
            }
            List<String> given = new ArrayList<>(needs.keySet());
            Collections.shuffle(given, random);
            Map<String, String> columns = new LinkedHashMap<>();
            for (String name : given) {
                List<String> terms = new ArrayList<>(List.of("`" + name + "`", "'" + name(0) + "'", "raw." + name(1)));
                needs.get(name)
                        .forEach(needed ->
                                terms.add(random.nextBoolean() ? "`" + needed + "`" : needed.toUpperCase(Locale.ROOT)));
                columns.put(name, "f(" + String.join(", ", terms) + ")");
            }

            List<String> sorted = List.copyOf(ColumnOrder.of(columns).keySet());

            assertThat(sorted).as("seed %d", SEED).containsExactlyInAnyOrderElementsOf(given);
            needs.forEach((name, needed) -> assertThat(sorted.subList(0, sorted.indexOf(name)))
                    .as("%s of %s, seed %d", name, columns, SEED)
                    .containsAll(needed));
        }
    }

    @Test
    void columnsThatDoNotNeedEachOtherStayAsTheyAreGiven() {
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put("b", "lower(a_raw)");
        columns.put("sum", "sum(x)");
        columns.put("a", "b || '-sum' || upper(\"sum\")");
        columns.put("x", "x * 2 -- as b");

        assertThat(ColumnOrder.of(columns).keySet()).containsExactly("b", "x", "sum", "a");
    }

    @Test
    void columnsThatNeedEachOtherAreRefused() {
        assertThatThrownBy(() -> ColumnOrder.of(new LinkedHashMap<>(Map.of("a", "b + 1", "b", "a - 1"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("need each other; give one of them another name");
    }

    private static String name(int i) {
        return "col" + i;
    }
}
