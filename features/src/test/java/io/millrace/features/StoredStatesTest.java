package io.millrace.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.config.TableName;
import io.millrace.lakehouse.Environment;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.lakehouse.Layer;
import io.millrace.lakehouse.StateStore;
import io.millrace.lakehouse.Write;
import io.millrace.metrics.ColumnKind;
import io.millrace.metrics.ColumnProfile;
import io.millrace.metrics.ExactMoments;
import io.millrace.metrics.MetricState;
import io.millrace.metrics.Slice;
import io.millrace.metrics.TableProfileState;
import io.millrace.testkit.SharedSpark;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The laws of states hold through a table: parts that were put away, read back and merged in any order are the whole. */
final class StoredStatesTest {
    private static final Lakehouse LAKEHOUSE =
            Lakehouse.over(SharedSpark.session(), Environment.local(SharedSpark.root()));
    private static final int PARTS = 5;

    @Test
    void partsReadBackAndMergedInAnyOrderAreTheWhole() {
        TableName table = LAKEHOUSE.table(Layer.OPS, "stored_states");
        StateStore store = StateStore.in(LAKEHOUSE, table);
        List<Double> values = new Random(7).doubles(2_000, -1e6, 1e6).boxed().toList();

        store.put("moments", parts(values, StoredStatesTest::moments), Write.of("states/moments", 1, "run-1"));
        store.put(
                "it's a \"profile\"", parts(values, StoredStatesTest::profile), Write.of("states/profile", 1, "run-1"));

        assertThat(merged(store.states("moments"), ExactMoments::fromBytes).toBytes())
                .isEqualTo(moments(values).toBytes());
        assertThat(merged(store.states("it's a \"profile\""), TableProfileState::fromBytes)
                        .toBytes())
                .isEqualTo(profile(values).toBytes());
        assertThat(store.states("nobody")).isEmpty();
        assertThat(StateStore.in(LAKEHOUSE, LAKEHOUSE.table(Layer.OPS, "no_states"))
                        .states("moments"))
                .isEmpty();
    }

    @Test
    void aStateTakesThePlaceOfTheOneUnderItsKeyOnceForEachWrite() {
        TableName table = LAKEHOUSE.table(Layer.OPS, "replaced_states");
        StateStore store = StateStore.in(LAKEHOUSE, table);
        store.put("o", Map.of("a", new byte[] {1}, "ä\n", new byte[] {2}), Write.of("states/o", 1, "run-1"));

        store.put("o", Map.of("a", new byte[] {3}), Write.of("states/o", 2, "run-2"));
        store.put("o", Map.of("a", new byte[] {9}), Write.of("states/o", 2, "run-2"));

        Map<String, byte[]> states = store.states("o");
        assertThat(states).containsOnlyKeys("a", "ä\n");
        assertThat(states.get("a")).containsExactly(3);
        assertThat(states.get("ä\n")).containsExactly(2);
    }

    private static Map<String, byte[]> parts(List<Double> values, Function<List<Double>, MetricState<?>> folded) {
        Map<String, byte[]> parts = new LinkedHashMap<>();
        int size = values.size() / PARTS;
        for (int part = 0; part < PARTS; part++) {
            List<Double> some = values.subList(part * size, (part + 1) * size);
            parts.put("part " + part, folded.apply(some).toBytes());
        }
        return parts;
    }

    private static <S extends MetricState<S>> S merged(Map<String, byte[]> states, Function<byte[], S> read) {
        assertThat(states).hasSize(PARTS);
        List<byte[]> shuffled = new ArrayList<>(states.values());
        Collections.shuffle(shuffled, new Random(3));
        return shuffled.stream().map(read).reduce(MetricState::merge).orElseThrow();
    }

    private static ExactMoments moments(List<Double> values) {
        return ExactMoments.of(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static TableProfileState profile(List<Double> values) {
        ColumnProfile amounts = ColumnProfile.empty(ColumnKind.NUMERIC, "double");
        TableProfileState state = TableProfileState.empty(Arrays.asList("2024", null), Slice.all(), List.of(amounts));
        for (double value : values) {
            state.addRow();
            amounts.add(value);
        }
        return state;
    }
}
