package io.millrace.models;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Models and rows that tests share. */
public final class Models {
    private Models() {}

    public static final List<InputColumn> INPUTS = List.of(
            new InputColumn("amount", "double"),
            new InputColumn("visits", "int"),
            new InputColumn("country", "string"),
            new InputColumn("returning", "boolean"),
            new InputColumn("unused", "bigint"));

    static final FittedPreparation PREPARATION = new FittedPreparation(List.of(
            new NumericEncoder("amount", OptionalDouble.of(12.5), 10, 4),
            new NumericEncoder("visits", OptionalDouble.of(0), 0, 1),
            new OneHotEncoder("country", List.of("TR", "US")),
            new NumericEncoder("returning", OptionalDouble.of(0), 0, 1)));

    /** Logistic regression over {@link #INPUTS}. */
    public static PortableModel linear() {
        double[] coefficients = {0.7, -0.05, 0.4, -0.3, 0.01, 1.0 / 3.0};
        return PortableModel.of(INPUTS, PREPARATION, new LinearLearner(coefficients, -0.2), 0.4);
    }

    /** A random forest over {@link #INPUTS}. */
    public static PortableModel forest(long seed, int trees, int depth) {
        Random random = new Random(seed);
        List<Tree> list = new ArrayList<>();
        for (int t = 0; t < trees; t++) {
            list.add(tree(random, depth, PREPARATION.width(), false));
        }
        return PortableModel.of(INPUTS, PREPARATION, TreeLearner.forest(list), 0.5);
    }

    /** A full tree of this depth with random splits. */
    public static Tree tree(Random random, int depth, int width, boolean floats) {
        int nodes = (1 << (depth + 1)) - 1;
        int inner = (1 << depth) - 1;
        int[] features = new int[nodes];
        double[] values = new double[nodes];
        int[] left = new int[nodes];
        int[] right = new int[nodes];
        boolean[] missingLeft = new boolean[nodes];
        for (int i = 0; i < nodes; i++) {
            features[i] = i < inner ? random.nextInt(width) : -1;
            double value = i < inner ? random.nextGaussian() : random.nextDouble();
            values[i] = floats ? (float) value : value;
            left[i] = i < inner ? 2 * i + 1 : 0;
            right[i] = i < inner ? 2 * i + 2 : 0;
            missingLeft[i] = i < inner && random.nextBoolean();
        }
        return new Tree(features, values, left, right, missingLeft);
    }

    /** Rows for {@link #INPUTS}, nulls, NaN, infinities and unseen categories among them. */
    public static List<@Nullable Object[]> rows(long seed, int count) {
        Random random = new Random(seed);
        double[] odd = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0};
        String[] countries = {"TR", "US", "ır", ""};
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double amount = i % 7 == 0 ? odd[(i / 7) % odd.length] : 10 + 4 * random.nextGaussian();
            rows.add(new @Nullable Object[] {
                i % 11 == 0 ? null : amount,
                i % 5 == 0 ? null : random.nextInt(20),
                i % 13 == 0 ? null : countries[random.nextInt(countries.length)],
                i % 3 == 0 ? null : random.nextBoolean(),
                random.nextLong()
            });
        }
        return rows;
    }

    /** What goes into a complete folder of {@link #linear()}, without a feature spec. */
    public static ModelContent.Builder content() {
        return ModelContent.builder(linear(), Instant.parse("2026-11-20T10:00:00.123456Z"))
                .provenance("{\"seed\":7}")
                .evaluation("{\"roc_auc\":0.81}")
                .sample(rows(3, 20));
    }
}
