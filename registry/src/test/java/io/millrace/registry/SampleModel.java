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
                .sample(rows(20));
    }

    /** Rows for the model, missing and odd values among them; of 77 rows on, any two values of different inputs meet. */
    static List<@Nullable Object[]> rows(int count) {
        Double[] amounts = {12.25, null, Double.NaN, Double.POSITIVE_INFINITY, -0.0, -3.5e9, 1.0 / 3};
        Integer[] visits = {0, null, 19, -7, 3};
        String[] countries = {"TR", "US", null, "ır", "", "us", "DE", "TR", "US", "FR", "TR"};
        Boolean[] returning = {true, null, false};
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(
                    new @Nullable Object[] {amounts[i % 7], visits[i % 5], countries[i % 11], returning[i % 3], (long) i
                    });
        }
        return rows;
    }
}
