package io.millrace.registry;

import io.millrace.models.FittedPreparation;
import io.millrace.models.InputColumn;
import io.millrace.models.LinearLearner;
import io.millrace.models.ModelContent;
import io.millrace.models.NumericEncoder;
import io.millrace.models.OneHotEncoder;
import io.millrace.models.PortableModel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A logistic regression that the tests here log, register and score with. */
public final class SampleModel {
    private SampleModel() {}

    /** The model: amount, visits, country, returning, and an input that it does not look at. */
    public static PortableModel model() {
        List<InputColumn> inputs = List.of(
                new InputColumn("amount", "double"),
                new InputColumn("visits", "int"),
                new InputColumn("country", "string"),
                new InputColumn("returning", "boolean"),
                new InputColumn("unused", "bigint"));
        FittedPreparation preparation = new FittedPreparation(List.of(
                new NumericEncoder("amount", OptionalDouble.of(12.5), 10, 4),
                new NumericEncoder("visits", OptionalDouble.of(0), 0, 1),
                new OneHotEncoder("country", List.of("TR", "US")),
                new NumericEncoder("returning", OptionalDouble.of(0), 0, 1)));
        double[] coefficients = {0.7, -0.05, 0.4, -0.3, 0.01, 1.0 / 3.0};
        return PortableModel.of(inputs, preparation, new LinearLearner(coefficients, -0.2), 0.4);
    }

    /** What goes into a complete folder of the model, without a feature spec. */
    public static ModelContent.Builder content() {
        return ModelContent.builder(model(), Instant.parse("2026-11-20T10:00:00.123456Z"))
                .provenance("{\"seed\":7}")
                .evaluation("{\"roc_auc\":0.81}")
                .sample(rows(3, 20));
    }

    /** Rows for the model, nulls, NaN, infinities and unseen categories among them. */
    static List<@Nullable Object[]> rows(long seed, int count) {
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
}
