package io.millrace.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.DataException;
import io.millrace.config.Task;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PortableModelTest {
    private static final List<PortableModel> ALL = List.of(
            Models.linear(),
            Models.forest(5, 20, 6),
            xgboost(6, 20, 5),
            Models.linear().withThreshold(Double.POSITIVE_INFINITY));

    private static PortableModel xgboost(long seed, int count, int depth) {
        Random random = new Random(seed);
        List<Tree> trees = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            trees.add(Models.tree(random, depth, Models.PREPARATION.width(), true));
        }
        return PortableModel.of(
                Models.INPUTS, Models.PREPARATION, TreeLearner.xgboost(trees, TreeLearner.baseMargin(0.3)), 0.5);
    }

    @Test
    void readsBackEqualAndScoresTheSameBits() {
        for (PortableModel model : ALL) {
            PortableModel back = PortableModel.fromBytes(model.toBytes());

            assertThat(back).isEqualTo(model).hasSameHashCodeAs(model);
            assertThat(back.toBytes()).isEqualTo(model.toBytes());
            for (Object[] row : Models.rows(1, 200)) {
                assertThat(bits(back.score(row))).isEqualTo(bits(model.score(row)));
            }
        }
    }

    @Test
    void survivesJavaSerialisation() throws Exception {
        for (PortableModel model : ALL) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(model);
                out.writeObject(model.preparation());
            }
            try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
                assertThat(in.readObject()).isEqualTo(model);
                assertThat(in.readObject()).isEqualTo(model.preparation());
            }
        }
    }

    @Test
    void scoresAWorkedExample() {
        @Nullable Object[] row = {14.0, 3, "US", true, 1L};

        double margin = -0.2 + 0.7 * 1.0 - 0.05 * 3 + 0.4 * 0 - 0.3 * 1 + 0.01 * 0 + 1.0 / 3.0;

        assertThat(Models.linear().vector(row)).containsExactly(1.0, 3.0, 0.0, 1.0, 0.0, 1.0);
        assertThat(Models.linear().score(row)).isEqualTo(1 / (1 + StrictMath.exp(-margin)));
        assertThat(Models.linear().prediction(0.4)).isEqualTo(1);
        assertThat(Models.linear().prediction(Math.nextDown(0.4))).isZero();
        assertThat(Models.linear().prediction(Double.NaN)).isZero();
    }

    @Test
    void scoresTheSameBitsFromManyThreads() throws Exception {
        PortableModel model = ALL.get(1);
        List<@Nullable Object[]> rows = Models.rows(2, 500);
        List<Long> expected = rows.stream().map(row -> bits(model.score(row))).toList();
        Callable<List<Long>> work =
                () -> rows.stream().map(row -> bits(model.score(row))).toList();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (Future<List<Long>> scored : threads.invokeAll(java.util.Collections.nCopies(16, work))) {
                assertThat(scored.get()).isEqualTo(expected);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void refusesRowsAndPartsThatDoNotFit() {
        assertThatThrownBy(() -> Models.linear().score(new Object[] {1.0}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Got 1 values for the 5 inputs");
        assertThatThrownBy(() -> Models.linear().score(new Object[] {"ten", 1, "TR", true, 1L}))
                .hasMessageContaining("Column amount: cannot take a number from a java.lang.String");
        assertThatThrownBy(
                        () -> PortableModel.of(List.of(), Models.PREPARATION, new LinearLearner(new double[6], 0), 0.5))
                .hasMessageContaining("reads amount, which is not among the inputs");
        assertThatThrownBy(() ->
                        PortableModel.of(Models.INPUTS, Models.PREPARATION, new LinearLearner(new double[7], 0), 0.5))
                .hasMessageContaining("needs 7 numbers, the preparation gives 6");
    }

    @Test
    void namesItsTaskAndReadsAModelFromBeforeThereWereTasks() {
        String json = new String(Models.linear().toBytes(), StandardCharsets.UTF_8);
        String named = "\"version\":2,\"task\":\"binary-classification\"";
        assertThat(json).contains(named);

        assertThat(Models.linear().task()).isEqualTo(Task.BINARY_CLASSIFICATION);
        assertThat(read(json.replace(named, "\"version\":1"))).isEqualTo(Models.linear());
        assertThatThrownBy(() -> read(json.replace("binary-classification", "regression")))
                .isInstanceOf(DataException.class)
                .hasMessage("The model's task is regression, which this version of Millrace does not train, judge or"
                        + " score; must be binary-classification; use a newer Millrace");
        assertThatThrownBy(() -> read(json.replace("binary-classification", "prophecy")))
                .isInstanceOf(DataException.class)
                .hasMessage("The model is damaged: task 'prophecy' is unknown");
        assertThatThrownBy(() -> read(json.replace(named, "\"version\":2")))
                .isInstanceOf(DataException.class)
                .hasMessage("The model is damaged: task is missing or no text");
    }

    @Test
    void onlyATaskThatIsBuiltHasPredictionColumns() {
        for (Task task : Task.values()) {
            if (task.isBuilt()) {
                assertThat(PredictionColumn.of(task))
                        .extracting(PredictionColumn::name)
                        .containsExactly("prediction", "prediction_probability");
            } else {
                assertThatThrownBy(() -> PredictionColumn.of(task)).hasMessageContaining(task.text());
            }
        }
    }

    @Test
    void refusesANewerFormatAndDamagedBytes() {
        String json = new String(Models.linear().toBytes(), StandardCharsets.UTF_8);

        assertThatThrownBy(() -> read(json.replace("\"version\":2", "\"version\":9")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("format version 9")
                .hasMessageContaining("versions up to 2");
        assertThatThrownBy(() -> read(json.substring(0, 40))).isInstanceOf(DataException.class);
        assertThatThrownBy(() -> read("{}")).isInstanceOf(DataException.class).hasMessageContaining("format ''");
        assertThatThrownBy(() -> read(json.replace("\"mean\":10.0", "\"mean\":\"ten\"")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("damaged");
    }

    private static PortableModel read(String json) {
        return PortableModel.fromBytes(json.getBytes(StandardCharsets.UTF_8));
    }

    private static long bits(double value) {
        return Double.doubleToLongBits(value);
    }
}
