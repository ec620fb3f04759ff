package io.millrace.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.DataException;
import io.millrace.models.ColumnEncoder;
import io.millrace.models.FittedPreparation;
import io.millrace.models.InputColumn;
import io.millrace.models.Learner;
import io.millrace.models.LinearLearner;
import io.millrace.models.Models;
import io.millrace.models.NumericEncoder;
import io.millrace.models.OneHotEncoder;
import io.millrace.models.PortableModel;
import io.millrace.models.Tree;
import io.millrace.models.TreeLearner;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxModelTest {
    private static final long SEED = 20;
    private static final int ROWS = 10_000;
    private static final List<InputColumn> INPUTS = List.of(
            new InputColumn("a", "double"),
            new InputColumn("b", "float"),
            new InputColumn("count", "bigint"),
            new InputColumn("price", "decimal(20,3)"),
            new InputColumn("country", "string"),
            new InputColumn("flag", "boolean"),
            new InputColumn("grade", "smallint"),
            new InputColumn("ignored", "timestamp"));
    private static final List<String> COUNTRIES = List.of("TR", "", "I", "ı", "İ", "a 'b' \"c\"\n", "日本", "?");

    private static final Map<String, FittedPreparation> PREPARATIONS = Map.of(
            "missing kept",
                    new FittedPreparation(Stream.of("a", "b", "count", "price", "flag", "grade")
                            .<ColumnEncoder>map(NumericEncoder::asIs)
                            .toList()),
            "imputed",
                    new FittedPreparation(List.of(
                            new NumericEncoder("a", OptionalDouble.of(0.25), 0, 1),
                            new NumericEncoder("price", OptionalDouble.of(-1), 0, 1),
                            new NumericEncoder("flag", OptionalDouble.of(1), 0, 1))),
            "imputed and scaled",
                    new FittedPreparation(List.of(
                            new NumericEncoder("a", OptionalDouble.of(0.1), 1.0 / 3, 2.7),
                            new NumericEncoder("b", OptionalDouble.of(3), 0.2, 1e-3),
                            new NumericEncoder("count", OptionalDouble.of(7), 5e3, 1e4),
                            new OneHotEncoder("country", COUNTRIES))),
            "categories",
                    new FittedPreparation(List.of(
                            new OneHotEncoder("country", List.of("TR", "ı")),
                            new OneHotEncoder("count", List.of("0", "-3", "9007199254740991", "1.5", "007")),
                            new OneHotEncoder("a", List.of("0.5", "-2", "Infinity", "0.50")),
                            new OneHotEncoder("flag", List.of("false", "maybe")),
                            new OneHotEncoder("grade", List.of()))),
            "one column", new FittedPreparation(List.of(NumericEncoder.asIs("a"))));

    static Stream<Arguments> combinations() {
        return PREPARATIONS.entrySet().stream()
                .flatMap(preparation -> learners(preparation.getValue().width()).entrySet().stream()
                        .map(learner -> Arguments.of(
                                preparation.getKey(), learner.getKey(), preparation.getValue(), learner.getValue())));
    }

    private static Map<String, Learner> learners(int width) {
        Random random = new Random(SEED);
        Map<String, Learner> learners = new LinkedHashMap<>();
        learners.put("linear", new LinearLearner(random.doubles(width, -1, 1).toArray(), 0.3));
        learners.put(
                "linear of fewer places",
                new LinearLearner(random.doubles(width - 1, -1, 1).toArray(), 0.3));
        learners.put("forest", TreeLearner.forest(trees(random, 30, 6, width, false)));
        learners.put("xgboost", TreeLearner.xgboost(trees(random, 60, 5, width, true), TreeLearner.baseMargin(0.2)));
        learners.put("xgboost without trees", TreeLearner.xgboost(List.of(), 0.7));
        learners.put("forest of leaves", TreeLearner.forest(List.of(Tree.leaf(0.1), Tree.leaf(0.2), Tree.leaf(0.6))));
        return learners;
    }

    private static List<Tree> trees(Random random, int count, int depth, int width, boolean floats) {
        return IntStream.range(0, count)
                .mapToObj(i -> Models.tree(random, depth, width, floats))
                .toList();
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("combinations")
    void scoresLikeThePortableModel(
            String preparationName, String learnerName, FittedPreparation preparation, Learner learner)
            throws Exception {
        PortableModel first = PortableModel.of(INPUTS, preparation, learner, 0.5);
        List<@Nullable Object[]> rows = rows(thresholds(learner));
        // A threshold that one row has to the bit.
        PortableModel model = first.withThreshold(rows.stream()
                .mapToDouble(first::score)
                .filter(score -> !Double.isNaN(score))
                .skip(17)
                .findFirst()
                .orElse(0.5));

        OnnxScores scores = OnnxScores.of(OnnxModel.write(model), model, rows);

        for (int i = 0; i < rows.size(); i++) {
            double expected = model.score(rows.get(i));
            double got = scores.probabilities()[i];
            String row = "row " + i + " " + Arrays.toString(rows.get(i)) + ", seed " + SEED;
            assertThat(Double.isNaN(got)).as(row).isEqualTo(Double.isNaN(expected));
            // The promise is 1e-6; anything beyond the exponential's last bits is a defect.
            assertThat(Math.abs(got - expected) > 4e-16).as(row).isFalse();
            assertThat(scores.predictions()[i]).as(row).isEqualTo(model.prediction(expected));
        }
    }

    private static double[] thresholds(Learner learner) {
        return learner instanceof TreeLearner trees
                ? trees.trees().stream()
                        .flatMapToDouble(tree -> IntStream.range(0, tree.nodeCount())
                                .filter(node -> tree.features()[node] >= 0)
                                .mapToDouble(node -> tree.values()[node]))
                        .toArray()
                : new double[0];
    }

    /** Rows with nulls, NaN, infinities, huge and tiny numbers, unseen categories, and numbers equal to thresholds. */
    private static List<@Nullable Object[]> rows(double[] ties) {
        Random random = new Random(SEED);
        List<@Nullable Object[]> rows = new ArrayList<>(ROWS);
        for (int i = 0; i < ROWS; i++) {
            long count = random.nextInt(4) == 0 ? random.nextLong() : random.nextInt(20) - 5;
            rows.add(new @Nullable Object[] {
                orNull(random, number(random, ties)),
                orNull(random, (float) number(random, ties)),
                orNull(random, count),
                orNull(random, BigDecimal.valueOf(random.nextInt(4000) - 2000, 3)),
                orNull(random, random.nextInt(5) == 0 ? "unseen" : COUNTRIES.get(random.nextInt(COUNTRIES.size()))),
                orNull(random, random.nextBoolean()),
                orNull(random, (short) random.nextInt(5)),
                null
            });
        }
        return rows;
    }

    private static @Nullable Object orNull(Random random, Object value) {
        return random.nextInt(8) == 0 ? null : value;
    }

    private static double number(Random random, double[] ties) {
        double[] odd = {
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            -0.0,
            0.5,
            -2,
            1e300,
            -1e300,
            1e17,
            -1e17,
            Double.MIN_VALUE,
            Float.MAX_VALUE,
            Math.nextUp((double) Float.MAX_VALUE),
            3.4028235677973366e38
        };
        return switch (random.nextInt(4)) {
            case 0 -> odd[random.nextInt(odd.length)];
            case 1 -> ties.length == 0 ? random.nextGaussian() * 1e6 : ties[random.nextInt(ties.length)];
            case 2 -> ties.length == 0 ? random.nextGaussian() : Math.nextUp(ties[random.nextInt(ties.length)]);
            default -> random.nextGaussian();
        };
    }

    @ParameterizedTest
    @ValueSource(
            doubles = {Double.NEGATIVE_INFINITY, -1, 0, Double.MIN_VALUE, 1e-9, 0.5, 1, 1.5, Double.POSITIVE_INFINITY})
    void decidesAtEveryThreshold(double threshold) throws Exception {
        PortableModel model = Models.linear().withThreshold(threshold);
        List<@Nullable Object[]> rows = Models.rows(SEED, 500);

        OnnxScores scores = OnnxScores.of(OnnxModel.write(model), model, rows);

        for (int i = 0; i < rows.size(); i++) {
            assertThat(scores.predictions()[i])
                    .as("row %d, seed %d", i, SEED)
                    .isEqualTo(model.prediction(model.score(rows.get(i))));
        }
    }

    @Test
    void findsTheLeastMarginThatReachesAThreshold() {
        for (double threshold : new double[] {1e-300, 0.1, 0.5, 0.75, Math.nextDown(1.0), 1}) {
            double least = LearnerNodes.leastMargin(threshold);

            assertThat(Learner.sigmoid(least)).isGreaterThanOrEqualTo(threshold);
            assertThat(Learner.sigmoid(Math.nextDown(least))).isLessThan(threshold);
        }
    }

    @Test
    void givesEqualBytesForEqualModels() {
        PortableModel copy = PortableModel.fromBytes(Models.linear().toBytes());

        assertThat(OnnxModel.write(copy)).isEqualTo(OnnxModel.write(Models.linear()));
    }

    @Test
    void namesEverythingThatOnnxCannotSay() {
        List<InputColumn> inputs = List.of(
                new InputColumn("at", "timestamp"),
                new InputColumn("name", "string"),
                new InputColumn("price", "decimal(9,2)"),
                new InputColumn("id", "bigint"),
                new InputColumn("prediction", "double"));
        FittedPreparation preparation = new FittedPreparation(List.of(
                NumericEncoder.asIs("at"),
                NumericEncoder.asIs("name"),
                new OneHotEncoder("price", List.of("1.5")),
                new OneHotEncoder("id", List.of("9007199254740993", "4")),
                new OneHotEncoder("name", List.of("\ud800")),
                new OneHotEncoder("at", List.of("1970-01-01T00:00:00Z"))));
        PortableModel model =
                PortableModel.of(inputs, preparation, new LinearLearner(new double[preparation.width()], 0), 0.5);

        assertThat(OnnxModel.obstacles(model))
                .containsExactly(
                        "column at (timestamp): no number of ONNX stands for it",
                        "column name (string): no number of ONNX stands for it",
                        "column price (decimal(9,2)): ONNX cannot compare it with categories",
                        "column id (bigint): a double cannot tell category 9007199254740993 from its neighbours",
                        "column name (string): a category is no Unicode text",
                        "column at (timestamp): ONNX cannot compare it with categories",
                        "column prediction: an output has the same name");
        assertThatThrownBy(() -> OnnxModel.write(model))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("ONNX cannot say this model: column at (timestamp): no number");
    }
}
