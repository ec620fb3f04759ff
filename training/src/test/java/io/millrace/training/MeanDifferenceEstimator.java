package io.millrace.training;

import io.millrace.models.LinearLearner;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.stat.Summarizer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A learner as a user may write one: weighs each column by the difference of its means in the two classes. */
record MeanDifferenceEstimator(long seed) implements Estimator {
    @Override
    public String type() {
        return "mean-difference";
    }

    @Override
    public Encoding encoding() {
        return Encoding.IMPUTED_AND_SCALED;
    }

    @Override
    public Map<String, String> parameters() {
        return Map.of("type", type(), "seed", Long.toString(seed));
    }

    @Override
    public FittedLearner fit(FitInput input) {
        return MllibFit.fit(input, 1, vectors -> {
            double[] positive = means(vectors, 1);
            double[] negative = means(vectors, 0);
            double[] coefficients = new double[positive.length];
            double[] weights = new double[positive.length];
            double intercept = 0;
            for (int i = 0; i < coefficients.length; i++) {
                coefficients[i] = positive[i] - negative[i];
                weights[i] = Math.abs(coefficients[i]);
                intercept -= coefficients[i] * (positive[i] + negative[i]) / 2;
            }
            return new FittedLearner(new LinearLearner(coefficients, intercept), Map.of(), "", List.of(), weights);
        });
    }

    private static double[] means(Dataset<Row> vectors, int label) {
        Row row = vectors.where("label = " + label)
                .select(Summarizer.mean(vectors.col("features")))
                .first();
        return ((Vector) row.get(0)).toArray();
    }
}
